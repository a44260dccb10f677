import { createHash } from 'node:crypto'
import { canonicalJson } from '#engine/runtime/journal/canonical_json'
import { createDuty, type DutySurroundings } from '#engine/runtime/workers/duty'
import type { WorkerLoop } from '#engine/runtime/workers/worker_loop'
import { dateText, dayNumber, HOUR_MS, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { DirectorySource } from '#processes/foundation/organisation/directory_sync/directory_source'
import { planSync } from '#processes/foundation/organisation/directory_sync/plan_sync'
import { isEmpty, type SyncPlan } from '#processes/foundation/organisation/directory_sync/sync_plan'
import { countsOf, reportOf, type OpenTask, type SyncReport } from '#processes/foundation/organisation/directory_sync/sync_report'
import type { DirectorySyncStore, SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'
import type { OrganisationStore } from '#processes/foundation/ports'
import { DirectoryFault } from './directory_fault.js'
import { auditOf } from './sync_audit.js'
import type { SyncSettings } from './sync_settings.js'

export interface SyncSurroundings extends DutySurroundings {
  store: DirectorySyncStore
  organisation: Pick<OrganisationStore, 'load' | 'revision'>
  /** Takes a write in at once on this node. */
  refresh(): Promise<void>
  /** Null while nobody has set one up. */
  settings(): Promise<SyncSettings | null>
  read(settings: SyncSettings): Promise<DirectorySource>
  /** Open work of a person, the first pieces of it. */
  openTasksOf(userId: string): Promise<{ tasks: readonly OpenTask[]; count: number }>
  /** What became of a run that somebody has to look at. */
  tell(run: SyncRun): Promise<void>
  newId(): string
}

/** Who asks, from where. */
export interface Asker {
  userId: string
  address: string | null
}

/** Why a synchronisation was not carried out; each has its sentence. */
export type SyncRefusal = { kind: 'unset' } | { kind: 'unread'; message: string } | { kind: 'unknown' } | { kind: 'changed' } | { kind: 'nothing' } | { kind: 'brake'; isFinal: boolean; reason: string }

export interface DirectorySync extends WorkerLoop {
  /** Reads the directory and says how much there is. */
  check(): Promise<{ people: number; departments: number } | SyncRefusal>
  /** What a synchronisation would do now. */
  try(asker: Asker): Promise<SyncRun | SyncRefusal>
  /** Does what a try has shown, if that is still what there is to do. `reason`: why the brake is let go. */
  apply(runId: string, asker: Asker, reason: string | null): Promise<SyncRun | SyncRefusal>
  /** The run of this night, when it is time and it is set so; on however many nodes, once. */
  nightly(): Promise<SyncRun | null>
}

const DUTY = 'directory-sync'
const LOOK_EVERY_MS = 20 * 60_000
/** Local hours in which the nightly run may begin. */
const NIGHT = { fromMs: 2 * HOUR_MS, toMs: 6 * HOUR_MS }
const KEPT_MS = 400 * 24 * HOUR_MS
/** Plans are made anew when somebody changes the organisation at the same moment. */
const MOST_PLANS = 5

/** 组织同步: the county's directory read, compared, shown, and taken over in one write. */
export function createDirectorySync(surroundings: SyncSurroundings): DirectorySync {
  const { store, clock } = surroundings
  const sync: DirectorySync = {
    ...createDuty(DUTY, LOOK_EVERY_MS, async () => void (await sync.nightly()), surroundings),
    async check() {
      const read = await readNow(surroundings)
      return 'kind' in read ? read : { people: read.source.people.length, departments: read.source.departments.length }
    },
    async try(asker) {
      const startedAtMs = clock()
      const read = await readNow(surroundings)
      if ('kind' in read) return read
      const planned = await planNow(read, surroundings)
      const run = await runOf(planned, surroundings, { startedAtMs, by: asker.userId, outcome: 'tried', night: null, reason: null })
      await store.add(run)
      return run
    },
    async apply(runId, asker, reason) {
      const shown = await store.find(runId)
      if (shown?.outcome !== 'tried') return { kind: 'unknown' }
      const startedAtMs = clock()
      const read = await readNow(surroundings)
      if ('kind' in read) return read
      return carryOut(read, surroundings, { startedAtMs, asker, reason, digest: shown.digest })
    },
    nightly: () => nightly(surroundings),
  }
  return sync
}

interface Read {
  source: DirectorySource
  settings: SyncSettings
}

async function readNow({ settings, read }: SyncSurroundings): Promise<Read | SyncRefusal> {
  const set = await settings()
  if (set === null) return { kind: 'unset' }
  try {
    return { source: await read(set), settings: set }
  } catch (error) {
    if (error instanceof DirectoryFault) return { kind: 'unread', message: error.message }
    throw error
  }
}

interface Planned extends Read {
  plan: SyncPlan
  organisation: OrganisationSnapshot
  revision: number
  digest: string
}

async function planNow(read: Read, { organisation: store }: SyncSurroundings): Promise<Planned> {
  // the number first: what is written between the two makes the plan stale, never wrong
  const revision = await store.revision()
  const organisation = await store.load()
  const plan = planSync(read.source, organisation, { newId: idOf, mostLeavingPercent: read.settings.mostLeavingPercent })
  return { ...read, plan, organisation, revision, digest: digestOf(plan) }
}

/** The same id whenever the same entry is met, so that a plan made twice is one plan. */
const idOf = (kind: string, externalId: string): string => `${kind === 'person' ? 'p' : 'd'}-${createHash('sha256').update(`${kind}\n${externalId}`).digest('hex').slice(0, 24)}`

const digestOf = ({ departments, added, changed, moved, left, posts }: SyncPlan): string =>
  createHash('sha256').update(canonicalJson([departments, added, changed, moved, left, posts].map((changes) => changes.map(({ after }) => after)))).digest('hex')

type Ending = Pick<SyncRun, 'startedAtMs' | 'by' | 'outcome' | 'night' | 'reason'>

async function runOf({ plan, organisation, source, digest }: Planned, { clock, newId, openTasksOf }: SyncSurroundings, ending: Ending): Promise<SyncRun> {
  const tasks = new Map<string, Awaited<ReturnType<typeof openTasksOf>>>()
  for (const { after } of plan.left) tasks.set(after.id, await openTasksOf(after.id))
  const report: SyncReport = reportOf(plan, organisation, tasks)
  const counts = countsOf(report, { people: source.people.length, departments: source.departments.length })
  return { id: newId(), endedAtMs: clock(), digest, report, counts, ...ending }
}

interface Order {
  startedAtMs: number
  asker: Asker
  reason: string | null
  digest: string | null
}

async function carryOut(read: Read, surroundings: SyncSurroundings, { startedAtMs, asker, reason, digest }: Order): Promise<SyncRun | SyncRefusal> {
  for (let attempt = 0; attempt < MOST_PLANS; attempt += 1) {
    const planned = await planNow(read, surroundings)
    if (planned.digest !== digest) return { kind: 'changed' }
    if (isEmpty(planned.plan)) return { kind: 'nothing' }
    const { brake } = planned.plan
    if (brake && (brake.isFinal || reason === null)) return { kind: 'brake', ...brake }
    const run = await runOf(planned, surroundings, { startedAtMs, by: asker.userId, outcome: 'applied', night: null, reason })
    if ((await write(planned, run, asker.address, surroundings)) === 'applied') return run
  }
  return { kind: 'changed' }
}

async function write({ plan, revision, organisation }: Planned, run: SyncRun, address: string | null, { store, refresh, clock, tell }: SyncSurroundings): Promise<'applied' | 'stale' | 'repeated'> {
  const written = await store.apply({
    expectedRevision: revision,
    departments: plan.departments.map(({ after }) => after),
    people: [...plan.added, ...plan.changed, ...plan.moved, ...plan.left].map(({ after }) => after),
    posts: plan.posts.map(({ after }) => after),
    closed: plan.left.map(({ after }) => after.id),
    audit: auditOf(plan, organisation, run, { atMs: clock(), address }),
    run,
  })
  if (written !== 'applied') return written
  await refresh()
  await tell(run)
  return written
}

async function nightly(surroundings: SyncSurroundings): Promise<SyncRun | null> {
  const { store, clock, settings, newId, tell } = surroundings
  const startedAtMs = clock()
  const day = dayNumber(startedAtMs)
  const night = dateText(day)
  const sinceMidnightMs = startedAtMs - startOfDayMs(day)
  if (sinceMidnightMs < NIGHT.fromMs || sinceMidnightMs >= NIGHT.toMs || !(await settings())?.nightly || (await store.hasNight(night))) return null
  await store.forgetBefore(startedAtMs - KEPT_MS)
  const read = await readNow(surroundings)
  if ('kind' in read) {
    if (read.kind !== 'unread') return null
    // no night is taken: the next look tries again, and tells each of these days once
    const counts = countsOf({ lines: [], brake: null }, { people: 0, departments: 0 })
    const run: SyncRun = { id: newId(), startedAtMs, endedAtMs: clock(), by: null, outcome: 'failed', night: null, digest: null, reason: read.message, counts, report: { lines: [], brake: null } }
    await store.add(run)
    await tell(run)
    return run
  }
  for (let attempt = 0; attempt < MOST_PLANS; attempt += 1) {
    const planned = await planNow(read, surroundings)
    const { brake } = planned.plan
    const outcome = brake ? 'stopped' : isEmpty(planned.plan) ? 'unchanged' : 'applied'
    const run = await runOf(planned, surroundings, { startedAtMs, by: null, outcome, night, reason: brake?.reason ?? null })
    if (outcome === 'applied') {
      const written = await write(planned, run, null, surroundings)
      if (written === 'stale') continue
      return written === 'applied' ? run : null
    }
    if (!(await store.add(run))) return null
    if (outcome === 'stopped') await tell(run)
    return run
  }
  return null
}
