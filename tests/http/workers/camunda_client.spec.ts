import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { ApiClient } from '../api_client.js'
import { startServer, type ServerProcess } from '../server_process.js'
import { bareModel, externalModel, newWorker, workerClient, type WorkerAccount } from './worker_client.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

interface Line {
  done?: string
  held?: string
  refused?: string
}
interface Instance {
  id: string
  status: string
  variables: Record<string, unknown>
  activeElements: { elementId: string }[]
  incidents: { code: string }[]
}

const JOBS = 1_000
/** A guard against hanging, no measure. */
const LIMIT_MS = 180_000

const until = async (isTrue: () => Promise<boolean> | boolean, what: string): Promise<void> => {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
    if (await isTrue()) return
    await delay(50)
  }
  throw new Error(`Expected within ${LIMIT_MS / 1000} s: ${what}.`)
}

test.group('The published worker client', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  let account: WorkerAccount
  const children: ChildProcess[] = []
  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
    account = await newWorker(await server.client('sysadmin'), ['ledger', 'calls'])
    for (const [name, content] of [['ledger', bareModel('ledger', 'ledger')], ['calls', externalModel('calls', 'calls')]] as const) {
      const deployed = await admin.post('/definitions', { resources: [{ name: `${name}.bpmn`, content }] })
      if (deployed.status !== 201) throw new Error(deployed.text)
    }
  })
  group.teardown(async () => {
    for (const child of children) child.kill('SIGKILL')
    await server.stop()
  })

  const work = (workerId: string, lockMs: number, holdFrom?: number) => {
    const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, 'tests/http/workers/worker_process.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env, BASE_URL: server.url, WORKER_ID: workerId, CLIENT_ID: account.id, CLIENT_SECRET: account.secret, LOCK_MS: String(lockMs),
        ...(holdFrom === undefined ? {} : { HOLD_FROM: String(holdFrom) }),
      },
    })
    children.push(child)
    const lines: Line[] = []
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n')
      rest = parts.pop() ?? ''
      for (const line of parts) if (line.startsWith('{')) lines.push(JSON.parse(line) as Line)
    })
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    return { lines, end }
  }
  const start = async (definitionKey: string, variables: Record<string, unknown>): Promise<string> => {
    const { status, body, text } = await admin.post<Instance>('/instances', { definitionKey, variables })
    if (status !== 201) throw new Error(text)
    return body.id
  }

  test('several workers do a thousand tasks exactly once in effect, though one is killed while it holds locks', async ({ assert }) => {
    const victim = work('victim', 2_000, 60)
    const workers = [work('one', 20_000), work('two', 20_000)]
    const ids: string[] = []
    for (let n = 0; n < JOBS; n += 50) ids.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => start('ledger', { n: n + index })))))
    await until(() => victim.lines.some(({ held }) => held), 'the victim holds a task')
    await victim.end('SIGKILL')
    const worker = workerClient(server, account)
    const open = async () => (await worker.send<{ count: number }>('GET', '/external-task/count?topicName=ledger')).body.count
    await until(async () => (await open()) === 0, 'no task is left')
    for (const one of workers) await one.end('SIGTERM')

    const instances = new Map<string, Instance>()
    for (let n = 0; n < JOBS; n += 50) {
      const slice = await Promise.all(ids.slice(n, n + 50).map(async (id) => (await admin.get<Instance>(`/instances/${id}`)).body))
      for (const instance of slice) instances.set(instance.id, instance)
    }
    assert.deepEqual(ids.filter((id) => instances.get(id)!.status !== 'completed'), [])
    assert.deepEqual(ids.filter((id, n) => instances.get(id)!.variables.square !== n ** 2), [])
    const twice: string[] = []
    for (let n = 0; n < JOBS; n += 50) {
      await Promise.all(ids.slice(n, n + 50).map(async (id) => {
        const { body } = await admin.get<{ data: { type: string }[] }>(`/instances/${id}/history`)
        if (body.data.filter(({ type }) => type === 'JobClosed').length !== 1) twice.push(id)
      }))
    }
    assert.deepEqual(twice, [])
    const done = [victim, ...workers].flatMap(({ lines }) => lines.flatMap((line) => line.done ?? []))
    assert.equal(new Set(done.map((id) => id.split('~')[0])).size, done.length, 'no task was reported done twice')
    assert.isAtMost(done.length, JOBS)
    assert.isAbove(victim.lines.filter(({ held }) => held).length, 0)
    for (const one of workers) assert.isAbove(one.lines.length, 0)
  }).timeout(LIMIT_MS * 2)

  test('its other calls: BPMN error, failure, longer lock', async ({ assert }) => {
    const ids = { error: await start('calls', { kind: 'error' }), failure: await start('calls', { kind: 'failure' }), extend: await start('calls', { kind: 'extend' }) }
    const one = work('caller', 20_000)
    await until(() => one.lines.length >= 3, 'three calls were made')
    await one.end('SIGTERM')
    const read = async (id: string) => (await admin.get<Instance>(`/instances/${id}`)).body
    assert.deepEqual((await read(ids.error)).activeElements.map(({ elementId }) => elementId), ['ask'])
    assert.deepEqual((await read(ids.failure)).incidents.map(({ code }) => code), ['JOB_FAILED'])
    assert.deepEqual((await read(ids.extend)).activeElements.map(({ elementId }) => elementId), ['after'])
  }).timeout(LIMIT_MS)
})
