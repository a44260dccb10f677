import type { TaskFilter, TaskSort, TaskSortKey } from '#engine/runtime/ports/task_queries'
import type { Dialect, SqlValue } from '../dialects/dialect.js'
import { LAST_INSTANT } from '../schema/columns.js'
import type { Position } from './cursor.js'
import type { Searched } from './find_searched.js'
import { beyond, condition, joined, type SqlCondition } from './sql_condition.js'

/** SQL that answers `id` and `sort` of the rows of a list, in its order; for page, count and badge alike. */
export interface ListSql {
  sql: string
  values: readonly SqlValue[]
}

interface SortColumns {
  /** In `tasks t`. */
  task: string
  /** In `task_candidates c`. */
  candidate: string
  isDescending: boolean
}

const SORTS: Record<TaskSortKey, SortColumns> = {
  dueAt: { task: 't.due_sort_ms', candidate: 'c.due_sort_ms', isDescending: false },
  createdAt: { task: 't.created_at_ms', candidate: 'c.created_at_ms', isDescending: true },
  priority: { task: 't.priority', candidate: 'c.priority', isDescending: true },
  title: { task: `coalesce(t.title, '')`, candidate: `coalesce(t.title, '')`, isDescending: false },
  name: { task: 't.name', candidate: 't.name', isDescending: false },
}

const keyOf = (sort: TaskSort): TaskSortKey => (sort.startsWith('-') ? sort.slice(1) : sort) as TaskSortKey

/** Persons behind a viewer: himself and those he stands in for. */
const usersOf = ({ viewer }: TaskFilter): string[] => [
  ...new Set([viewer.userId, ...viewer.principals.filter((principal) => principal.startsWith('user:')).map((principal) => principal.slice(5))]),
]

const lightCondition = (filter: TaskFilter): SqlCondition[] => {
  const { nowMs } = filter
  if (filter.light === undefined) return []
  if (filter.light === 'none') return [condition('t.due_at_ms is null')]
  if (filter.light === 'red') return [condition('t.due_at_ms <= ?', nowMs)]
  if (filter.light === 'amber') return [condition('t.due_at_ms > ? and t.amber_at_ms <= ?', nowMs, nowMs)]
  return [condition('t.due_at_ms > ? and (t.amber_at_ms is null or t.amber_at_ms > ?)', nowMs, nowMs)]
}

const filterConditions = (filter: TaskFilter): SqlCondition[] => [
  ...(filter.definitionKey === undefined ? [] : [condition('t.definition_key = ?', filter.definitionKey)]),
  ...(filter.instanceId === undefined ? [] : [condition('t.instance_id = ?', filter.instanceId)]),
  ...(filter.dueBeforeMs === undefined ? [] : [condition('t.due_at_ms < ?', filter.dueBeforeMs)]),
  ...lightCondition(filter),
]

interface Source {
  from: string
  sortOf(sort: SortColumns): string
  id: string
  where: SqlCondition
}

/** One indexed source per person or principal and place: each is cut to the page's size before they are put together. `few`: read from instances listed in `k`. */
const sources = (filter: TaskFilter, dialect: Dialect, few: boolean): Source[] => {
  const then = dialect.orderedJoin
  const tasksIn = (table: string): string => (few ? `${dialect.idList} ${then} ${table} t on t.instance_id = k.id` : `${table} t`)
  if (filter.view === 'claimable') {
    return [...new Set(filter.viewer.principals)].map((principal) => ({
      from: few ? `${tasksIn('tasks')} ${then} task_candidates c on c.task_id = t.id` : 'task_candidates c join tasks t on t.id = c.task_id', id: 'c.task_id', sortOf: (sort) => sort.candidate, where: condition('c.principal = ?', principal),
    }))
  }
  if (filter.view === 'done') {
    const sortOf = (due: string) => (sort: SortColumns) => (sort === SORTS.createdAt ? 't.completed_at_ms' : sort === SORTS.dueAt ? due : sort.task)
    const where = condition('t.completed_by = ?', filter.viewer.userId)
    return [
      { from: tasksIn('tasks'), id: 't.id', sortOf: sortOf(SORTS.dueAt.task), where },
      { from: tasksIn('archived_tasks'), id: 't.id', sortOf: sortOf(`coalesce(t.due_at_ms, ${LAST_INSTANT})`), where },
    ]
  }
  return usersOf(filter).map((userId) => ({
    from: tasksIn('tasks'), id: 't.id', sortOf: (sort) => sort.task, where: condition(`t.assignee = ? and t.state = 'open'`, userId),
  }))
}

/** Whether a list is sorted by words. */
export const isText = (sort: TaskSort): boolean => keyOf(sort) === 'title' || keyOf(sort) === 'name'

/** Whether a list runs from large to small. */
export const isDescending = (sort: TaskSort): boolean => SORTS[keyOf(sort)].isDescending !== sort.startsWith('-')

const SEARCHED = { instanceId: 't.instance_id', texts: ['t.title', 't.number', 't.applicant', 't.business_key'] }

/** The one query behind list, count and badge. */
export const taskListSql = (dialect: Dialect, filter: TaskFilter, searched: Searched, sortName: TaskSort, limit: number, after: Position | null): ListSql => {
  const sort = SORTS[keyOf(sortName)]
  const runsDown = isDescending(sortName)
  const direction = runsDown ? 'desc' : 'asc'
  const rows = Math.trunc(limit)
  const filters = [...filterConditions(filter), ...(searched.kind === 'many' ? searched.where(SEARCHED) : [])]
  const few = searched.kind === 'few' ? [JSON.stringify(searched.ids)] : []
  const parts = sources(filter, dialect, few.length > 0).map(({ from, id, sortOf, where }) => {
    const column = sortOf(sort)
    const all = joined([where, ...filters, ...beyond(column, id, after, runsDown)])
    return {
      sql: `select ${id} as id, ${column} as sort from ${from} where ${all.sql} order by ${column} ${direction}, ${id} ${direction} limit ${rows}`,
      values: [...few, ...all.values],
    }
  })
  if (parts.length === 0) return { sql: `select id, 0 as sort from tasks where 1 = 0`, values: [] }
  const union = parts.map(({ sql }, index) => `select id, sort from (${sql}) s${index}`).join(' union all ')
  return {
    sql: `select distinct id, sort from (${union}) u order by sort ${direction}, id ${direction} limit ${rows}`,
    values: parts.flatMap(({ values }) => values),
  }
}
