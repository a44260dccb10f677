import type { EndpointOf } from '#adapters/web/contract/endpoints'
import type { BatchRequest, TaskCommandResult, TaskCounts, TaskSummary } from '#adapters/web/contract/tasks'
import type { Command } from '#engine/kernel/commands'
import type { Rejection } from '#engine/kernel/rejection'
import type { Answer, CommandEnvelope } from '#engine/runtime/command_envelope'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { TaskFilter } from '#engine/runtime/ports/task_queries'
import type { Login } from '../accounts/login.js'
import { requireColleagues } from '../access/colleagues.js'
import { mayWorkOn, requireFull } from '../access/visible_data.js'
import { actorOfTask, auditRead } from '../access/acting.js'
import { requireNoValues } from '../access/without_form.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound, problemOfRejection, ProblemError } from '../http/problem.js'
import { problemOfError } from '../http/problem_of_error.js'
import { instant } from '../presentation/instants.js'
import { pageRequest } from '../presentation/paging.js'
import { personReference } from '../presentation/people.js'
import { presentTaskDetail } from '../presentation/task_detail.js'
import { presentStartDraft, presentStarted, presentTasks } from '../presentation/task_summary.js'
import type { WebServices } from '../web_services.js'

type TaskOperations = Pick<
  Operations,
  'listTasks' | 'countTasks' | 'batchTasks' | 'readTask' | 'claimTask' | 'releaseTask' | 'completeTask' | 'transferTask' | 'saveTaskDraft'
>
type TaskAction = BatchRequest['action']
interface TaskArguments {
  outcome?: string | null
  opinion?: string | null
  variables?: Record<string, unknown>
  to?: string
}

export const taskController = (services: WebServices): TaskOperations => ({
  async listTasks(call) {
    const login = signedIn(call)
    const { query } = call
    if (query.view === 'drafts') return { body: await listDrafts(services, login, query) }
    if (query.view === 'started') return { body: await listStarted(services, login, query) }
    const filter = filterOf(services, login, query, query.view)
    const page = await services.engine.tasks.list(filter, query.sort ?? 'dueAt', pageRequest(query))
    const presented = { data: await presentTasks(services, login, page.data), next: page.next }
    if (!query.count) return { body: presented }
    return { body: { ...presented, count: (await services.engine.tasks.count(filter)).count } }
  },

  async countTasks(call) {
    return { body: await countTasks(services, signedIn(call)) }
  },

  async readTask(call) {
    const login = signedIn(call)
    const task = await services.engine.tasks.find(call.params.id)
    if (!task) throw notFound('任务')
    const { instance, visible } = await requireFull(services, login, task.instanceId, '任务')
    await auditRead(services, call, 'data.read', `task:${task.id}`)
    return { body: await presentTaskDetail(services, login, task, instance, visible) }
  },

  claimTask: (call) => performOne(services, call, 'claim', {}),
  releaseTask: (call) => performOne(services, call, 'release', {}),
  completeTask: (call) => performOne(services, call, 'complete', call.body),
  transferTask: (call) => performOne(services, call, 'transfer', call.body),

  /** One result per id; each task is a command of its own, so one refusal leaves the others alone. */
  async batchTasks(call) {
    const login = signedIn(call)
    const { action, ids, ...given } = call.body
    if (new Set(ids).size !== ids.length) throw invalid('同一任务出现了两次。请去掉重复后重试。', [{ path: 'ids', message: '不能重复' }])
    const results = await Promise.all(
      ids.map(async (id) => {
        try {
          const idempotency = call.idempotency && { ...call.idempotency, scope: `${call.idempotency.scope} ${id}` }
          await perform(services, login, { taskId: id, action, given, idempotency, ifMatch: null })
          return { id, ok: true }
        } catch (error) {
          const { problem, unforeseen } = problemOfError(error)
          if (unforeseen) throw error
          return { id, ok: false, problem }
        }
      }),
    )
    return { body: { results } }
  },

  async saveTaskDraft(call) {
    const login = signedIn(call)
    const task = await services.engine.tasks.find(call.params.id)
    if (!task || !mayWorkOn(login, task)) throw notFound('任务')
    const nowMs = services.clock()
    await services.engine.drafts.put({
      id: `${task.id}~${login.userId}`, userId: login.userId, definitionKey: task.definitionKey, taskId: task.id, instanceId: task.instanceId,
      title: task.title, values: call.body.values, createdAtMs: nowMs, updatedAtMs: nowMs,
    })
    return { body: { savedAt: instant(nowMs) } }
  },
})

