import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mysql from 'mysql2/promise'
import { startPrivateMariaDb } from '#tests/rings/private_mariadb'
import { pointsOf, summary, unitOf, type EngineRun, type Measured, type PeerResults, type Plan } from './peers/results.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import type { BenchRow } from './row.js'

const FOLDER = fileURLToPath(new URL('peers', import.meta.url))
export const RESULTS = fileURLToPath(new URL('results/peers.json', import.meta.url))

/**
 * `PEERS_FULL=1`: P6 with 1, 4, 16 and 64 clients, fifty tasks in a row with 1 and 64, the two without tasks with 64; twenty minutes. Without it P6 with 1
 * and 64, as long as a look takes.
 */
const isFull = process.env.PEERS_FULL === '1'
const setting = (name: string, full: string, quick: string): string => process.env[name] ?? (isFull ? full : quick)
const PLAN: Plan = {
  rounds: Number(setting('PEERS_ROUNDS', '3', '3')),
  points: setting('PEERS_POINTS', 'p6:1,p6:4,p6:16,p6:64,pu50:1,pu50:64,p0:64,ps:64', 'p6:1,p6:64'),
  seconds: setting('PEERS_SECONDS', '5', '5'),
  pause: setting('PEERS_PAUSE', '2', '2'),
  javaWarmUp: setting('PEERS_JAVA_WARM_UP', '60', '30'),
  ownWarmUp: setting('PEERS_OWN_WARM_UP', '20', '10'),
  /** `full` = the whole audit history, as ours always is; `default` = what the peer does unasked. */
  history: setting('PEERS_HISTORY', 'full', 'full'),
}
/** After the rounds, once: the peers as they are unasked. */
const DEFAULT_POINTS = isFull ? 'p6:64' : null

const PEERS = [
  { name: 'flowable', main: 'gov.xingliu.bench.FlowableBench' },
  { name: 'operaton', main: 'gov.xingliu.bench.OperatonBench' },
]

/** The comparison by the rules of `peers/README.md`: the same MariaDB, empty schemas, interleaved rounds, medians. Says so where Java is missing. */
export async function benchPeers(): Promise<BenchRow[]> {
  const missing = ['java', 'mvn'].filter((command) => spawnSync(command, ['-version']).status !== 0)
  if (missing.length > 0) {
    console.log(`NOT RUN  ${missing.join(' and ')} not found: Flowable and Operaton were not measured`)
    return []
  }
  const built = spawnSync('mvn', ['-q', '-B', 'package'], { cwd: FOLDER, encoding: 'utf8' })
  if (built.status !== 0) {
    console.log(`NOT RUN  the peers could not be built: ${built.stdout.slice(0, 500)}`)
    return []
  }
  const runs: EngineRun[] = []
  for (let round = 1; round <= PLAN.rounds; round += 1) {
    for (const engine of ['xingliu', ...PEERS.map(({ name }) => name)]) runs.push(await told(engine, round, PLAN))
  }
  const unasked: EngineRun[] = []
  if (DEFAULT_POINTS !== null) for (const { name } of PEERS) unasked.push(await told(name, 1, { ...PLAN, points: DEFAULT_POINTS, history: 'default' }))
  mkdirSync(dirname(RESULTS), { recursive: true })
  const results: PeerResults = { machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`, date: new Date().toISOString().slice(0, 10), plan: PLAN, runs, unasked }
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`)
  return rowsOf(runs)
}

async function told(engine: string, round: number, plan: Plan): Promise<EngineRun> {
  const run = await runOnFreshDatabase(engine, round, plan)
  for (const one of run.measured) {
    const [completions, instances] = [one.completionsPerSecond.toFixed(1).padStart(9), one.instancesPerSecond.toFixed(1).padStart(8)]
    console.log(`   round ${round} ${engine.padEnd(9)} ${one.process.padEnd(5)} ${String(one.clients).padStart(2)} clients ${completions} completions/s ${instances} instances/s  history ${plan.history}`)
  }
  return run
}

