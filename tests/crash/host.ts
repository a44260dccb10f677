/**
 * The bare bus behind a few HTTP calls: the crash test's target without the product around it, and, told so by CRASH_HOST_MODE,
 * deliberately broken: `early` acknowledges before the commit, `twice` forgets idempotency keys. Both must be found out.
 */
import { createServer } from 'node:http'
import type { Command } from '#engine/kernel/commands'
import { crashWindow } from '#engine/runtime/bus/crash_window'
import { createEngine } from '#engine/runtime/create_engine'
import { openStorage } from '#storage/open_storage'
import { testCalendar, testDirectory } from '#tests/runtime/support/test_engine'
import { CASE_MODEL } from './target.js'
import { createIdMaker } from '#adapters/bootstrap/new_id'

const mode = process.env.CRASH_HOST_MODE ?? 'right'
const newId = createIdMaker(Date.now)
const storage = await openStorage({ dataDir: process.env.DATA_DIR!, ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}) })
await storage.migrate()
const engine = createEngine(
  storage.engine,
  {
    participants: [], directory: () => ({ ...testDirectory, principalsOf: (id) => [`user:${id}`, 'role:window_clerk@dept:admin_service'] }),
    calendar: () => testCalendar, clock: Date.now, newId,
  },
  { ...crashWindow(process.env), onError: (error) => console.error(error) },
)
await engine.open()
await engine.packages.publish({ resources: [{ name: 'crash.bpmn', content: CASE_MODEL }], origin: 'api', publishedBy: null })
engine.startWorkers()

const LI = { kind: 'user', id: 'li' } as const

type Call = { operation: 'start' | 'complete' | 'task'; key?: string; instanceId?: string; taskId?: string }

const idempotencyOf = (call: Call) => (mode === 'twice' || !call.key ? {} : { idempotency: { scope: 'crash', key: call.key, bodyHash: call.operation } })

const answer = async (call: Call): Promise<unknown> => {
  if (call.operation === 'task') {
    const open = (await engine.tasks.ofInstance(call.instanceId!)).find(({ state }) => state === 'open')
    return { taskId: open?.id ?? null }
  }
  const isStart = call.operation === 'start'
  const instanceId = isStart ? newId() : call.instanceId!
  const command: Command = isStart
    ? {
        type: 'StartInstance', instanceId, definitionId: engine.definitions.byKey('crash_case')!.id, startElementId: null, variables: {},
        businessKey: call.key!, title: null, starter: 'li', caller: null,
      }
    : { type: 'CompleteTask', taskId: call.taskId!, by: 'li', outcome: null, opinion: null, data: {} }
  const submitted = engine.bus.submit({ instanceId, command, actor: LI, ...idempotencyOf(call) })
  if (mode !== 'early') return submitted
  submitted.catch(() => undefined)
  return { ok: true, instanceId }
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    answer(JSON.parse(body) as Call).then(
      (result) => response.end(JSON.stringify(result)),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ message: String(error) })),
    )
  })
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void engine.stop().then(() => storage.close()).then(() => process.exit(0))
})