const viewerOf = (login: Login) => ({ userId: login.userId, principals: login.principals })

type TaskListQuery = ApiCall<EndpointOf<'listTasks'>>['query']

function filterOf(services: WebServices, login: Login, query: TaskListQuery, view: TaskFilter['view']): TaskFilter {
  return {
    view,
    viewer: viewerOf(login),
    nowMs: services.clock(),
    ...(query.definitionKey ? { definitionKey: query.definitionKey } : {}),
    ...(query.instanceId ? { instanceId: query.instanceId } : {}),
    ...(query.q?.trim() ? { q: query.q.trim() } : {}),
    ...(query.dueBefore ? { dueBeforeMs: Date.parse(query.dueBefore) } : {}),
    ...(query.light ? { light: query.light } : {}),
  }
}

/** 我发起: newest first, whatever became of it. Light and due date are looked at row by row: a page may hold fewer rows than asked for. */
async function listStarted(services: WebServices, login: Login, query: TaskListQuery) {
  const filter = {
    startedBy: login.userId,
    ...(query.definitionKey ? { definitionKey: query.definitionKey } : {}),
    ...(query.q?.trim() ? { q: query.q.trim() } : {}),
  }
  const page = await services.engine.instances.list(filter, pageRequest(query))
  return { data: (await presentStarted(services, page.data)).filter((item) => fits(item, query)), next: page.next }
}

const fits = (item: TaskSummary, query: TaskListQuery): boolean =>
  (!query.light || item.light === query.light) && (!query.dueBefore || (item.dueAt !== null && Date.parse(item.dueAt) < Date.parse(query.dueBefore)))

/** Applications not handed in, and tasks with something saved but not submitted. */
async function listDrafts(services: WebServices, login: Login, query: TaskListQuery) {
  const page = await services.engine.drafts.list(login.userId, pageRequest(query))
  const tasks = await services.engine.tasks.ofInstances(page.data.flatMap((draft) => draft.instanceId ?? []))
  const drafted = new Set(page.data.map((draft) => draft.taskId))
  const summaries = await presentTasks(services, login, [...tasks.values()].flat().filter((task) => drafted.has(task.id)))
  const ofTask = new Map(summaries.map((summary) => [summary.id, summary]))
  const items = page.data.map((draft) => (draft.taskId === null ? presentStartDraft(services, draft) : ofTask.get(draft.taskId)))
  const words = query.q?.trim()
  const isAsked = (item: TaskSummary) =>
    fits(item, query) && (!query.definitionKey || item.instance.definitionKey === query.definitionKey) && (!words || item.instance.title.includes(words))
  return { data: items.filter((item) => item !== undefined && isAsked(item)) as TaskSummary[], next: page.next }
}

const BADGE_LIMIT = 100

/** Badges; each stops counting at 100 (shown as 99+). `started` counts what is still running. */
export async function countTasks(services: Pick<WebServices, 'engine' | 'clock'>, login: Login): Promise<TaskCounts> {
  const { tasks, drafts, instances } = services.engine
  const count = (view: TaskFilter['view']) => tasks.count({ view, viewer: viewerOf(login), nowMs: services.clock() })
  const running = instances.list({ startedBy: login.userId, status: 'active' }, { limit: BADGE_LIMIT })
  const [todo, claimable, started, draftCount] = await Promise.all([count('todo'), count('claimable'), running, drafts.count(login.userId)])
  return { todo: todo.count, claimable: claimable.count, started: started.data.length, drafts: Math.min(draftCount, BADGE_LIMIT) }
}

