/**
 * A server process without its pages: engine, storage and case participant as bootstrap puts them together, behind a few HTTP calls.
 * Documents are numbered and ordered, but not printed: printing repeats what is fixed already.
 */
import { createServer } from 'node:http'
import type { Command } from '#engine/kernel/commands'
import { compose } from '#adapters/bootstrap/compose'
import { clockSince, configurationFor, type Call, type CallAnswer, type CommandCall } from './numbers_call.js'

const { engine, close } = await compose(
  configurationFor({ dataDir: process.env.DATA_DIR!, ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}) }),
  clockSince(Number(process.env.NUMBERS_BEGUN_MS)),
)
engine.startWorkers()

const commandOf = (call: Extract<Call, { operation: 'complete' | 'request' }>): Command =>
  call.operation === 'request'
    ? { type: 'RequestDocument', template: call.template }
    : { type: 'CompleteTask', taskId: call.taskId, by: call.by, outcome: call.outcome, opinion: '同意', data: call.values }

const submit = (call: CommandCall) => {
  const actor = { kind: 'user', id: call.by } as const
  const idempotency = { scope: 'numbers', key: call.key, bodyHash: call.operation }
  if (call.operation === 'start') {
    return engine.start({ definitionKey: 'restaurant', actor, submission: { formKey: 'application', values: call.values }, idempotency })
  }
  return engine.bus.submit({ instanceId: call.instanceId, command: commandOf(call), actor, idempotency })
}

const answer = async (call: Call): Promise<CallAnswer> => {
  if (call.operation === 'called') return { ok: true, called: (await engine.instances.calledBy(call.instanceId)).map(({ id }) => id) }
  if (call.operation === 'task') {
    const task = (await engine.tasks.ofInstance(call.instanceId)).find(({ state, elementId }) => state === 'open' && elementId === call.elementId)
    return { ok: true, taskId: task?.id ?? null }
  }
  const result = await submit(call)
  if (!result.ok) return { ok: false, message: result.rejection.message }
  const documents = result.events.filter(({ type }) => type === 'DocumentRequested').length
  return { ok: true, instanceId: result.instanceId, revision: result.revision, documents }
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    answer(JSON.parse(body) as Call).then(
      (result) => response.end(JSON.stringify(result)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    )
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(`ready ${typeof address === 'object' && address ? address.port : 0}`)
})
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void close().then(() => process.exit(0))
})
