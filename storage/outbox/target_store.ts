import type { TargetStore, TargetVersion } from '#processes/foundation/deliveries/delivery_store'
import type { TargetHealth } from '#processes/foundation/deliveries/ports'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { raiseRevision, readRevision } from '../organisation/revisions.js'
import { plainReader, rowReader } from '../schema/read_rows.js'
import { insertRows, putRows } from '../write_rows.js'

const REVISION = 'delivery_targets'
const read = rowReader('delivery_targets')
const readVersion = (row: SqlRow): TargetVersion => {
  const columns = read(row)
  return { ...columns, settings: JSON.parse(String(columns.settings)) } as unknown as TargetVersion
}
const readHealth = plainReader<Omit<TargetHealth, 'circuit'> & { state: TargetHealth['circuit'] }>('delivery_circuits')

export const targetStore = (dialect: Dialect): TargetStore => ({
  revision: () => readRevision(dialect, REVISION),

  load: () =>
    dialect.read(async (connection) => {
      const rows = await connection.all(
        'select t.* from delivery_targets t join (select id, max(version) as version from delivery_targets group by id) l on l.id = t.id and l.version = t.version order by t.id',
      )
      return rows.map(readVersion)
    }),

  history: (id) => dialect.read(async (connection) => (await connection.all('select * from delivery_targets where id = ? order by version desc', [id])).map(readVersion)),

  async add(version) {
    try {
      await dialect.transaction(async (connection) => {
        await insertRows(connection, 'delivery_targets', [{ ...version, settings: JSON.stringify(version.settings) }])
        await raiseRevision(connection, dialect, REVISION)
      })
      return true
    } catch (error) {
      if (!dialect.isDuplicate(error)) throw error
      return false
    }
  },

  health: () =>
    dialect.read(async (connection) =>
      (await connection.all('select * from delivery_circuits')).map((row) => {
        const { state, ...health } = readHealth(row)
        return { ...health, circuit: state }
      }),
    ),

  putHealth: ({ circuit, ...health }) =>
    dialect.transaction((connection) => putRows(connection, 'delivery_circuits', [{ ...health, state: circuit, lastError: health.lastError?.slice(0, 900) ?? null }])),
})
