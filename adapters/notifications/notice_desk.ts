import type { Engine } from '#engine/runtime/engine'
import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import type { PeopleFact } from '#engine/runtime/ports/people_fact'
import { createWorkerLoop, type WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { Telling } from '#processes/foundation/notices/notice'
import type { NoticeLimit, NoticeStore, NoticeTask, Settled } from '#processes/foundation/notices/ports'
import { templatesIn, type NoticeTemplates } from '#processes/foundation/notices/templates'
import { limitsOf, tellingOf, tellingOfLimit, type TellingSources } from '#processes/foundation/notices/tellings'
import type { CountyDirectory } from '#processes/foundation/organisation/create_directory'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'
import { CARDS_TABLE, type CardRow } from '#processes/foundation/supervision/card'
import type { ChannelSettings } from './channel_settings.js'
import { composeNotices } from './compose_notices.js'

export interface DeskSurroundings {
  store: NoticeStore
  leases: LeaseStore
  engine: Pick<Engine, 'instances' | 'businessRows' | 'definitions'>
  directory(): CountyDirectory
  organisation(): OrganisationSnapshot
  countyWideUnits: readonly string[]
  channels(): Promise<ChannelSettings>
  templates(): Promise<NoticeTemplates>
  clock(): number
  newId(): string
  nodeId: string
  onError(error: unknown, where: string): void
}

export interface NoticeDesk extends WorkerLoop {
  /** Works off once what is queued and due; answers whether there was anything. */
  runOnce(): Promise<boolean>
  /** Tells something that no command of the bus has brought about. */
  tell(tellings: readonly Telling[]): Promise<void>
}

const POLL_MS = 1_000
/** Groups of the bus thought over together. */
const AT_ONCE = 50
const LIMITS_AT_ONCE = 200
const LEASE = 'notices'
/** Should this node die, another goes on after so long. */
const LEASE_MS = 30_000

/**
 * Turns what the bus has queued into notices. The queue's rows go in the transaction that writes the notices: killed at any instant,
 * everybody is told once. One node at a time works; each looks whether there is work, which is one reading statement.
 */
export function createNoticeDesk(surroundings: DeskSurroundings): NoticeDesk {
  const { store, leases, clock, nodeId } = surroundings
  const runOnce = async (): Promise<boolean> => {
    const isThereWork = (await store.queued(1)).length > 0 || (await store.dueLimits(clock(), 1)).length > 0
    if (!isThereWork || !(await leases.take(LEASE, nodeId, clock(), clock() + LEASE_MS))) return false
    const queued = await store.queued(AT_ONCE)
    const limits = await store.dueLimits(clock(), LIMITS_AT_ONCE)
    const facts = queued.flatMap((row) => row.facts)
    const sources = await sourcesOf(facts, limits, surroundings)
    const tellings = [...facts.map((fact) => tellingOf(fact, sources)), ...limits.map((limit) => tellingOfLimit(limit, sources))].filter((one) => one !== null)
    const fresh = facts.flatMap((fact) => (fact.kind === 'task' ? limitsOf(sources.tasks.get(fact.taskId) ?? NO_TASK) : []))
    await settle(surroundings, tellings, { seqs: queued.map(({ seq }) => seq), limitsDone: limits, limits: fresh })
    return true
  }
  return {
    ...createWorkerLoop(runOnce, POLL_MS, (error) => surroundings.onError(error, 'notices')),
    runOnce,
    tell: (tellings) => settle(surroundings, tellings, { seqs: [], limitsDone: [], limits: [] }),
  }
}

const NO_TASK = { id: '', amberAtMs: null, dueAtMs: null }

async function settle(surroundings: DeskSurroundings, tellings: readonly Telling[], done: Pick<Settled, 'seqs' | 'limitsDone' | 'limits'>): Promise<void> {
  const { store, clock, newId } = surroundings
  const directory = surroundings.directory()
  const [channels, preferences, own, ofBusiness] = await Promise.all([
    surroundings.channels(), store.preferences([...new Set(tellings.flatMap(({ people }) => people))]), surroundings.templates(), packageTemplates(tellings, surroundings),
  ])
  const composed = tellings.map((telling) =>
    composeNotices(telling, {
      person: directory.person, preferences, channels, newId, nowMs: clock(),
      templatesOf: (definitionKey) => [...(definitionKey === null ? [] : [ofBusiness.get(definitionKey) ?? {}]), own],
    }))
  await store.settle({ ...done, notices: composed.flatMap(({ notices }) => notices), sends: composed.flatMap(({ sends }) => sends) })
}

/** `notices.json` of the packages in force, by process. */
async function packageTemplates(tellings: readonly Telling[], { engine }: DeskSurroundings): Promise<ReadonlyMap<string, NoticeTemplates>> {
  const keys = [...new Set(tellings.map(({ definitionKey }) => definitionKey).filter((key) => key !== null))]
  const found = keys.map(async (key): Promise<[string, NoticeTemplates]> => {
    const definition = engine.definitions.byKey(key)
    const text = definition && (await engine.definitions.resource(definition.packageId, 'notices.json'))
    return [key, text ? templatesIn(text) : {}]
  })
  return new Map(await Promise.all(found))
}

async function sourcesOf(facts: readonly PeopleFact[], limits: readonly NoticeLimit[], { store, engine, clock, ...surroundings }: DeskSurroundings): Promise<TellingSources> {
  const taskIds = [...new Set([...facts.flatMap((fact) => ('taskId' in fact ? [fact.taskId] : [])), ...limits.map(({ taskId }) => taskId)])]
  const instanceIds = [...new Set(facts.flatMap((fact) => ('instanceId' in fact ? [fact.instanceId] : [])))]
  const cardKeys = [...new Set(facts.flatMap((fact) => (fact.kind === 'row' && fact.table === CARDS_TABLE ? [fact.key] : [])))]
  const endedIds = [...new Set(facts.flatMap((fact) => (fact.kind === 'ended' ? [fact.instanceId] : [])))]
  const [tasks, instances, cards, records] = await Promise.all([
    store.openTasks(taskIds),
    Promise.all(instanceIds.map((id) => engine.instances.find(id))),
    Promise.all(cardKeys.map((key) => engine.businessRows.find(CARDS_TABLE, key))),
    Promise.all(endedIds.map((id) => engine.businessRows.find('case_records', id))),
  ])
  return {
    tasks: tasks as ReadonlyMap<string, NoticeTask>,
    instances: new Map(instances.filter((one) => one !== null).map((one) => [one.id, one])),
    cards: new Map(cards.filter((one) => one !== null).map((row) => [String(row['key']), row as unknown as CardRow])),
    standings: new Map(records.filter((row) => row !== null).map((row) => [String(row['instanceId']), String(row['statusText'])])),
    directory: surroundings.directory(), deputies: surroundings.organisation().deputies, countyWideUnits: surroundings.countyWideUnits,
    nameOfBusiness: (key) => engine.definitions.byKey(key)?.name ?? key,
    nowMs: clock(),
  }
}
