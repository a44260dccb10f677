import type { ExternalJobFilter, ExternalJobSort } from '#engine/runtime/ports/external_job_store'
import { RestProblem } from './rest_problem.js'
import { readTaskId } from './external_task.js'

/** What `GET /external-task` asks, read from its address or from a body of the same names. */
export interface ListRequest {
  filter: Omit<ExternalJobFilter, 'nowMs' | 'topics'>
  /** Part of the owner's text; the account comes from the login. */
  workerId: string | null
  order: { by: ExternalJobSort; isDescending: boolean }[]
  page: { first: number; limit: number }
}

const bad = (message: string) => new RestProblem(400, 'InvalidRequestException', message)

const MOST_ROWS = 1_000

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : String(value).split(',')).slice(0, 500)
const instant = (value: unknown, name: string): number => {
  // An unescaped + in an address arrives as a space.
  const atMs = Date.parse(String(value).replace(' ', '+').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  if (Number.isFinite(atMs)) return atMs
  throw bad(`${name} 应为日期时间，如 2026-11-22T09:30:00.000+0800。`)
}
const whole = (value: unknown, name: string): number => {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw bad(`${name} 应为整数。`)
}

type Draft = { filter: Record<string, unknown>; workerId: string | null; sort: [string, boolean][]; first: number; limit: number }

const flag = (draft: Draft, name: keyof ListRequest['filter'], value: unknown, meaning: boolean): void => {
  if (String(value) === 'true') draft.filter[name] = meaning
}

const READERS: Readonly<Record<string, (draft: Draft, value: unknown, name: string) => void>> = {
  externalTaskId: (draft, value) => (draft.filter.ids = [readTaskId(String(value)).jobId]),
  externalTaskIdIn: (draft, value) => (draft.filter.ids = list(value).map((id) => readTaskId(id).jobId)),
  topicName: (draft, value) => (draft.filter.topic = String(value)),
  workerId: (draft, value) => (draft.workerId = String(value)),
  locked: (draft, value) => flag(draft, 'isLocked', value, true),
  notLocked: (draft, value) => flag(draft, 'isLocked', value, false),
  withRetriesLeft: (draft, value) => flag(draft, 'hasRetriesLeft', value, true),
  noRetriesLeft: (draft, value) => flag(draft, 'hasRetriesLeft', value, false),
  lockExpirationAfter: (draft, value, name) => (draft.filter.lockedAfterMs = instant(value, name)),
  lockExpirationBefore: (draft, value, name) => (draft.filter.lockedBeforeMs = instant(value, name)),
  activityId: (draft, value) => (draft.filter.elementIds = [String(value)]),
  activityIdIn: (draft, value) => (draft.filter.elementIds = list(value)),
  processInstanceId: (draft, value) => (draft.filter.instanceIds = [String(value)]),
  processInstanceIdIn: (draft, value) => (draft.filter.instanceIds = list(value)),
  processDefinitionId: (draft, value) => (draft.filter.definitionId = String(value)),
  active: (draft, value) => flag(draft, 'isSuspended', value, false),
  suspended: (draft, value) => flag(draft, 'isSuspended', value, true),
  priorityHigherThanOrEquals: (draft, value, name) => (draft.filter.lowestPriority = whole(value, name)),
  priorityLowerThanOrEquals: (draft, value, name) => (draft.filter.highestPriority = whole(value, name)),
  sorting: (draft, value) => {
    if (!Array.isArray(value)) throw bad('sorting 应为列表。')
    for (const one of value as { sortBy?: unknown; sortOrder?: unknown }[]) draft.sort.push([String(one?.sortBy), one?.sortOrder === 'desc'])
  },
  sortBy: (draft, value) => (draft.sort = [[String(value), draft.sort[0]?.[1] ?? false]]),
  sortOrder: (draft, value) => (draft.sort = [[draft.sort[0]?.[0] ?? 'id', String(value) === 'desc']]),
  firstResult: (draft, value, name) => (draft.first = Math.max(0, whole(value, name))),
  maxResults: (draft, value, name) => (draft.limit = Math.min(MOST_ROWS, Math.max(0, whole(value, name)))),
  // there are no tenants here: who asks for one gets nothing
  tenantIdIn: (draft) => (draft.filter.ids = []),
  withoutTenantId: () => undefined,
}

const SORTS: ReadonlySet<string> = new Set<ExternalJobSort>([
  'id', 'lockExpirationTime', 'processInstanceId', 'processDefinitionId', 'processDefinitionKey', 'taskPriority', 'createTime',
])

/** A filter that is not known is refused: passing it over would answer more than was asked for. */
export function readListRequest(given: Readonly<Record<string, unknown>>): ListRequest {
  const draft: Draft = { filter: {}, workerId: null, sort: [], first: 0, limit: MOST_ROWS }
  for (const [name, value] of Object.entries(given)) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
    if (!read) throw bad(`不支持的查询条件“${name}”。`)
    if (value !== null && value !== '') read(draft, value, name)
  }
  const wrong = draft.sort.find(([by]) => !SORTS.has(by))
  if (wrong) throw bad(`不能按“${wrong[0]}”排序。可用：${[...SORTS].join('、')}。`)
  return {
    filter: draft.filter as ListRequest['filter'], workerId: draft.workerId, page: { first: draft.first, limit: draft.limit },
    order: draft.sort.map(([by, isDescending]) => ({ by: by as ExternalJobSort, isDescending })),
  }
}
