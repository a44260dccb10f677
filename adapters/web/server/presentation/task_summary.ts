import type { TaskSummary } from '#adapters/web/contract/tasks'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import type { DraftRow } from '#engine/runtime/ports/draft_store'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { lightOf } from '#processes/foundation/clocks/light'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { allowedActions } from './allowed_actions.js'
import { instant, instantOrNull } from './instants.js'
import { outcomeLabel, signLabel } from './outcome_label.js'
import { sentences } from './sentences/sentences.js'
import { candidateText, personOrNull } from './people.js'

type SummaryServices = Pick<WebServices, 'engine' | 'organisation' | 'calendar' | 'clock'>

/**
 * Tasks as lists show them. Costs two queries however many they are: their siblings, for who handed them on, and the login's drafts.
 * `supervises`: the caller may do to others' work what a supervisor may.
 */
export async function presentTasks(services: SummaryServices, login: Login, tasks: readonly TaskRow[], supervises = false): Promise<TaskSummary[]> {
  const open = tasks.filter((task) => task.state === 'open')
  const [siblings, drafted] = await Promise.all([
    services.engine.tasks.ofInstances(tasks.map((task) => task.instanceId)),
    services.engine.drafts.tasksWithDraft(open.map((task) => task.id), login.userId),
  ])
  return Promise.all(
    tasks.map((task) =>
      presentTask(services, login, task, { siblings: siblings.get(task.instanceId) ?? [], hasDraft: task.state === 'open' && drafted.has(task.id), supervises }),
    ),
  )
}

interface Beside {
  siblings: readonly TaskRow[]
  hasDraft: boolean
  supervises: boolean
}

async function presentTask(services: SummaryServices, login: Login, task: TaskRow, beside: Beside): Promise<TaskSummary> {
  const { engine, organisation, clock } = services
  const process = await engine.definitions.compiled(task.definitionId)
  const node = process.elements.get(task.elementId)?.userTask
  const nowMs = clock()
  const isOpen = task.state === 'open'
  const from = handedOnBy(task, beside.siblings)
  const signPosition = task.signPosition
  return {
    kind: 'task',
    id: task.id,
    name: task.name,
    elementId: task.elementId,
    state: task.state,
    instance: {
      id: task.instanceId,
      title: task.title ?? process.name,
      number: task.number,
      applicant: task.applicant,
      businessKey: task.businessKey,
      definitionKey: task.definitionKey,
      definitionName: process.name || task.definitionKey,
      status: null,
    },
    assignee: personOrNull(organisation, task.assignee),
    candidateGroups: [...task.candidates],
    candidateText: candidateText(organisation, task.candidates),
    from: personOrNull(organisation, from),
    createdAt: instant(task.createdAtMs),
    dueAt: instantOrNull(task.dueAtMs),
    remainingWorkingDays: task.dueAtMs === null || !isOpen ? null : services.calendar.calendar().workingDaysBetween(nowMs, task.dueAtMs),
    light: isOpen ? lightOf(task, nowMs) : 'none',
    priority: task.priority,
    form: task.formKey,
    completedAt: instantOrNull(task.completedAtMs),
    outcome: task.outcome,
    outcomeLabel: signPosition === null ? outcomeLabel(node, task.outcome) : signLabel(task.outcome),
    hasDraft: beside.hasDraft,
    owner: personOrNull(organisation, task.owner),
    signPosition,
    note: null,
    urgedAt: isOpen ? instantOrNull(task.urgedAtMs) : null,
    allowedActions: allowedActions(login, task, node, { siblings: beside.siblings, from, supervises: beside.supervises }),
    revision: task.revision,
  }
}

/** The last person to complete a task before this one came into being, else the starter. */
export function handedOnBy(task: TaskRow, siblings: readonly TaskRow[]): string | null {
  const before = siblings.filter((one) => one.completedBy !== null && one.completedAtMs !== null && one.completedAtMs <= task.createdAtMs && one.id !== task.id)
  const last = before.reduce<TaskRow | null>((latest, one) => (latest === null || one.completedAtMs! >= latest.completedAtMs! ? one : latest), null)
  return last?.completedBy ?? task.starter
}

/** Started 办件, each as one row: where it stands and whose turn it is. Costs one query however many they are. */
export async function presentStarted(services: SummaryServices, instances: readonly InstanceListItem[]): Promise<TaskSummary[]> {
  const tasks = await services.engine.tasks.ofInstances(instances.map((instance) => instance.id))
  return Promise.all(instances.map((instance) => presentOneStarted(services, instance, tasks.get(instance.id) ?? [])))
}

async function presentOneStarted(services: SummaryServices, instance: InstanceListItem, tasks: readonly TaskRow[]): Promise<TaskSummary> {
  const { engine, organisation, clock } = services
  const process = await engine.definitions.compiled(instance.definitionId)
  const open = tasks.filter((task) => task.state === 'open')
  const isRunning = instance.endedAtMs === null
  const limit = { dueAtMs: instance.caseDueAtMs, amberAtMs: instance.caseAmberAtMs }
  return {
    kind: 'instance',
    id: instance.id,
    name: open.length > 0 ? sentences().list([...new Set(open.map((task) => task.name))]) : sentences().stands[instance.status],
    elementId: null,
    state: isRunning ? 'open' : instance.status === 'completed' ? 'completed' : 'cancelled',
    instance: {
      id: instance.id, title: instance.title ?? process.name, number: instance.number, applicant: instance.applicant,
      businessKey: instance.businessKey, definitionKey: instance.definitionKey, definitionName: process.name || instance.definitionKey,
      status: instance.status,
    },
    assignee: open.length === 1 ? personOrNull(organisation, open[0]!.assignee) : null,
    candidateGroups: [],
    candidateText: candidateText(organisation, [...new Set(open.flatMap((task) => task.candidates))]),
    from: personOrNull(organisation, instance.starter),
    createdAt: instant(instance.startedAtMs),
    dueAt: instantOrNull(limit.dueAtMs),
    remainingWorkingDays: limit.dueAtMs === null || !isRunning ? null : services.calendar.calendar().workingDaysBetween(clock(), limit.dueAtMs),
    light: isRunning ? lightOf(limit, clock()) : 'none',
    priority: 0,
    form: null,
    completedAt: instantOrNull(instance.endedAtMs),
    outcome: null,
    outcomeLabel: null,
    hasDraft: false,
    owner: null,
    signPosition: null,
    note: null,
    urgedAt: null,
    allowedActions: [],
    revision: instance.revision,
  }
}

/** An application not handed in yet, among the drafts. */
export function presentStartDraft(services: WebServices, draft: DraftRow): TaskSummary {
  const definition = services.engine.definitions.byKey(draft.definitionKey)
  const name = definition?.name ?? draft.definitionKey
  return {
    kind: 'startDraft',
    id: draft.id,
    name: sentences().row.draft,
    elementId: null,
    state: 'draft',
    instance: {
      id: null, title: draft.title ?? name, number: null, applicant: null, businessKey: null,
      definitionKey: draft.definitionKey, definitionName: name, status: null,
    },
    assignee: personOrNull(services.organisation, draft.userId),
    candidateGroups: [],
    candidateText: '',
    from: null,
    createdAt: instant(draft.updatedAtMs),
    dueAt: null,
    remainingWorkingDays: null,
    light: 'none',
    priority: 0,
    form: null,
    completedAt: null,
    outcome: null,
    outcomeLabel: null,
    hasDraft: true,
    owner: null,
    signPosition: null,
    note: null,
    urgedAt: null,
    allowedActions: [],
    revision: 0,
  }
}
