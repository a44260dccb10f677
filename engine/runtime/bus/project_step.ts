import type { Variables } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import { idText } from '#engine/kernel/ids'
import type { InstanceState } from '#engine/kernel/state'
import { correlationText } from '../messages/correlation_text.js'
import type { TaskRow } from '../ports/rows.js'
import type { SearchText } from './search_terms.js'
import type { WriteSet } from './write_set.js'

/** An accepted step on its way to the tables. */
export interface ProjectedStep {
  state: InstanceState
  packageId: string
  events: readonly Event[]
  search: SearchText
  /** Task rows of the group: those read, brought up to date and joined by those created. */
  tasks: Map<string, TaskRow>
  /** Who is recorded as having taken part; grows with the step. */
  participants: Set<string>
  nowMs: number
}

const TASK_KEY = ['id'] as const

const createTask = (step: ProjectedStep, event: Extract<Event, { type: 'TaskCreated' }>, writes: WriteSet): void => {
  const { state, search } = step
  const row: TaskRow = {
    id: event.taskId,
    instanceId: state.instanceId,
    definitionId: state.definitionId,
    definitionKey: state.processId,
    packageId: step.packageId,
    elementId: event.elementId,
    elementInstanceId: event.elementInstanceId,
    name: event.name,
    state: 'open',
    assignee: event.assignee,
    candidates: event.candidates,
    formKey: event.formKey,
    formPackageId: event.formPackageId ?? null,
    outcomes: event.outcomes,
    priority: event.priority,
    createdAtMs: event.atMs,
    dueAtMs: event.dueAtMs,
    amberAtMs: event.amberAtMs,
    revision: state.revision,
    completedAtMs: null,
    completedBy: null,
    outcome: null,
    opinion: null,
    title: search.title,
    number: search.number,
    applicant: search.applicant,
    businessKey: state.businessKey,
    starter: state.starter,
    owner: null,
    parentTaskId: event.parentTaskId ?? null,
    signPosition: event.position ?? null,
    urgedAtMs: null,
  }
  step.tasks.set(row.id, row)
  writes.insert('tasks', row.id, { ...row, candidates: JSON.stringify(row.candidates), outcomes: JSON.stringify(row.outcomes) })
  if (row.assignee === null) offerTask(row, writes)
  else if (event.draft) prefill(row, row.assignee, event.draft, writes)
}

/** A task that was returned begins with what the returner had typed. */
const prefill = (task: TaskRow, userId: string, values: Variables, writes: WriteSet): void =>
  writes.put('drafts', `${task.id}~${userId}`, {
    id: `${task.id}~${userId}`, userId, definitionKey: task.definitionKey, taskId: task.id, instanceId: task.instanceId, title: task.title,
    values: JSON.stringify(values), createdAtMs: task.createdAtMs, updatedAtMs: task.createdAtMs,
  })

/** Rows of the claimable list exist only while nobody is assigned. */
const offerTask = (task: Pick<TaskRow, 'id' | 'candidates' | 'dueAtMs' | 'createdAtMs' | 'priority'>, writes: WriteSet): void => {
  for (const principal of new Set(task.candidates)) {
    writes.put('task_candidates', `${principal} ${task.id}`, {
      principal, taskId: task.id, dueAtMs: task.dueAtMs, createdAtMs: task.createdAtMs, priority: task.priority,
    })
  }
}

const takePart = (step: ProjectedStep, userId: string | null, writes: WriteSet): void => {
  if (userId === null || step.participants.has(userId)) return
  step.participants.add(userId)
  const instanceId = step.state.instanceId
  writes.put('instance_participants', `${userId} ${instanceId}`, { userId, instanceId })
}

/** A task known to be somebody's is offered to nobody. */
const withdrawOffer = (taskId: string, task: TaskRow | undefined, writes: WriteSet): void => {
  if (!task || task.assignee === null) writes.removeWhere('task_candidates', 'taskId', taskId)
}

