import { hash as digest } from 'node:crypto'
import { FIRST_HASH } from '#engine/runtime/journal/journal_row'
import { canonicalJson } from '#engine/runtime/journal/canonical_json'
import type { AuditEntry, AuditRow, AuditStore } from '#engine/runtime/ports/account_stores'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { condition, joined } from '../queries/sql_condition.js'
import { rowReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readColumns = rowReader('security_audit')
const readAudit = (row: SqlRow): AuditRow => {
  const read = readColumns(row)
  return { ...read, detail: JSON.parse(String(read.detail)) } as unknown as AuditRow
}

const RETRIES = 8

/** Goes on with the chain inside the transaction of what the entries tell of. Another node that appends at once makes it a duplicate: the caller tries again. */
export async function appendAudit(connection: SqlConnection, dialect: Dialect, entries: readonly AuditEntry[]): Promise<AuditRow[]> {
  const [last] = await connection.all(`select seq, hash from security_audit order by seq desc limit 1${dialect.forUpdate}`)
  let [seq, prevHash] = last ? [Number(last.seq), String(last.hash)] : [0, FIRST_HASH]
  const rows = entries.map((entry): AuditRow => {
    const unsigned = { ...entry, seq: (seq += 1), prevHash }
    return { ...unsigned, hash: (prevHash = digest('sha256', canonicalJson(unsigned), 'hex')) }
  })
  await insertRows(connection, 'security_audit', rows.map((row) => ({ ...row, detail: canonicalJson(row.detail) })))
  return rows
}

/** The security audit: one chain over all nodes. Two nodes that append at once meet at the primary key; the loser takes the next number. */
export const auditStore = (dialect: Dialect): AuditStore => {
  const append = (entry: AuditEntry): Promise<AuditRow> => dialect.transaction(async (connection) => (await appendAudit(connection, dialect, [entry]))[0]!)
  return {
    async append(entry) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await append(entry)
        } catch (error) {
          if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
        }
      }
    },
    list: (filter, page) =>
      dialect.read(async (connection) => {
        const { sql, values } = joined([
          ...(filter.actor === undefined ? [] : [condition('actor = ?', filter.actor)]),
          ...(filter.action === undefined ? [] : [condition('action = ?', filter.action)]),
          ...(filter.target === undefined ? [] : [condition(`target like ? escape '!'`, `%${filter.target.replace(/[!%_]/g, (sign) => `!${sign}`)}%`)]),
          ...(filter.fromMs === undefined ? [] : [condition('at_ms >= ?', filter.fromMs)]),
          ...(filter.toMs === undefined ? [] : [condition('at_ms < ?', filter.toMs)]),
          ...(page.before === undefined ? [] : [condition('seq < ?', page.before)]),
        ])
        const rows = await connection.all(`select * from security_audit where ${sql} order by seq desc limit ${Math.trunc(page.limit)}`, values)
        return rows.map(readAudit)
      }),
  }
}
