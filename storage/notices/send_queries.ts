import type { NoticeStore } from '#processes/foundation/notices/ports'
import type { SendRow } from '#processes/foundation/notices/send'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'

const readColumns = rowReader('notice_sends')
const readSend = (row: SqlRow): SendRow => {
  const read = readColumns(row)
  return { ...read, isUrgent: read.isUrgent === 1 } as unknown as SendRow
}

type SendQueries = Pick<NoticeStore, 'hasSends' | 'claim' | 'sent' | 'failed' | 'listSends' | 'sendAgain'>

/** What leaves the house: taken message by message, by one node at a time. */
export const sendQueries = (dialect: Dialect): SendQueries => ({
  hasSends: (nowMs) =>
    dialect.read(async (connection) => (await connection.all("select id from notice_sends where state = 'waiting' and next_at_ms <= ? limit 1", [nowMs])).length > 0),

  claim: ({ nowMs, leaseMs, gatherMs, newId, most }) =>
    dialect.transaction(async (connection) => {
      const [first] = await connection.all(`select * from notice_sends where state = 'waiting' and next_at_ms <= ? order by next_at_ms, id limit 1${dialect.forUpdate}`, [nowMs])
      if (!first) return null
      const { channel, receiver, batch, attempts, isUrgent } = readSend(first)
      // what has gone together once does so again; what has not waits for nothing, so what is urgent takes along only what is urgent
      const rows = batch === null
        ? await connection.all(
            `select * from notice_sends where state = 'waiting' and channel = ? and receiver = ? and batch is null and is_urgent = ? and next_at_ms <= ? order by id limit ${Math.trunc(most)}${dialect.forUpdate}`,
            [channel, receiver, isUrgent ? 1 : 0, nowMs + (isUrgent ? 0 : gatherMs)],
          )
        : await connection.all(`select * from notice_sends where batch = ? and state = 'waiting' order by id${dialect.forUpdate}`, [batch])
      const batchId = batch ?? newId()
      for (const row of rows) {
        await connection.run('update notice_sends set batch = ?, attempts = attempts + 1, next_at_ms = ? where id = ?', [batchId, nowMs + leaseMs, String(row.id)])
      }
      return { id: batchId, channel, receiver, attempts: attempts + 1, rows: rows.map(readSend) }
    }),

  sent: (batchId, atMs) =>
    dialect.transaction(async (connection) => void (await connection.run("update notice_sends set state = 'sent', ended_at_ms = ?, reason = null where batch = ? and state = 'waiting'", [atMs, batchId]))),

  failed: (batchId, { reason, nextAtMs, atMs }) =>
    dialect.transaction(async (connection) => {
      const text = reason.slice(0, 500)
      if (nextAtMs !== null) await connection.run("update notice_sends set reason = ?, next_at_ms = ? where batch = ? and state = 'waiting'", [text, nextAtMs, batchId])
      else await connection.run("update notice_sends set state = 'dead', reason = ?, ended_at_ms = ? where batch = ? and state = 'waiting'", [text, atMs, batchId])
    }),

  listSends: ({ state, limit }) =>
    dialect.read(async (connection) =>
      (await connection.all(`select * from notice_sends${state === null ? '' : ' where state = ?'} order by created_at_ms desc, id desc limit ${Math.trunc(limit)}`, state === null ? [] : [state])).map(readSend),
    ),

  sendAgain: (ids, nowMs) =>
    dialect.transaction(async (connection) => {
      let count = 0
      const again = "update notice_sends set state = 'waiting', attempts = 0, next_at_ms = ?, ended_at_ms = null where id = ? and state = 'dead'"
      for (const id of ids) count += await connection.run(again, [nowMs, id])
      return count
    }),
})
