import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mysql from 'mysql2/promise'
import { startPrivateMariaDb } from '#tests/rings/private_mariadb'
import type { BenchRow } from './row.js'

/** One measurement as the three programs print it. */
interface Measured {
  process: string
  clients: number
  completions: number
  completionsPerSecond: number
  instancesPerSecond: number
  p50Ms: number
  p99Ms: number
  cpuSecondsPer1000: number
  rowsPerUnit: number
}

interface EngineRun {
  engine: string
  round: number
  settings: string
  measured: Measured[]
}

const FOLDER = fileURLToPath(new URL('peers', import.meta.url))
const RESULTS = fileURLToPath(new URL('results/peers.json', import.meta.url))

/** `PEERS_FULL=1` is the whole of performance.md; without it one process and two numbers of clients, as long as a look takes. */
const isFull = process.env.PEERS_FULL === '1'
const setting = (name: string, full: string, quick: string): string => process.env[name] ?? (isFull ? full : quick)
const PLAN = {
  rounds: Number(setting('PEERS_ROUNDS', '3', '3')),
  processes: setting('PEERS_PROCESSES', 'p6,p0,ps,pu50', 'p6'),
  clients: setting('PEERS_CLIENTS', '1,4,16,64', '1,64'),
  seconds: setting('PEERS_SECONDS', '20', '10'),
  javaWarmUp: setting('PEERS_JAVA_WARM_UP', '60', '30'),
  ownWarmUp: setting('PEERS_OWN_WARM_UP', '20', '10'),
  /** `full` = the whole audit history, as ours always is; `default` = what the peer does unasked. */
  history: setting('PEERS_HISTORY', 'full', 'full'),
}

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
    for (const engine of ['xingliu', ...PEERS.map(({ name }) => name)]) {
      const run = await runOnFreshDatabase(engine, round)
      for (const one of run.measured) console.log(`   round ${round} ${engine.padEnd(9)} ${one.process.padEnd(5)} ${String(one.clients).padStart(2)} clients ${one.completionsPerSecond.toFixed(1).padStart(9)} completions/s ${one.instancesPerSecond.toFixed(1).padStart(8)} instances/s`)
      runs.push(run)
    }
  }
  mkdirSync(dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify({ machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`, plan: PLAN, runs }, null, 1)}\n`)
  return rowsOf(runs)
}

/** A server of its own for each run: nobody profits from what another has warmed up, or pays for its rows. */
async function runOnFreshDatabase(engine: string, round: number): Promise<EngineRun> {
  const database = await startPrivateMariaDb()
  try {
    const url = new URL(database.url)
    const schema = `bench_${engine}`
    const connection = await mysql.createConnection({ host: url.hostname, port: Number(url.port), user: url.username, password: url.password })
    // Operaton's own script mixes tables with and without a collation: the schema has to have the one it names.
    await connection.query(`CREATE DATABASE ${schema} CHARACTER SET ${engine === 'operaton' ? 'utf8 COLLATE utf8_bin' : 'utf8mb4 COLLATE utf8mb4_unicode_ci'}`)
    await connection.end()
    url.pathname = `/${schema}`
    const lines = engine === 'xingliu' ? runOwn(url) : runPeer(engine, url)
    const [{ settings }, ...measured] = lines as [{ settings: string }, ...Measured[]]
    return { engine, round, settings, measured }
  } finally {
    await database.stop()
  }
}

const runOwn = (url: URL): unknown[] =>
  linesOf(process.execPath, [
    '--import', '@poppinss/ts-exec', join(FOLDER, 'xingliu.ts'), '--url', url.href, '--processes', PLAN.processes, '--clients', PLAN.clients,
    '--warm-up', PLAN.ownWarmUp, '--seconds', PLAN.seconds,
  ])

function runPeer(name: string, url: URL): unknown[] {
  const main = PEERS.find((peer) => peer.name === name)?.main as string
  const properties = {
    url: `jdbc:mariadb://${url.host}${url.pathname}`, user: url.username, password: url.password, processes: PLAN.processes, clients: PLAN.clients,
    warmUp: PLAN.javaWarmUp, seconds: PLAN.seconds, history: PLAN.history,
  }
  const target = join(FOLDER, name, 'target')
  return linesOf('java', ['-Xms512m', '-Xmx4g', ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`), '-cp', `${join(target, `${name}-1.jar`)}:${join(target, 'lib')}/*`, main])
}

function linesOf(command: string, parameters: string[]): unknown[] {
  const ran = spawnSync(command, parameters, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  if (ran.status !== 0) throw new Error(`Expected ${command} to measure, but it ended with ${ran.status}: ${ran.stderr.slice(0, 2_000)}`)
  return ran.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown)
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? 0

/** Medians of the rounds, with what the rounds lie between, and the ratio to each peer, which is the goal. */
function rowsOf(runs: readonly EngineRun[]): BenchRow[] {
  const rows: BenchRow[] = []
  const shapes = (runs[0]?.measured ?? []).map(({ process: task, clients }) => ({ task, clients }))
  for (const { task, clients } of shapes) {
    const figures = (engine: string, of: (one: Measured) => number) =>
      runs.filter((run) => run.engine === engine).flatMap((run) => run.measured.filter((one) => one.process === task && one.clients === clients).map(of))
    const speedOf = (one: Measured) => (one.completions > 0 ? one.completionsPerSecond : one.instancesPerSecond)
    const unit = task === 'p0' || task === 'ps' ? 'instances/s' : 'completions/s'
    for (const engine of ['xingliu', ...PEERS.map(({ name }) => name)]) {
      const [least, most] = [sorted(figures(engine, speedOf))[0], sorted(figures(engine, speedOf)).at(-1)]
      rows.push(
        { name: `${engine} ${task}, ${clients} clients (${least?.toFixed(0)}–${most?.toFixed(0)})`, value: median(figures(engine, speedOf)), unit, goal: null, met: null },
        { name: `${engine} ${task}, ${clients} clients CPU`, value: median(figures(engine, (one) => one.cpuSecondsPer1000)), unit: 's/1,000', goal: null, met: null },
        { name: `${engine} ${task}, ${clients} clients rows written`, value: median(figures(engine, (one) => one.rowsPerUnit)), unit: 'rows', goal: null, met: null },
      )
    }
    for (const { name } of PEERS) {
      const ratio = median(figures('xingliu', speedOf)) / median(figures(name, speedOf))
      rows.push({ name: `times as fast as ${name}: ${task}, ${clients} clients`, value: ratio, unit: '×', goal: 10, met: ratio >= 10 })
    }
  }
  return rows
}
