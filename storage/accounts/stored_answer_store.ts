import { hash as digest } from 'node:crypto'
import type { StoredAnswerStore } from '#engine/runtime/ports/account_stores'
import type { Dialect } from '../dialects/dialect.js'
import { deleteRows, insertRows, updateRows } from '../write_rows.js'

const idOf = ({ scope, key }: { scope: string; key: string }): string => digest('sha256', `${scope}\n${key}`, 'hex')

/** A request that has not finished after so long belonged to a killed process: its key is free again. */
const ABANDONED_AFTER_MS = 60_000

export const storedAnswerStore = (dialect: Dialect): StoredAnswerStore => {
  const beginOnce: StoredAnswerStore['begin'] = (input) =>
    dialect.transaction(async (connection) => {
      const id = idOf(input)
      const [row] = await connection.all(`select * from stored_answers where id = ?${dialect.forUpdate}`, [id])
      if (row && row.body_hash !== input.bodyHash) return { kind: 'conflict' }
      if (row && row.status !== null) return { kind: 'done', status: Number(row.status), body: JSON.parse(String(row.body)) }
      if (row && Number(row.created_at_ms) > input.nowMs - ABANDONED_AFTER_MS) return { kind: 'running' }
      if (row) await deleteRows(connection, 'stored_answers', { id })
      await insertRows(connection, 'stored_answers', [{ id, bodyHash: input.bodyHash, status: null, body: null, createdAtMs: input.nowMs }])
      return { kind: 'fresh' }
    })
  return {
    async begin(input) {
      try {
        return await beginOnce(input)
      } catch (error) {
        if (dialect.isDuplicate(error) || dialect.isTransient(error)) return beginOnce(input)
        throw error
      }
    },
    finish: ({ status, body, ...key }) =>
      dialect.transaction((connection) => updateRows(connection, 'stored_answers', ['id'], { id: idOf(key), status, body: JSON.stringify(body ?? null) })),
    abandon: (key) => dialect.transaction((connection) => deleteRows(connection, 'stored_answers', { id: idOf(key) })),
  }
}
