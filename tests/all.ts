/**
 * `npm test`: everything, on both databases, in a browser. `--soak` runs the long rings at full size instead of the short ones.
 * Last line: `N passed, N failed`. What can't run is named, and fails the run when `CI=true`.
 */
import { existsSync, globSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { resolve } from 'node:path'
import { installMissingPackages, type NeededPackage } from './rings/debian_packages.js'
import { startPrivateMariaDb, type PrivateMariaDb } from './rings/private_mariadb.js'
import { runRings, type Ring, type RingResult } from './rings/ring.js'
import { TYPESCRIPT_LOADER } from './rings/typescript_loader.js'
import { addCounts, closingLine, NO_COUNTS, type Counts } from './rings/totals.js'

const say = (line: string) => process.stdout.write(`${line}\n`)
const isContinuousIntegration = process.env.CI === 'true'
const isSoak = process.argv.includes('--soak')
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

const STATIC_RINGS: Ring[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types-pages', command: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'adapters/web/pages/tsconfig.json'] },
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint', '--quiet', '.'] },
]

const specsOf = (...folders: string[]): string[] => folders.map((folder) => `tests/${folder}/**/*.spec.ts`)

/** Specs that need no outside process; the long ones first, so that the two lanes end together. */
const UNIT_RINGS: Ring[] = [
  { name: 'unit-forms', files: specsOf('forms') },
  { name: 'unit-engine', files: specsOf('engine') },
  { name: 'unit-adapters', files: specsOf('adapters', 'designer') },
  { name: 'unit-processes', files: specsOf('processes', 'architecture') },
]

/** The platforms above, played by processes of their own. */
const PLATFORM_RING: Ring = { name: 'platforms', files: ['tests/upper_platform/**/*.spec.ts'] }

/** Specs that run twice, once on each database, with equal counts. */
const DATABASE_RINGS = [
  { name: 'storage', files: ['tests/storage/**/*.spec.ts', 'tests/runtime/**/*.spec.ts'] },
  { name: 'http', files: ['tests/http/**/*.spec.ts'] },
  { name: 'walks', files: ['tests/walks/**/*.spec.ts'] },
]

const crashRing = (database: string, environment: Record<string, string>): Ring => ({
  name: `crash-${database}`,
  command: [...TYPESCRIPT_LOADER, 'tests/crash/run.ts', '--kills', isSoak ? '1000' : '20', ...(process.env.SOAK_SEED ? ['--seed', process.env.SOAK_SEED] : [])],
  environment,
})

/** Generated models and commands, thirty times as many as in every run, from a seed that is printed. */
const PROPERTY_SEED = String(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
const PROPERTY_RING: Ring = {
  name: 'properties', files: ['tests/engine/kernel/invariants.spec.ts', 'tests/engine/kernel/operations/random*.spec.ts'],
  environment: { PROPERTY_RUNS: '2000', PROPERTY_SEED },
}

/** Every story of every one-stop business and of the events, told to the platforms above. */
const TOLD_RING: Ring = {
  name: 'told-above', files: ['tests/adapters/government/stories_told_above.spec.ts'],
  environment: { TOLD_PACKAGES: [...['restaurant', 'enterprise', 'newborn', 'retirement', 'house-transfer'].map((name) => `one-thing/${name}`), 'five-zero/event'].join(',') },
}

/** The rest of the crash matrix: the database killed, the disk full; `injected` = told by the database itself, as where nothing can be mounted. */
const faultRing = (fault: 'database' | 'disk' | 'disk injected', database: string, environment: Record<string, string>): Ring => ({
  name: `${fault.replace(' ', '-')}-${database}`,
  command: [...TYPESCRIPT_LOADER, 'tests/crash/run.ts', '--fault', ...(fault === 'disk injected' ? ['disk', '--disk', 'injected'] : [fault]), '--kills', isSoak ? '100' : '4', ...(process.env.SOAK_SEED ? ['--seed', process.env.SOAK_SEED] : [])],
  environment,
})

/** The short run of it is part of the storage ring. */
const numbersRing = (database: string, environment: Record<string, string>): Ring => ({
  name: `numbers-${database}`, files: ['tests/runtime/numbers/*.spec.ts'], environment: { NUMBERS_DOCUMENTS: '1000', ...environment }, pair: 'numbers',
})

const timersRing = (database: string, environment: Record<string, string>): Ring => ({
  name: `timers-${database}`, files: ['tests/runtime/workers/timers_under_kills.spec.ts'], environment: { TIMERS_DUE: '100000', ...environment }, pair: 'timers',
})

const readingsRing = (database: string, environment: Record<string, string>): Ring => ({
  name: `readings-${database}`, files: ['tests/runtime/sensors/readings_under_kills.spec.ts'], environment: { READINGS_SENT: '200000', ...environment }, pair: 'readings',
})

/** Ten thousand deliveries through every fault. */
const outboxRing = (database: string, environment: Record<string, string>): Ring => ({
  name: `outbox-${database}`, files: ['tests/runtime/outbox/*.spec.ts'], environment: { OUTBOX_CASES: '2000', ...environment }, pair: 'outbox',
})

/** Two servers of one kind: what is killed or runs out of disk lies on the disk; hundreds of schemas that live for seconds lie in memory, where there is room. */
interface MariaDbServers {
  durable: PrivateMariaDb
  ofSpecs: PrivateMariaDb
}

const MEMORY = '/dev/shm'
const ROOM_FOR_SPECS = 4 * 2 ** 30

function hasRoomInMemory(): boolean {
  if (!existsSync(MEMORY)) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ROOM_FOR_SPECS && freemem() > ROOM_FOR_SPECS
}

async function startMariaDbServers(): Promise<MariaDbServers> {
  const durable = await startPrivateMariaDb()
  return { durable, ofSpecs: isSoak || !hasRoomInMemory() ? durable : await startPrivateMariaDb(MEMORY) }
}

interface Database {
  name: string
  environment: Record<string, string>
}

const SQLITE: Database = { name: 'sqlite', environment: {} }
const mariaDbAt = (server: PrivateMariaDb): Database => ({ name: 'mariadb', environment: { TEST_DATABASE_URL: server.url } })

function databaseRings(servers: MariaDbServers | null): Ring[] {
  const databases = servers ? [SQLITE, mariaDbAt(servers.durable)] : [SQLITE]
  const ofSpecs = servers ? [SQLITE, mariaDbAt(servers.ofSpecs)] : [SQLITE]
  const crash = databases.map((database) => crashRing(database.name, database.environment))
  const faults = databases.flatMap(({ name, environment }) => [faultRing('disk', name, environment), ...(isSoak ? [faultRing('disk injected', name, environment)] : []), ...(name === 'mariadb' ? [faultRing('database', name, environment)] : [])])
  if (isSoak) {
    const onEach = (ring: (database: string, environment: Record<string, string>) => Ring) => databases.map(({ name, environment }) => ring(name, environment))
    say(`properties: seed ${PROPERTY_SEED}`)
    // The kills last longest and go last but for the short ones: what flows in and out is judged within the first half hour.
    return [PROPERTY_RING, TOLD_RING, ...onEach(readingsRing), ...onEach(outboxRing), ...crash, ...faults, ...onEach(numbersRing), ...onEach(timersRing)]
  }
  const specs = DATABASE_RINGS.flatMap((ring) =>
    ofSpecs.map((database) => ({ name: `${ring.name}-${database.name}`, files: ring.files, environment: database.environment, pair: ring.name })),
  )
  return [...specs, ...crash, ...faults]
}

const isAsked = (ring: Ring) => only.length === 0 || only.some((name) => ring.name.startsWith(name))

/** Whether all that is asked for runs without database server, browser and PDF tools. */
const needsNothingInstalled = only.length > 0 && only.every((name) => [...STATIC_RINGS, ...UNIT_RINGS, PLATFORM_RING].some((ring) => ring.name.startsWith(name)))

/** In the order they begin, the long ones early, so that the two lanes end together. */
function plannedRings(missing: Set<NeededPackage>, servers: MariaDbServers | null): Ring[] {
  if (isSoak) return databaseRings(servers).filter(isAsked)
  const browser: Ring[] = missing.has('chromium') ? [] : [{ name: 'browser', files: ['tests/browser/**/*.spec.ts'] }]
  return [...STATIC_RINGS, ...browser, ...UNIT_RINGS, PLATFORM_RING, ...databaseRings(servers)].filter((ring) => isPresent(ring) && isAsked(ring))
}

/** A ring whose sources are not there yet has nothing to run. */
function isPresent(ring: Ring): boolean {
  if (ring.files && ring.files.length > 0) return globSync(ring.files).length > 0
  const file = ring.command?.findLast((argument) => /\.(ts|json|js)$/.test(argument))
  return !file || existsSync(file)
}

function reportRing(result: RingResult): void {
  const isRed = result.counts.failed > 0 || result.exitCode !== 0
  if (isRed) say(`\n──── ${result.ring.name} ────\n${result.output.trimEnd()}\n`)
  say(`${isRed ? '✗' : '✓'} ${result.ring.name.padEnd(18)} ${closingLine(result.counts)}  (${result.seconds.toFixed(1)} s)`)
  if (isRed) return
  const lines = result.output.trimEnd().split('\n')
  for (const line of isSoak ? lines.slice(-6) : lines.filter((text) => text.startsWith('NOTE '))) say(`  ${line}`)
}

/** SQLite and MariaDB run the same specs: unequal counts mean that one of them left something out. */
function unequalPairs(results: RingResult[]): string[] {
  const pairs = new Map<string, RingResult[]>()
  for (const result of results) if (result.ring.pair) pairs.set(result.ring.pair, [...(pairs.get(result.ring.pair) ?? []), result])
  return [...pairs].flatMap(([pair, members]) => {
    const totals = new Set(members.map((member) => `${member.counts.passed}+${member.counts.skipped}`))
    return totals.size > 1 ? [`${pair}: ${members.map((member) => `${member.ring.name} ${closingLine(member.counts)}`).join(' / ')}`] : []
  })
}

function sayWhatCannotRun(missing: Set<NeededPackage>): number {
  const lines: Partial<Record<NeededPackage, string>> = {
    'mariadb-server': 'MariaDB is not installed: the storage, http, walks and crash rings ran on SQLite only',
    'chromium': 'Chromium is not installed: the browser ring did not run',
    'poppler-utils': 'poppler-utils is not installed: PDFs were not measured by outside tools',
  }
  const named = [...missing].flatMap((name) => lines[name] ?? [])
  for (const line of named) say(`NOT RUN  ${line}`)
  return isContinuousIntegration ? named.length : 0
}

/** Suites over the corpus of outside models: a stranger's clone has none, and its run stays green by the project's own cases. */
const CORPUS_SUITES = ['BPMN scripts', 'hostile files', 'imports', 'forms', 'expressions', 'second engine']

function sayWhetherCorpusIsThere(): void {
  const corpus = resolve(process.env.CONFORMANCE_DIR ?? '../shared/conformance')
  if (!existsSync(corpus)) say(`NOT RUN  the conformance corpus is not at ${corpus} (CONFORMANCE_DIR): ${CORPUS_SUITES.length} suites did not run (${CORPUS_SUITES.join(', ')})`)
}

async function main(): Promise<number> {
  const started = Date.now()
  const missing = needsNothingInstalled ? new Set<NeededPackage>() : installMissingPackages(say)
  const servers = needsNothingInstalled || missing.has('mariadb-server') ? null : await startMariaDbServers()
  let counts: Counts = NO_COUNTS
  try {
    const results = await runRings(plannedRings(missing, servers), 2, reportRing)
    counts = results.reduce((sum, result) => addCounts(sum, result.counts), NO_COUNTS)
    const unequal = unequalPairs(results)
    for (const line of unequal) say(`UNEQUAL COUNTS  ${line}`)
    sayWhetherCorpusIsThere()
    counts = { ...counts, failed: counts.failed + unequal.length + sayWhatCannotRun(missing) }
  } finally {
    for (const server of new Set(Object.values(servers ?? {}))) await server.stop()
  }
  say(`\n${((Date.now() - started) / 1000).toFixed(0)} s in all`)
  say(closingLine(counts))
  return counts.failed > 0 ? 1 : 0
}

process.exit(await main())
