import type { TaskPreview } from '#adapters/web/contract/task_operations'
import type { Event, TaskCreated } from '#engine/kernel/events'
import type { PreviewedInstance } from '#engine/runtime/preview_command'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { readManifest } from '../access/may_start.js'
import type { WebServices } from '../web_services.js'
import { instantOrNull } from './instants.js'
import { candidateText, personReference } from './people.js'
import { sentences } from './sentences/sentences.js'

type Step = TaskPreview['next'][number]
interface Seen extends PreviewedInstance {
  manifest: Manifest | null
  /** Tasks as they are. */
  before: readonly TaskRow[]
}

/** The instances as they would move, in words: whose turn it is, what is issued, what is waited for. */
export async function presentPreview(services: WebServices, instances: readonly PreviewedInstance[]): Promise<TaskPreview> {
  const seen = await Promise.all(instances.map((one) => lookAt(services, one)))
  const { state } = seen[0]!
  const incident = seen.flatMap((one) => one.events).find((event) => event.type === 'IncidentRaised')
  return {
    next: seen.flatMap((one) => [...tasksOf(services, one), ...callsOf(one, seen)]),
    documents: [...new Set(seen.flatMap(documentsOf))].map((name) => ({ name })),
    ends: state.status === 'completed' && state.caller === null,
    incident: incident?.message ?? null,
    waits: seen.flatMap(waitsOf),
    cancels: cancelledIn(services, seen[0]!),
    creates: createdIn(services, seen[0]!),
  }
}

async function lookAt(services: WebServices, one: PreviewedInstance): Promise<Seen> {
  const hasClosed = one.events.some((event) => event.type === 'TaskClosed' && event.cause === 'cancelled')
  const [manifest, before] = await Promise.all([readManifest(services, one.packageId), hasClosed ? services.engine.tasks.ofInstance(one.state.instanceId) : []])
  return { ...one, manifest, before }
}

/** Work that this step takes away; a task that it created itself is nothing anybody had. */
function cancelledIn(services: WebServices, { process, events, before }: Seen): TaskPreview['cancels'] {
  const fresh = new Set(events.flatMap((event) => (event.type === 'TaskCreated' ? [event.taskId] : [])))
  return events.flatMap((event) => {
    if (event.type !== 'TaskClosed' || event.cause !== 'cancelled' || fresh.has(event.taskId)) return []
    const task = before.find((one) => one.id === event.taskId)
    return [{ elementId: event.elementId, name: task?.name ?? nameOf(process, event.elementId), people: task ? whoseText(services, task) : '' }]
  })
}

const createdIn = (services: WebServices, one: Seen): TaskPreview['creates'] =>
  one.events
    .filter((event) => event.type === 'TaskCreated')
    .filter((event) => isStillOpen(one, event))
    .map((event) => ({ elementId: event.elementId, name: event.name, people: whoseText(services, event) }))

const whoseText = ({ organisation }: WebServices, { assignee, candidates }: Pick<TaskCreated, 'assignee' | 'candidates'>): string =>
  assignee === null ? candidateText(organisation, candidates) : personReference(organisation, assignee).name

/** A task for each of many is one step with many people. */
function tasksOf(services: WebServices, one: Seen): Step[] {
  const item = itemName(one)
  const created = one.events.filter((event) => event.type === 'TaskCreated').filter((event) => isStillOpen(one, event))
  return [...new Set(created.map((event) => event.elementId))].map((elementId) => {
    const tasks = created.filter((event) => event.elementId === elementId)
    const first = tasks[0]!
    const name = item === null ? first.name : `${item}·${first.name}`
    return { elementId, name, people: peopleText(services, tasks), dueAt: instantOrNull(first.dueAtMs) }
  })
}

const isStillOpen = ({ state }: Seen, { taskId }: TaskCreated): boolean =>
  state.tokens.active.some(({ id, task }) => task !== undefined && taskId === `${state.instanceId}:${id}`) ||
  (state.tokens.subTasks ?? []).some(({ id }) => taskId === `${state.instanceId}:${id}`)

/** The item a called instance is about, as the package's manifest calls it. */
function itemName({ manifest, state }: Seen): string | null {
  if (!manifest?.case || state.caller === null) return null
  const item = state.data[manifest.case.itemVariable]
  const code = typeof item === 'object' && item !== null && 'code' in item ? item.code : item
  return manifest.items.find((known) => known.code === code)?.name ?? null
}

const NAMES_SHOWN = 3

/** `李思雨`, `张三、李四、王五等 7 人`, `市监局·审核人（2 人）`. */
function peopleText({ organisation }: WebServices, tasks: readonly TaskCreated[]): string {
  const named = [...new Set(tasks.flatMap((task) => task.assignee ?? []))].map((id) => personReference(organisation, id).name)
  const { list, some, groupOf } = sentences()
  const first = list(named.slice(0, NAMES_SHOWN))
  const shown = named.length > NAMES_SHOWN ? some(first, named.length) : first
  const groups = [...new Set(tasks.flatMap((task) => (task.assignee === null ? task.candidates : [])))]
  if (groups.length === 0) return shown
  const members = new Set(groups.flatMap((principal) => organisation.directory().membersOf(principal)))
  const text = groupOf(candidateText(organisation, groups), members.size)
  return shown ? list([shown, text]) : text
}

/** Calls whose first people are not known: nobody has work there yet, or they were too many to look into. */
function callsOf({ process, events }: Seen, seen: readonly Seen[]): Step[] {
  const withPeople = new Set(seen.filter((one) => one.events.some((event) => event.type === 'TaskCreated')).map((one) => one.state.instanceId))
  const calls = events.filter((event) => event.type === 'CallRequested').filter((event) => !withPeople.has(event.calledInstanceId))
  return [...new Set(calls.map((call) => call.elementId))].map((elementId) => ({ elementId, name: nameOf(process, elementId), people: '', dueAt: null }))
}

const documentsOf = ({ process, events, manifest }: Seen): string[] =>
  events.filter((event): event is Extract<Event, { type: 'DocumentRequested' }> => event.type === 'DocumentRequested')
    .map(({ template, elementId }) => manifest?.documents[template]?.title ?? nameOf(process, elementId))

const AUTOMATIC = new Set(['serviceTask', 'sendTask', 'businessRuleTask', 'scriptTask'])
const WAITING = new Set([...AUTOMATIC, 'receiveTask', 'intermediateCatchEvent', 'eventBasedGateway'])

/** Where a token would come to rest with nobody to move it on. */
function waitsOf({ process, state, counterBefore }: Seen): TaskPreview['waits'] {
  const stopped = new Set(state.tokens.incidents.map((incident) => incident.owner))
  return state.tokens.active
    .filter(({ id }) => id > counterBefore && !stopped.has(id))
    .flatMap(({ element }) => {
      const { type = '', name = '' } = process.elements.get(element) ?? {}
      return WAITING.has(type) ? [{ elementId: element, name: name || sentences().waits[AUTOMATIC.has(type) ? 'automatic' : 'outside'] }] : []
    })
}

const nameOf = (process: Seen['process'], elementId: string): string => process.elements.get(elementId)?.name || process.name || elementId
