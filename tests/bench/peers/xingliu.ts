/**
 * Our side of the comparison, in a process of its own like the peers: the product's own composition root on the measured database, the same
 * models, the same closed loop, the same lines of JSON. Settings come as `--name value`: url, server-pid, points (p6:1,p6:64,…), warm-up, pause, seconds.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import mysql from 'mysql2/promise'
import { compose, type Composition } from '#adapters/bootstrap/compose'
import { NO_LINES } from '#adapters/bootstrap/line_settings'
import type { Engine } from '#engine/runtime/engine'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { CLERK, PEER_MODELS, TASKS } from './models.js'

const { values } = parseArgs({
  options: {
    url: { type: 'string' }, 'server-pid': { type: 'string' }, points: { type: 'string', default: 'p6:1,p6:64' },
    'warm-up': { type: 'string', default: '20' }, pause: { type: 'string', default: '2' }, seconds: { type: 'string', default: '20' },
  },
})

const ACTOR = { kind: 'user', id: CLERK } as const
const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000))

async function open(databaseUrl: string, dataDir: string): Promise<Composition> {
  const configuration = {
    host: '127.0.0.1', port: 0, dataDir, databaseUrl, checkpointFile: join(dataDir, 'checkpoints.jsonl'), archiveAfterDays: null, materialsKeptDays: null, exchangeKeptDays: null, inboundHeldDays: null, readingsKeptDays: null, mandateDays: 366, metricsToken: null,
    demoPassword: null, demo: false, demoCases: false, demoYear: false, masterKey: null, secure: false,
    development: false, httpTaskPlaces: [], deliveryPlaces: { web: [], databases: [], folders: [] }, directoryPlaces: { web: [], ldap: [] }, httpTaskSecrets: new Map(), lines: NO_LINES, clockStartMs: null,
  }
  const clock = { now: Date.now } as Parameters<typeof compose>[1]
  const first = await compose(configuration, clock)
  await first.services.organisationStore.seed(DEMO_COUNTY)
  await first.close()
  return compose(configuration, clock)
}

/** Starts an instance and completes its tasks in order, each found by instance and key first, as a program at the API would. */
async function oneInstance(engine: Engine, process: string, isOver: () => boolean, completed: (milliseconds: number) => void): Promise<void> {
  const started = await engine.start({ definitionKey: process, actor: ACTOR, variables: { amount: 500, applicant: '某餐饮店', town: '星沙街道' } })
  if (!started.ok) throw new Error(started.rejection.message)
  for (const key of TASKS[process] as readonly string[]) {
    if (isOver()) return
    const before = performance.now()
    const task = await engine.tasks.openTask(started.instanceId, key)
    if (task === null) throw new Error(`Expected ${started.instanceId} to have the open task ${key}, but it has none.`)
    const answer = await engine.bus.submit({
      instanceId: started.instanceId, actor: ACTOR,
      command: { type: 'CompleteTask', taskId: task.id, by: CLERK, outcome: null, opinion: null, data: { area: 66 } },
    })
    if (!answer.ok) throw new Error(answer.rejection.message)
    completed(performance.now() - before)
  }
}

/** Rows inserted, updated and deleted by the server since it started: the same measure as the peers'. */
async function rowsWritten(connection: mysql.Connection): Promise<number> {
  const [rows] = await connection.query("SELECT SUM(VARIABLE_VALUE) AS n FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('HANDLER_WRITE','HANDLER_UPDATE','HANDLER_DELETE')")
  return Number((rows as { n: string }[])[0]?.n)
}

/** CPU seconds, user and system, of the database's process: fields 14 and 15 of `/proc/<pid>/stat`, in hundredths (proc(5)). */
function serverCpuSeconds(): number {
  const stat = readFileSync(`/proc/${values['server-pid']}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function measure(engine: Engine, connection: mysql.Connection, task: string, clients: number, warmUp: number, seconds: number): Promise<void> {
  let isOver = false
  let isMeasuring = false
  let instances = 0
  const latencies: number[] = []
  const client = async (): Promise<void> => {
    while (!isOver) {
      await oneInstance(engine, task, () => isOver, (milliseconds) => void (isMeasuring && latencies.push(milliseconds)))
      if (isMeasuring) instances += 1
    }
  }
  const all = Array.from({ length: clients }, client)
  await wait(warmUp)
  const rowsBefore = await rowsWritten(connection)
  const cpu = process.cpuUsage()
  const serverCpu = serverCpuSeconds()
  const from = performance.now()
  isMeasuring = true
  await wait(seconds)
  isMeasuring = false
  const took = (performance.now() - from) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const serverCpuSpent = serverCpuSeconds() - serverCpu
  const rows = (await rowsWritten(connection)) - rowsBefore
  isOver = true
  await Promise.all(all)
  latencies.sort((a, b) => a - b)
  const at = (share: number) => Number((latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0).toFixed(3))
  const units = latencies.length || instances
  console.log(JSON.stringify({
    process: task, clients, seconds: Number(took.toFixed(3)), instances, completions: latencies.length, completionsPerSecond: latencies.length / took, instancesPerSecond: instances / took,
    p50Ms: at(0.5), p99Ms: at(0.99), cpuSecondsPer1000: (user + system) / 1e6 / units * 1_000, serverCpuSecondsPer1000: serverCpuSpent / units * 1_000, rowsWritten: rows, rowsPerUnit: rows / units,
  }))
}

const dataDir = mkdtempSync(join(tmpdir(), 'xingliu-peers-'))
const composition = await open(values.url as string, dataDir)
const connection = await mysql.createConnection(values.url as string)
try {
  for (const [key, content] of Object.entries(PEER_MODELS)) {
    const published = await composition.engine.packages.publish({ resources: [{ name: `${key}.bpmn`, content }], origin: 'api', publishedBy: null })
    if (!published.ok) throw new Error(published.diagnostics.map(({ message }) => message).join('\n'))
  }
  const durability = Object.entries(await composition.storage.durability()).map(([name, value]) => `${name}=${value}`).join(' ')
  console.log(JSON.stringify({ settings: `xingliu ${durability} journal with hash chain node=${process.versions.node}` }))
  let warmUp = Number(values['warm-up'])
  for (const point of values.points.split(',')) {
    const [task, clients] = point.split(':') as [string, string]
    await measure(composition.engine, connection, task, Number(clients), warmUp, Number(values.seconds))
    warmUp = Number(values.pause)
  }
} finally {
  await connection.end()
  await composition.close()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(0)
