import type { DraftRow, DraftStore } from '#engine/runtime/ports/draft_store'
import { peopleWithDraft } from './people_with_draft.js'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { deleteRows, putRows } from '../write_rows.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { beyond, condition, joined } from './sql_condition.js'

const readColumns = rowReader('drafts')
const readDraft = (row: SqlRow): DraftRow => {
  const read = readColumns(row)
  return { ...read, values: JSON.parse(String(read.values)) } as unknown as DraftRow
}

export const draftStore = (dialect: Dialect): DraftStore => {
  const one = (where: string, values: readonly string[]): Promise<DraftRow | null> =>
    dialect.read(async (connection) => {
      const [row] = await connection.all(`select * from drafts where ${where} limit 1`, values)
      return row ? readDraft(row) : null
    })
  return {
    list: (userId, page) =>
      dialect.read(async (connection) => {
        const signature = listSignature('drafts', userId)
        const { sql, values } = joined([condition('t.user_id = ?', userId), ...beyond('t.updated_at_ms', 't.id', readCursor(page.after, signature), true)])
        const rows = await connection.all(
          `select t.* from drafts t where ${sql} order by t.updated_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values,
        )
        const data = rows.slice(0, page.limit).map(readDraft)
        const last = data[data.length - 1]
        return { data, next: rows.length > page.limit ? writeCursor(signature, { sort: last.updatedAtMs, id: last.id }) : null }
      }),
    count: (userId) =>
      dialect.read(async (connection) => Number((await connection.all('select count(*) as n from drafts where user_id = ?', [userId]))[0].n)),
    find: (draftId) => one('id = ?', [draftId]),
    ofTask: (taskId, userId) => one('task_id = ? and user_id = ?', [taskId, userId]),
    tasksWithDraft: async (taskIds, userId) => {
      if (taskIds.length === 0) return new Set()
      const sql = `select d.task_id from ${dialect.idList} join drafts d on d.task_id = k.id and d.user_id = ?`
      return dialect.read(async (connection) => new Set((await connection.all(sql, [JSON.stringify(taskIds), userId])).map((row) => String(row.task_id))))
    },
    peopleOf: async (taskIds) => (taskIds.length === 0 ? new Map() : dialect.read((connection) => peopleWithDraft(connection, dialect, taskIds))),
    put: (draft) => dialect.transaction((connection) => putRows(connection, 'drafts', [{ ...draft, values: JSON.stringify(draft.values) }])),
    remove: (draftId) => dialect.transaction((connection) => deleteRows(connection, 'drafts', { id: draftId })),
  }
}
