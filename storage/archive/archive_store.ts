import type { ArchiveStore } from '#engine/runtime/ports/archive_store'
import type { Dialect } from '../dialects/dialect.js'
import { moveRows } from './move_rows.js'

/** Rows elsewhere that an instance still needs, or is needed by. */
const HELD_BY = [
  'select 1 from instances c where c.id = i.caller_instance_id',
  'select 1 from jobs j where j.instance_id = i.id',
  'select 1 from incidents x where x.instance_id = i.id and x.resolved_at_ms is null',
  'select 1 from due_items d where d.instance_id = i.id',
  'select 1 from instance_commands m where m.source_instance_id = i.id',
]

const FREE = HELD_BY.map((rows) => `not exists (${rows})`).join(' and ')

export const archiveStore = (dialect: Dialect): ArchiveStore => ({
  candidates: (endedBeforeMs, limit) =>
    dialect.read(async (connection) => {
      const rows = await connection.all(
        `select i.id, i.revision, i.head_hash from instances i where i.ended_at_ms < ? and ${FREE} order by i.ended_at_ms, i.id limit ${Math.trunc(limit)}`,
        [endedBeforeMs],
      )
      return rows.map((row) => ({ instanceId: String(row.id), seq: Number(row.revision), hash: String(row.head_hash) }))
    }),
  move: (heads) =>
    dialect.transaction(async (connection) => {
      const hashes = new Map(heads.map(({ instanceId, hash }) => [instanceId, hash]))
      const ids = JSON.stringify([...hashes.keys()].sort())
      const rows = await connection.all(`select t.id, t.head_hash from ${dialect.idList} join instances t on t.id = k.id${dialect.forUpdate}`, [ids])
      const still = rows.filter((row) => hashes.get(String(row.id)) === row.head_hash).map((row) => String(row.id))
      if (still.length) await moveRows(connection, dialect, still, 'archive')
      return still.length
    }),
})