const assignTask = (step: ProjectedStep, event: Extract<Event, { type: 'TaskAssigned' }>, writes: WriteSet): void => {
  const task = step.tasks.get(event.taskId)
  const changes = { assignee: event.assignee, owner: event.owner ?? null, revision: step.state.revision }
  writes.update('tasks', event.taskId, TASK_KEY, { id: event.taskId, ...changes })
  withdrawOffer(event.taskId, task, writes)
  takePart(step, event.assignee, writes)
  takePart(step, event.by, writes)
  if (!task) return
  step.tasks.set(task.id, { ...task, ...changes })
  if (event.assignee === null) offerTask(task, writes)
}

const closeTask = (step: ProjectedStep, event: Extract<Event, { type: 'TaskClosed' }>, writes: WriteSet): void => {
  const changes = {
    state: event.cause,
    revision: step.state.revision,
    completedAtMs: event.atMs,
    completedBy: event.cause === 'completed' ? event.by : null,
    outcome: event.outcome,
    opinion: event.opinion,
  }
  const task = step.tasks.get(event.taskId)
  writes.update('tasks', event.taskId, TASK_KEY, { id: event.taskId, ...changes })
  withdrawOffer(event.taskId, task, writes)
  writes.removeWhere('drafts', 'taskId', event.taskId)
  takePart(step, event.by, writes)
  if (task) step.tasks.set(task.id, { ...task, ...changes })
}

/** A copy grants reading. */
const sendCopy = (step: ProjectedStep, event: Extract<Event, { type: 'CopySent' }>, writes: WriteSet): void => {
  const { copyId, userId, taskId, elementId, by, opinion, atMs } = event
  takePart(step, userId, writes)
  writes.put('copies', copyId, {
    id: copyId, instanceId: step.state.instanceId, userId, taskId, elementId, sentBy: by, opinion, sentAtMs: atMs, readAtMs: null,
  })
}

const createJob = (step: ProjectedStep, event: Extract<Event, { type: 'JobCreated' }>, writes: WriteSet): void =>
  writes.put('jobs', event.jobId, {
    id: event.jobId,
    instanceId: step.state.instanceId,
    elementId: event.elementId,
    kind: event.kind,
    topic: event.topic,
    input: JSON.stringify(event.input),
    retriesLeft: event.retries,
    retryCycle: event.retryCycle,
    dueAtMs: event.atMs,
    leaseOwner: null,
    leaseUntilMs: null,
    fence: 0,
    state: 'ready',
    createdAtMs: event.atMs,
    priority: event.priority ?? 0,
    elementInstanceId: event.elementInstanceId,
    errorMessage: null,
    errorDetails: null,
  })

const setJobRetries = (event: Extract<Event, { type: 'JobRetriesSet' }>, writes: WriteSet): void =>
  writes.update('jobs', event.jobId, ['id'], { id: event.jobId, retriesLeft: event.retries, dueAtMs: event.atMs, state: 'ready' })

const failJob = (event: Extract<Event, { type: 'JobFailed' }>, writes: WriteSet): void =>
  writes.update('jobs', event.jobId, ['id'], {
    id: event.jobId,
    errorMessage: event.message,
    errorDetails: event.details ?? null,
    retriesLeft: event.retriesLeft,
    dueAtMs: event.retryAtMs ?? 0,
    leaseOwner: null,
    leaseUntilMs: null,
    state: event.retriesLeft > 0 ? 'ready' : 'failed',
  })

const raiseIncident = (step: ProjectedStep, event: Extract<Event, { type: 'IncidentRaised' }>, writes: WriteSet): void =>
  writes.put('incidents', event.incidentId, {
    id: event.incidentId,
    instanceId: step.state.instanceId,
    definitionKey: step.state.processId,
    elementId: event.elementId,
    jobId: event.jobId,
    code: event.code,
    message: event.message,
    raisedAtMs: event.atMs,
    resolvedAtMs: null,
  })

const armTimer = (step: ProjectedStep, event: Extract<Event, { type: 'TimerArmed' }>, writes: WriteSet): void =>
  writes.put('due_items', event.timerId, {
    id: event.timerId, instanceId: step.state.instanceId, kind: 'timer', ref: event.elementId, dueAtMs: event.dueAtMs, amberAtMs: null,
    redAtMs: null, claimedBy: null, claimedUntilMs: null,
  })