/** A server of its own for each run: nobody profits from what another has warmed up, or pays for its rows. */
async function runOnFreshDatabase(engine: string, round: number, plan: Plan): Promise<EngineRun> {
  const load = Number((loadavg()[0] as number).toFixed(1))
  const database = await startPrivateMariaDb()
  try {
    const url = new URL(database.url)
    const schema = `bench_${engine}`
    const connection = await mysql.createConnection({ host: url.hostname, port: Number(url.port), user: url.username, password: url.password })
    // Operaton's own script mixes tables with and without a collation: the schema has to have the one it names.
    await connection.query(`CREATE DATABASE ${schema} CHARACTER SET ${engine === 'operaton' ? 'utf8 COLLATE utf8_bin' : 'utf8mb4 COLLATE utf8mb4_unicode_ci'}`)
    await connection.end()
    url.pathname = `/${schema}`
    const lines = engine === 'xingliu' ? runOwn(url, database.pid(), plan) : runPeer(engine, url, database.pid(), plan)
    const [{ settings }, ...measured] = lines as [{ settings: string }, ...Measured[]]
    return { engine, round, settings, load, measured }
  } finally {
    await database.stop()
  }
}

const runOwn = (url: URL, serverPid: number, plan: Plan): unknown[] =>
  linesOf(process.execPath, [
    ...TYPESCRIPT_LOADER, join(FOLDER, 'xingliu.ts'), '--url', url.href, '--server-pid', String(serverPid), '--points', plan.points,
    '--warm-up', plan.ownWarmUp, '--pause', plan.pause, '--seconds', plan.seconds,
  ])

function runPeer(name: string, url: URL, serverPid: number, plan: Plan): unknown[] {
  const main = PEERS.find((peer) => peer.name === name)?.main as string
  const properties = {
    url: `jdbc:mariadb://${url.host}${url.pathname}`, user: url.username, password: url.password, serverPid: String(serverPid), points: plan.points,
    warmUp: plan.javaWarmUp, pause: plan.pause, seconds: plan.seconds, history: plan.history,
  }
  const target = join(FOLDER, name, 'target')
  return linesOf('java', ['-Xms512m', '-Xmx4g', ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`), '-cp', `${join(target, `${name}-1.jar`)}:${join(target, 'lib')}/*`, main])
}

function linesOf(command: string, parameters: string[]): unknown[] {
  const ran = spawnSync(command, parameters, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  if (ran.status !== 0) throw new Error(`Expected ${command} to measure, but it ended with ${ran.status}: ${ran.stderr.slice(0, 2_000)}`)
  return ran.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown)
}

/** Medians of the rounds, with what the rounds lie between, and the ratio to each peer, which is the goal. */
function rowsOf(runs: readonly EngineRun[]): BenchRow[] {
  return pointsOf(runs).flatMap((point) => {
    const engines = ['xingliu', ...PEERS.map(({ name }) => name)]
    const label = `${point.process}, ${point.clients} clients`
    const figures = engines.flatMap((engine): BenchRow[] => {
      const { speed, cpu, serverCpu, rows } = summary(runs, engine, point)
      const row = (name: string, value: number, unit: string): BenchRow => ({ name: `${engine} ${label} ${name}`, value, unit, goal: null, met: null })
      return [row(`(${speed.least.toFixed(0)}–${speed.most.toFixed(0)})`, speed.median, unitOf(point.process)), row('CPU', cpu, 's/1,000'), row('CPU of the database', serverCpu, 's/1,000'), row('rows written', rows, 'rows/instance')]
    })
    const ratios = PEERS.map(({ name }): BenchRow => {
      const ratio = summary(runs, 'xingliu', point).speed.median / summary(runs, name, point).speed.median
      return { name: `times as fast as ${name}: ${label}`, value: ratio, unit: '×', goal: 10, met: ratio >= 10 }
    })
    return [...figures, ...ratios]
  })
}
