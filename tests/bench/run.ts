/**
 * `npm run bench -- [part…] [--size N] [--json FILE]`: the figures beside their goals, with a raw probe of the limit from the same run.
 * Parts: kernel, decisions, expressions, forms, deploy, bus, events, board, alarms, alarm-lines, outbox, timers, http, pdf; and, only when asked for, scale, peers and peers-table. The parts from bus to timers run on SQLite, and on MariaDB where it is installed.
 * `--size`: how many events, cases, readings or timers the parts of these names are measured over; 100,000 otherwise.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { startPrivateMariaDb } from '#tests/rings/private_mariadb'
import type { PeerResults } from './peers/results.js'
import type { BenchRow } from './row.js'

type Part = () => Promise<BenchRow[]>

const hasMariaDb = existsSync('/usr/sbin/mariadbd') || existsSync('/usr/sbin/mysqld')

/** The same measurement on both databases; rows carry the database in their name. */
async function onBothDatabases(measure: (options: { databaseUrl?: string }) => Promise<BenchRow[]>): Promise<BenchRow[]> {
  const rows = await measure({})
  if (!hasMariaDb) return rows
  const database = await startPrivateMariaDb()
  try {
    return [...rows, ...(await measure({ databaseUrl: database.url }))]
  } finally {
    // What a part sets for its own servers must not reach the parts after it.
    delete process.env.TEST_DATABASE_URL
    await database.stop()
  }
}

const PARTS: Record<string, Part> = {
  kernel: async () => (await import('./kernel.js')).benchKernel(),
  decisions: async () => (await import('./decisions.js')).benchDecisions(),
  expressions: async () => (await import('./expressions.js')).benchExpressions(),
  forms: async () => (await import('./forms.js')).benchForms(),
  deploy: async () => (await import('./deploy.js')).benchDeploy(),
  bus: async () => onBothDatabases((await import('./bus.js')).benchBus),
  events: async () => onBothDatabases((await import('./events.js')).benchEvents),
  board: async () => onBothDatabases((await import('./board.js')).benchBoard),
  alarms: async () => onBothDatabases((await import('./alarms.js')).benchAlarms),
  'alarm-lines': async () => onBothDatabases((await import('./alarm_lines.js')).benchAlarmLines),
  outbox: async () => onBothDatabases((await import('./outbox.js')).benchOutbox),
  timers: async () => onBothDatabases((await import('./timers.js')).benchTimers),
  http: async () => (await import('./http.js')).benchHttp(),
  pdf: async () => (await import('./pdf.js')).benchPdf(),
  scale: async () => (await import('./scale.js')).benchScale(),
  peers: async () => (await import('./peers.js')).benchPeers(),
  'peers-table': () => printPeersTable(),
}

/** The tables of README from `results/peers.json`. */
async function printPeersTable(): Promise<BenchRow[]> {
  const [{ RESULTS }, { peersTable }] = [await import('./peers.js'), await import('./peers/table.js')]
  const results = JSON.parse(readFileSync(RESULTS, 'utf8')) as PeerResults
  console.log(`${peersTable(results, 'zh')}\n\n${peersTable(results, 'en')}`)
  return []
}

/** Minutes long, in need of other programs, or nothing measured. */
const ON_REQUEST = new Set(['scale', 'peers', 'peers-table'])

const figure = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3))

function line(row: BenchRow): string {
  const verdict = row.met === null ? ' ' : row.met ? '✓' : '✗'
  const goal = row.goal === null ? '' : `goal ${figure(row.goal)}`
  const probe = row.probe === undefined ? '' : `probe ${figure(row.probe)} (${Math.round((100 * row.value) / row.probe)} %)`
  return `${verdict} ${row.name.padEnd(58)} ${figure(row.value).padStart(12)} ${row.unit.padEnd(16)} ${goal.padEnd(16)} ${probe}`
}

const argumentsGiven = process.argv.slice(2)
const optionOf = (name: string): string | null => (argumentsGiven.includes(name) ? (argumentsGiven[argumentsGiven.indexOf(name) + 1] ?? null) : null)
const OPTIONS = ['--json', '--size']
const jsonFile = optionOf('--json')
const size = optionOf('--size')
const chosen = argumentsGiven.filter((argument, index) => !argument.startsWith('--') && !OPTIONS.includes(argumentsGiven[index - 1] ?? ''))
if (argumentsGiven.includes('--size') && !/^[1-9]\d*$/.test(size ?? '')) {
  console.error(`Expected a number after --size, but it is ${size ?? 'missing'}. For example: --size 20000`)
  process.exit(2)
}
// Each part reads its own when it is loaded.
if (size !== null) for (const name of ['CASES', 'EVENTS', 'READINGS', 'TIMERS']) process.env[`BENCH_${name}`] = size
const unknown = chosen.filter((name) => !(name in PARTS))
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`)
const rows: BenchRow[] = []
for (const name of chosen.length > 0 ? chosen : Object.keys(PARTS).filter((name) => !ON_REQUEST.has(name))) {
  console.log(`── ${name}`)
  const measured = await PARTS[name]()
  measured.forEach((row) => console.log(line(row)))
  rows.push(...measured)
}
if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(rows, null, 2)}\n`)
process.exit(0)
