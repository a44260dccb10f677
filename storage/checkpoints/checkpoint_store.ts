import { FIRST_HASH } from '#engine/runtime/journal/journal_row'
import type { Checkpoint, CheckpointStore, JournalHead } from '#engine/runtime/ports/checkpoint_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { hotTable } from '../schema/hot_table.js'
import { hotTableNamed } from '../schema/hot_tables.js'
import { rowReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

/** The one column of `instances` that the bus does not know. */
const COVERED = hotTable('instances', ['id'], { id: 'key', checkpointedRevision: 'integer' })

/** Everything but the heads, which only a verification reads. */
const SHOWN = [...hotTableNamed('checkpoints').columns.values()].filter(({ property }) => property !== 'heads').map(({ column }) => column).join(', ')

const readColumns = rowReader('checkpoints')
const readCheckpoint = (row: SqlRow): Checkpoint => readColumns(row) as unknown as Checkpoint

const readHead = (row: SqlRow): JournalHead => ({ instanceId: String(row.id), seq: Number(row.revision), hash: String(row.head_hash) })

export const checkpointStore = (dialect: Dialect): CheckpointStore => {
  const list = (rest: string, values: readonly number[] = []): Promise<Checkpoint[]> =>
    dialect.read(async (connection) => (await connection.all(`select ${SHOWN} from checkpoints ${rest}`, values)).map(readCheckpoint))
  const insert = (checkpoint: Checkpoint, heads: readonly JournalHead[]) => async (connection: SqlConnection): Promise<void> => {
    const listed = JSON.stringify(heads.map(({ instanceId, seq, hash }) => [instanceId, seq, hash]))
    await insertRows(connection, 'checkpoints', [{ ...checkpoint, heads: listed }])
  }
  return {
    last: async () => (await list('order by number desc limit 1'))[0] ?? null,
    find: async (number) => (await list('where number = ?', [number]))[0] ?? null,
    since: (number, limit) => list(`where number > ? order by number limit ${Math.trunc(limit)}`, [number]),

    changedHeads: (limit) =>
      dialect.read(async (connection) => {
        const rows = await connection.all(
          `select id, revision, head_hash from instances where awaits_checkpoint = 1 order by id limit ${Math.trunc(limit)}`,
        )
        return rows.map(readHead)
      }),

    auditHead: () =>
      dialect.read(async (connection) => {
        const [row] = await connection.all('select seq, hash from security_audit order by seq desc limit 1')
        return row ? { seq: Number(row.seq), hash: String(row.hash) } : { seq: 0, hash: FIRST_HASH }
      }),

    async add(checkpoint, heads) {
      try {
        await dialect.transaction(insert(checkpoint, heads))
        return true
      } catch (error) {
        if (!dialect.isDuplicate(error)) throw error
        return false
      }
    },

    markCovered: (heads) =>
      dialect.transaction((connection) => {
        const rows = heads.map(({ instanceId, seq }) => ({ id: instanceId, checkpointedRevision: seq }))
        return connection.writeTables([{ table: COVERED, writes: { inserts: [], puts: [], updates: [{ by: ['id'], rows }], deletes: [] } }])
      }),
  }
}
