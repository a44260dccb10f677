import type { TaskRow } from '#engine/runtime/ports/rows'
import type { TaskFilter, TaskQueries, TaskSort } from '#engine/runtime/ports/task_queries'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { wellFormed } from '../dialects/write_statements.js'
import { readTask } from '../schema/read_rows.js'
import { findSearched } from './find_searched.js'
import { gatherReads } from './gather_reads.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { isDescending, isText, taskListSql } from './task_list.js'

/** Badges stop counting here. */
const BADGE_CAP = 100

/** A cursor belongs to who looks and what for; lights move with the clock and are left out. */
const signatureOf = (filter: TaskFilter, sort: TaskSort): string =>
  listSignature({ ...filter, nowMs: undefined, viewer: undefined }, filter.viewer.userId, sort)

/** As the databases order texts: by code point. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

/** Rows of two places as one list. */
const inOrder = (rows: readonly SqlRow[], sort: TaskSort): SqlRow[] => {
  const sign = isDescending(sort) ? -1 : 1
  const compare = isText(sort) ? (a: SqlRow, b: SqlRow) => byBytes(String(a.page_sort), String(b.page_sort)) : (a: SqlRow, b: SqlRow) => Number(a.page_sort) - Number(b.page_sort)
  return rows.toSorted((a, b) => sign * (compare(a, b) || byBytes(String(a.id), String(b.id))))
}

/** Backwards along the index: what is open is among the newest. */
const NEWEST_OPEN =
  `select t.id from tasks t where t.instance_id = k.first and t.element_id = k.second and t.state = 'open' order by t.instance_id desc, t.created_at_ms desc limit 1`

const gatherOpenTasks = (dialect: Dialect): TaskQueries['openTask'] => {
  const textOf = (instanceId: string, elementId: string): string => JSON.stringify([instanceId, elementId])
  const openTask = gatherReads((pairs: readonly (readonly [instanceId: string, elementId: string])[]) =>
    dialect.read(async (connection) => {
      const sql = `select t.* from (select (${NEWEST_OPEN}) as id from ${dialect.pairList}) p join tasks t on t.id = p.id`
      const tasks = (await connection.all(sql, [JSON.stringify(pairs.map((pair) => pair.map(wellFormed)))])).map(readTask)
      const byPair = new Map(tasks.map((task) => [textOf(task.instanceId, task.elementId), task]))
      return pairs.map((pair) => byPair.get(textOf(...pair)) ?? null)
    }),
  )
  return (instanceId, elementId) => openTask([instanceId, elementId])
}

export const taskQueries = (dialect: Dialect): TaskQueries => ({
  list: (filter, sort, page) =>
    dialect.read(async (connection) => {
      const signature = signatureOf(filter, sort)
      const searched = await findSearched(connection, dialect, filter.q)
      const { sql, values } = taskListSql(dialect, filter, searched, sort, page.limit + 1, readCursor(page.after, signature))
      const direction = isDescending(sort) ? 'desc' : 'asc'
      const pageOf = (table: string): Promise<SqlRow[]> =>
        connection.all(`select t.*, p.sort as page_sort from (${sql}) p join ${table} t on t.id = p.id order by p.sort ${direction}, p.id ${direction}`, values)
      const rows = filter.view === 'done' ? inOrder([...(await pageOf('tasks')), ...(await pageOf('archived_tasks'))], sort) : await pageOf('tasks')
      const shown = rows.slice(0, page.limit)
      const last = shown[shown.length - 1]
      const next = rows.length > page.limit ? writeCursor(signature, { sort: isText(sort) ? String(last.page_sort) : Number(last.page_sort), id: String(last.id) }) : null
      return { data: shown.map(readTask), next }
    }),

  count: (filter) =>
    dialect.read(async (connection) => {
      const { sql, values } = taskListSql(dialect, filter, await findSearched(connection, dialect, filter.q), 'dueAt', BADGE_CAP, null)
      const count = (await connection.all(sql, values)).length
      return count >= BADGE_CAP ? { count: BADGE_CAP - 1, capped: true } : { count, capped: false }
    }),

  find: gatherReads((taskIds) =>
    dialect.read(async (connection) => {
      const read = async (table: string, ids: readonly string[]): Promise<[string, TaskRow][]> =>
        (await connection.all(`select t.* from ${dialect.idList} join ${table} t on t.id = k.id`, [JSON.stringify(ids.map(wellFormed))])).map((row) => [String(row.id), readTask(row)])
      const found = new Map(await read('tasks', taskIds))
      const missing = taskIds.filter((id) => !found.has(id))
      for (const [id, task] of missing.length ? await read('archived_tasks', missing) : []) found.set(id, task)
      return taskIds.map((id) => found.get(id) ?? null)
    }),
  ),

  openTask: gatherOpenTasks(dialect),

  ofInstance: (instanceId) =>
    dialect.read(async (connection) => {
      const read = (table: string) => connection.all(`select * from ${table} where instance_id = ? order by created_at_ms, id`, [instanceId])
      const live = await read('tasks')
      return (live.length ? live : await read('archived_tasks')).map(readTask)
    }),

  ofInstances: async (instanceIds) => {
    if (instanceIds.length === 0) return new Map()
    const list = JSON.stringify([...new Set(instanceIds)])
    return dialect.read(async (connection) => {
      const read = (table: string) =>
        connection.all(`select t.* from ${dialect.idList} join ${table} t on t.instance_id = k.id order by t.created_at_ms, t.id`, [list])
      const found = new Map<string, TaskRow[]>()
      for (const row of [...(await read('tasks')), ...(await read('archived_tasks'))]) {
        const task = readTask(row)
        const beside = found.get(task.instanceId)
        if (beside) beside.push(task)
        else found.set(task.instanceId, [task])
      }
      return found
    })
  },
})
