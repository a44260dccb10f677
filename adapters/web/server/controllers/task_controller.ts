import type { EndpointOf } from '#adapters/web/contract/endpoints'
import type { TaskCounts, TaskSummary } from '#adapters/web/contract/tasks'
import type { TaskFilter } from '#engine/runtime/ports/task_queries'
import type { Login } from '../accounts/login.js'
import { auditRead } from '../access/acting.js'
import { mayWorkOn, requireFull } from '../access/visible_data.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { presentCopies } from '../presentation/copies.js'
import { instant } from '../presentation/instants.js'
import { pageRequest } from '../presentation/paging.js'
import { presentTaskDetail } from '../presentation/task_detail.js'
import { presentStartDraft, presentStarted, presentTasks } from '../presentation/task_summary.js'
import { presentReturnTargets } from '../presentation/ways_back.js'
import type { WebServices } from '../web_services.js'

/** The inbox and its tasks, for reading; and what is typed but not sent. */
export const taskController = (services: WebServices): Pick<Operations, 'listTasks' | 'countTasks' | 'readTask' | 'listReturnTargets' | 'saveTaskDraft'> => ({
  async listTasks(call) {
    const login = signedIn(call)
    const { query } = call
    if (query.view === 'drafts') return { body: await listDrafts(services, login, query) }
    if (query.view === 'started') return { body: await listStarted(services, login, query) }
    if (query.view === 'copied') return { body: await listCopied(services, login, query) }
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

  async listReturnTargets(call) {
    const task = await services.engine.tasks.find(call.params.id)
    if (!task || !mayWorkOn(signedIn(call), task)) throw notFound('任务')
    return { body: { data: await presentReturnTargets(services, task) } }
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

/** 抄送我的: newest first, read or not. */
async function listCopied(services: WebServices, login: Login, query: TaskListQuery) {
  const filter = {
    ...(query.definitionKey ? { definitionKey: query.definitionKey } : {}),
    ...(query.instanceId ? { instanceId: query.instanceId } : {}),
    ...(query.q?.trim() ? { q: query.q.trim() } : {}),
  }
  const page = await services.engine.copies.list(login.userId, filter, pageRequest(query))
  return { data: (await presentCopies(services, page.data)).filter((item) => fits(item, query)), next: page.next }
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
  const { tasks, drafts, instances, copies } = services.engine
  const count = (view: TaskFilter['view']) => tasks.count({ view, viewer: viewerOf(login), nowMs: services.clock() })
  const running = instances.list({ startedBy: login.userId, status: 'active' }, { limit: BADGE_LIMIT })
  const [todo, claimable, started, copied, draftCount] = await Promise.all([
    count('todo'), count('claimable'), running, copies.countUnread(login.userId), drafts.count(login.userId),
  ])
  return {
    todo: todo.count, claimable: claimable.count, started: started.data.length, copied: Math.min(copied, BADGE_LIMIT), drafts: Math.min(draftCount, BADGE_LIMIT),
  }
}
