import type { ReconciliationStore } from '#processes/foundation/deliveries/delivery_store'
import type { Reconciliation } from '#processes/foundation/deliveries/ports'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { putRows } from '../write_rows.js'

const read = rowReader('reconciliations')
const readReconciliation = (row: SqlRow): Reconciliation => {
  const columns = read(row)
  return { ...columns, counts: JSON.parse(String(columns.counts)), differences: JSON.parse(String(columns.differences)) } as unknown as Reconciliation
}

export const reconciliationStore = (dialect: Dialect): ReconciliationStore => ({
  put: (reconciliation) =>
    dialect.transaction((connection) =>
      putRows(connection, 'reconciliations', [{ ...reconciliation, counts: JSON.stringify(reconciliation.counts), differences: JSON.stringify(reconciliation.differences) }]),
    ),

  find: (target, date) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from reconciliations where target = ? and date = ?', [target, date])
      return row ? readReconciliation(row) : null
    }),

  list: (target, limit) =>
    dialect.read(async (connection) => {
      const where = target === null ? '' : ' where target = ?'
      return (await connection.all(`select * from reconciliations${where} order by date desc, target limit ${Math.trunc(limit)}`, target === null ? [] : [target])).map(readReconciliation)
    }),
})