async function performOne(services: WebServices, call: Pick<ApiCall, 'login' | 'idempotency' | 'ifMatch'> & { params: { id: string } }, action: TaskAction, given: TaskArguments) {
  const login = signedIn(call)
  const body = await perform(services, login, { taskId: call.params.id, action, given, idempotency: call.idempotency, ifMatch: call.ifMatch })
  return { body }
}

interface TaskRequest {
  taskId: string
  action: TaskAction
  given: TaskArguments
  idempotency: CommandEnvelope['idempotency']
  ifMatch: number | null
}

/** One task, one command on the bus; what it refuses is told in its own words. */
async function perform(services: WebServices, login: Login, request: TaskRequest): Promise<TaskCommandResult> {
  const { taskId, action, given, ifMatch } = request
  const task = await services.engine.tasks.find(taskId)
  if (!task || !(await isKnownTo(services, login, task))) throw notFound('任务')
  if (action === 'transfer') requireColleagues(services, [given.to ?? ''], 'to')
  if (action === 'complete' && task.formKey === null) requireNoValues(login, given.variables ?? {})
  const answer = await services.engine.bus.submit({
    instanceId: task.instanceId,
    command: commandOf(task, login, action, given),
    actor: actorOfTask(services, login, task),
    ...(request.idempotency ? { idempotency: request.idempotency } : {}),
    ...(ifMatch === null ? {} : { expectedRevision: { of: 'task' as const, id: taskId, revision: ifMatch } }),
    ...(action === 'complete' && task.formKey !== null ? { submission: { formKey: task.formKey, values: given.variables ?? {} } } : {}),
  })
  if (!answer.ok) throw await refusalOf(services, taskId, answer.rejection)
  return resultOf(login, taskId, answer)
}

/** The bus's refusal in this task's terms: it exists, so what is gone is its turn; people are called by their names. */
async function refusalOf(services: WebServices, taskId: string, rejection: Rejection): Promise<ProblemError> {
  const code = rejection.code === 'NOT_FOUND' ? 'INVALID_STATE' : rejection.code
  const holder = (await services.engine.tasks.find(taskId))?.assignee ?? null
  const message = holder === null ? rejection.message : rejection.message.replaceAll(` ${holder} `, personReference(services.organisation, holder).name)
  return new ProblemError(problemOfRejection({ ...rejection, code, message }))
}

/** Whoever was asked to do it may hear what became of it (已由李某签收), even when its data are no longer his to read. */
async function isKnownTo(services: WebServices, login: Login, task: TaskRow): Promise<boolean> {
  if (mayWorkOn(login, task) || task.candidates.some((candidate) => login.principals.includes(candidate))) return true
  await requireFull(services, login, task.instanceId, '任务')
  return true
}

function commandOf(task: TaskRow, login: Login, action: TaskAction, given: TaskArguments): Command {
  const base = { taskId: task.id, by: login.userId }
  switch (action) {
    case 'claim':
      return { type: 'ClaimTask', ...base }
    case 'release':
      return { type: 'ReleaseTask', ...base }
    case 'transfer':
      return { type: 'TransferTask', ...base, to: given.to!, opinion: blankAsNull(given.opinion) }
    case 'complete':
      return { type: 'CompleteTask', ...base, outcome: given.outcome ?? null, opinion: blankAsNull(given.opinion), data: given.variables ?? {} }
  }
}

const blankAsNull = (text: string | null | undefined): string | null => (text?.trim() ? text.trim() : null)

/** Read off the answer alone, so that a repeated request gets the very same. */
function resultOf(login: Login, taskId: string, answer: Extract<Answer, { ok: true }>): TaskCommandResult {
  return {
    taskId,
    instanceId: answer.instanceId,
    instanceStatus: answer.status,
    instanceRevision: answer.revision,
    nextTasks: answer.events.flatMap((event) =>
      event.type === 'TaskCreated' && mayWorkOn(login, { state: 'open', assignee: event.assignee, candidates: event.candidates })
        ? [{ id: event.taskId, name: event.name }]
        : [],
    ),
  }
}
