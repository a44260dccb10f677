import type { Page, PageRequest } from '#engine/runtime/ports/paging'
import type { InboundFilter, InboundMessageRow } from '#processes/foundation/inbound/ports'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined } from '../queries/sql_condition.js'

const LAST_CHARACTER = '\u{10FFFF}'

/** Messages by filter, the newest first. */
export const listInbound = (dialect: Dialect, read: (row: SqlRow) => InboundMessageRow, filter: InboundFilter, page: PageRequest): Promise<Page<InboundMessageRow>> =>
  dialect.read(async (connection) => {
    const signature = listSignature('inbound', filter)
    const { channel, status, kind, number } = filter
    const { sql, values } = joined([
      ...(channel === undefined ? [] : [condition('t.channel = ?', channel)]),
      ...(status === undefined ? [] : [condition('t.status = ?', status)]),
      ...(kind === undefined ? [] : [condition('t.kind = ?', kind)]),
      ...(number === undefined ? [] : [condition('(t.upper_id >= ? and t.upper_id < ?) or (t.number >= ? and t.number < ?)', number, number + LAST_CHARACTER, number, number + LAST_CHARACTER)]),
      ...beyond('t.received_at_ms', 't.id', readCursor(page.after, signature), true),
    ])
    const rows = await connection.all(`select t.* from inbound_messages t where ${sql} order by t.received_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values)
    const data = rows.slice(0, page.limit).map(read)
    const last = data.at(-1)
    return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.receivedAtMs, id: last.id }) : null }
  })