const openSubscription = (step: ProjectedStep, event: Extract<Event, { type: 'SubscriptionOpened' }>, writes: WriteSet): void =>
  writes.put('subscriptions', event.subscriptionId, {
    id: event.subscriptionId, instanceId: step.state.instanceId, elementId: event.elementId, name: event.name,
    kind: event.kind, correlationKey: correlationText(event.correlationKey), businessKey: step.state.businessKey,
  })

/** Everything of the instance that names its definition or one of its elements; the open tasks as the new definition describes them. */
const migrate = (step: ProjectedStep, event: Extract<Event, { type: 'InstanceMigrated' }>, writes: WriteSet): void => {
  const shared = { definitionId: event.definitionId, definitionKey: event.processId, packageId: step.packageId, revision: step.state.revision }
  for (const { taskId, elementId, name, formKey, formPackageId = null, outcomes } of event.tasks) {
    writes.update('tasks', taskId, TASK_KEY, { id: taskId, elementId, name, formKey, formPackageId, outcomes: JSON.stringify(outcomes), ...shared })
    const task = step.tasks.get(taskId)
    if (task) step.tasks.set(taskId, { ...task, elementId, name, formKey, formPackageId, outcomes, ...shared })
  }
  if (Object.keys(event.renamed).length > 0) renameWaits(step.state, writes)
}

const renameWaits = ({ instanceId, tokens }: InstanceState, writes: WriteSet): void => {
  const elementOf = new Map(tokens.active.map(({ id, element }) => [id, element]))
  const rename = (table: string, n: number, change: Record<string, string | undefined>): void => {
    const id = idText(instanceId, n)
    writes.update(table, id, ['id'], { id, ...change })
  }
  for (const { id, element } of tokens.timers) rename('due_items', id, { ref: element })
  for (const { id, element } of tokens.subscriptions) rename('subscriptions', id, { elementId: element })
  for (const { id, owner } of tokens.jobs) rename('jobs', id, { elementId: elementOf.get(owner) })
  for (const { id, owner } of tokens.incidents) if (owner !== null) rename('incidents', id, { elementId: elementOf.get(owner) })
}

/** What one event means for the tables; events that only the state folds mean nothing here. */
const projectEvent = (step: ProjectedStep, event: Event, writes: WriteSet): void => {
  switch (event.type) {
    case 'InstanceStarted':
      return takePart(step, event.starter, writes)
    case 'TaskCreated':
      takePart(step, event.assignee, writes)
      return createTask(step, event, writes)
    case 'TaskAssigned':
      return assignTask(step, event, writes)
    case 'TaskClosed':
      return closeTask(step, event, writes)
    case 'TaskUrged':
      return writes.update('tasks', event.taskId, TASK_KEY, { id: event.taskId, urgedAtMs: event.atMs })
    case 'CopySent':
      return sendCopy(step, event, writes)
    case 'CopyRead':
      return writes.update('copies', event.copyId, ['id'], { id: event.copyId, readAtMs: event.atMs })
    case 'TimerArmed':
      return armTimer(step, event, writes)
    case 'TimerDisarmed':
      return writes.remove('due_items', event.timerId, { id: event.timerId })
    case 'SubscriptionOpened':
      return openSubscription(step, event, writes)
    case 'SubscriptionClosed':
      return writes.remove('subscriptions', event.subscriptionId, { id: event.subscriptionId })
    case 'JobCreated':
      return createJob(step, event, writes)
    case 'JobFailed':
      return failJob(event, writes)
    case 'JobRetriesSet':
      return setJobRetries(event, writes)
    case 'JobClosed':
      return writes.remove('jobs', event.jobId, { id: event.jobId })
    case 'IncidentRaised':
      return raiseIncident(step, event, writes)
    case 'InstanceMigrated':
      return migrate(step, event, writes)
    case 'IncidentResolved':
      return writes.update('incidents', event.incidentId, ['id'], { id: event.incidentId, resolvedAtMs: step.nowMs })
    default:
      return undefined
  }
}

/** Turns an accepted step's events into rows of tasks, timers, subscriptions, jobs, incidents and participation. */
export const projectStep = (step: ProjectedStep, writes: WriteSet): void => {
  for (const event of step.events) projectEvent(step, event, writes)
}
