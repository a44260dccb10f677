import type { InboundMaterialRow, InboundMessageRow, InboundObjectRow, InboxStore, Kept } from '#processes/foundation/inbound/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { insertRows, putRows } from '../write_rows.js'
import { listInbound } from './list_inbound.js'

const readMessage = plainReader<InboundMessageRow>('inbound_messages')
const readObject = plainReader<InboundObjectRow>('inbound_objects')
const readMaterial = plainReader<InboundMaterialRow>('inbound_materials')

/** Refusals that were of the moment: what could not be taken, or belonged to nothing, may be taken by now. */
const OF_THE_MOMENT: ReadonlySet<string | null> = new Set(['R03', 'R05'])
const HELD_TOO_LONG = '前面的报文一直没有收到，不再等候。请从缺少的一份起重新发送。'
/** Nodes that keep the same thing at once meet at its key. */
const RETRIES = 8

/** Messages that came in, each judged once and in its turn, whatever other nodes do. */
export const inboxStore = (dialect: Dialect): InboxStore => {
  const one = async <Row>(connection: SqlConnection, read: (row: Record<string, unknown>) => Row, sql: string, values: readonly (string | number)[]): Promise<Row | null> => {
    const [row] = await connection.all(sql, values)
    return row ? read(row) : null
  }
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
      }
    }
  }
  const read = <Row>(reader: (row: Record<string, unknown>) => Row, sql: string, values: readonly (string | number)[]): Promise<Row[]> =>
    dialect.read(async (connection) => (await connection.all(sql, values)).map(reader))

  /** What is kept of this message: its place taken, or its id. A refused one gives its place to another, and is kept beside. */
  const standing = async (connection: SqlConnection, message: InboundMessageRow): Promise<Kept | null> => {
    const named = await one(connection, readMessage, 'select * from inbound_messages where client_id = ? and message_id = ?', [message.clientId, message.messageId])
    const placed = await one(connection, readMessage, 'select * from inbound_messages where object_key = ? and slot = ?', [message.objectKey, message.slot])
    const isSame = (row: InboundMessageRow) => row.objectKey === message.objectKey && row.kind === message.kind && row.dataHash === message.dataHash
    if (placed && isSame(placed) && !(placed.status === 'refused' && OF_THE_MOMENT.has(placed.reasonCode))) return { kind: 'known', message: placed }
    if (named && named.status !== 'refused') return { kind: isSame(named) ? 'known' : 'other', message: named }
    if (!placed) return null
    if (placed.status !== 'refused') return { kind: 'other', message: placed }
    await connection.run('update inbound_messages set slot = ? where id = ?', [`${placed.slot}!${placed.id}`, placed.id])
    return null
  }

  return {
    keep: (message, object) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const known = await standing(connection, message)
          if (known) return known
          const thing = await one(connection, readObject, 'select * from inbound_objects where id = ?', [object.id])
          if (!thing) await insertRows(connection, 'inbound_objects', [{ ...object }])
          await insertRows(connection, 'inbound_messages', [{ ...message }])
          return { kind: 'new', message }
        }),
      ),
    claim: (objectKey, owner, nowMs, untilMs) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const taken = await connection.run('update inbound_objects set owner = ?, lease_until_ms = ? where id = ? and (owner is null or lease_until_ms <= ?)', [owner, untilMs, objectKey, nowMs])
          return taken === 0 ? null : one(connection, readObject, 'select * from inbound_objects where id = ?', [objectKey])
        }),
      ),
    release: (objectKey, owner) =>
      again(() => dialect.transaction(async (connection) => void (await connection.run('update inbound_objects set owner = null, lease_until_ms = 0 where id = ? and owner = ?', [objectKey, owner])))),
    ofObject: (objectKey) => read(readMessage, "select * from inbound_messages where object_key = ? and slot not like '%!%' order by ordinal", [objectKey]),
    settle: ({ message, object, materials }, owner) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const held = await one(connection, readObject, `select * from inbound_objects where id = ?${dialect.forUpdate}`, [object.id])
          if (held?.owner !== owner) return false
          await putRows(connection, 'inbound_messages', [{ ...message }])
          await putRows(connection, 'inbound_objects', [{ ...object, owner: held.owner, leaseUntilMs: held.leaseUntilMs }])
          if (materials.length > 0) await insertRows(connection, 'inbound_materials', materials.map((row) => ({ ...row })))
          if (message.status !== 'held') await connection.run("update inbound_messages set status = 'waiting', reason_code = null, reason = null where object_key = ? and status = 'held'", [object.id])
          return true
        }),
      ),
    putOff: (messageId, retryAtMs) =>
      again(() => dialect.transaction(async (connection) => void (await connection.run('update inbound_messages set attempts = attempts + 1, retry_at_ms = ? where id = ?', [retryAtMs, messageId])))),
    async due(nowMs, limit) {
      const sql = `select distinct o.id from inbound_messages m join inbound_objects o on o.id = m.object_key
        where m.status = 'waiting' and m.retry_at_ms <= ? and (o.owner is null or o.lease_until_ms <= ?) order by o.id limit ${Math.trunc(limit)}`
      return read(({ id }) => String(id), sql, [nowMs, nowMs])
    },
    giveUpHeld: (receivedBeforeMs, nowMs, limit) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const held = "select id from inbound_messages where status = 'held' and received_at_ms < ?"
          const ids = (await connection.all(`${held} order by retry_at_ms limit ${Math.trunc(limit)}`, [receivedBeforeMs])).map(({ id }) => String(id))
          const marks = ids.map(() => '?').join(', ')
          const given = "update inbound_messages set status = 'refused', reason_code = 'R05', reason = ?, settled_at_ms = ? where status = 'held'"
          return ids.length === 0 ? 0 : connection.run(`${given} and id in (${marks})`, [HELD_TOO_LONG, nowMs, ...ids])
        }),
      ),
    giveUp: (id, reason, nowMs) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const given = "update inbound_messages set status = 'refused', reason_code = 'R05', reason = ?, settled_at_ms = ? where status = 'held' and id = ?"
          return (await connection.run(given, [reason, nowMs, id])) === 1
        }),
      ),
    eraseBefore: (receivedBeforeMs, nowMs, limit) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const kept = "select id from inbound_messages where erased_at_ms is null and received_at_ms < ? and status in ('taken', 'refused')"
          const ids = (await connection.all(`${kept} order by received_at_ms limit ${Math.trunc(limit)}`, [receivedBeforeMs])).map(({ id }) => String(id))
          if (ids.length > 0) await connection.run(`update inbound_messages set data = '', erased_at_ms = ? where id in (${ids.map(() => '?').join(', ')})`, [nowMs, ...ids])
          return ids.length
        }),
      ),
    find: (id) => dialect.read((connection) => one(connection, readMessage, 'select * from inbound_messages where id = ?', [id])),
    list: (filter, page) => listInbound(dialect, readMessage, filter, page),
    ofInstance: (instanceId) => read(readMessage, 'select * from inbound_messages where instance_id = ? order by received_at_ms, id', [instanceId]),
    materialsOf: (instanceId) => read(readMaterial, 'select * from inbound_materials where instance_id = ? order by created_at_ms, id', [instanceId]),
    claimMaterials: (nowMs, leaseMs, limit) =>
      again(() =>
        dialect.transaction(async (connection) => {
          const due = `select * from inbound_materials where status = 'waiting' and retry_at_ms <= ? order by retry_at_ms, id limit ${Math.trunc(limit)}${dialect.skipLocked}`
          const rows = (await connection.all(due, [nowMs])).map(readMaterial)
          for (const { id } of rows) await connection.run('update inbound_materials set retry_at_ms = ? where id = ?', [nowMs + leaseMs, id])
          return rows
        }),
      ),
    putMaterial: (row) => again(() => dialect.transaction((connection) => putRows(connection, 'inbound_materials', [{ ...row }]))),
    counts: () =>
      read(({ channel, status, count }) => ({ channel: String(channel), status: String(status) as InboundMessageRow['status'], count: Number(count) }), 'select channel, status, count(*) as count from inbound_messages group by channel, status order by channel, status', []),
    countTurnedAway: (channel, code, day, count) =>
      again(() =>
        dialect.transaction(async (connection) => {
          if ((await connection.run('update inbound_turned_away set count = count + ? where day = ? and channel = ? and code = ?', [count, day, channel, code])) > 0) return
          await insertRows(connection, 'inbound_turned_away', [{ day, channel, code, count }])
        }),
      ),
    turnedAway: (fromDay) =>
      read(({ channel, code, count }) => ({ channel: String(channel), code: String(code), count: Number(count) }), 'select channel, code, sum(count) as count from inbound_turned_away where day >= ? group by channel, code order by channel, code', [fromDay]),
  }
}
