import type { RowChange } from '#engine/runtime/participant'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import type { SqlConnection } from '../dialects/dialect.js'

/** Writes the participants' changes, one multi-row statement a table. An unknown table is a programming error. */
export const writeBusinessRows = async (
  connection: SqlConnection, tables: ReadonlyMap<string, StoredBusinessTable>, changes: readonly RowChange[],
): Promise<void> => {
  const writes = new Map<string, { puts: ScalarRow[]; deletes: ScalarRow[] }>()
  for (const change of changes) {
    const stored = tables.get(change.table)
    if (!stored) throw new Error(`Expected table "${change.table}" to be declared in business_tables.ts, but it is not.`)
    let table = writes.get(change.table)
    if (!table) writes.set(change.table, (table = { puts: [], deletes: [] }))
    if (change.operation === 'put') table.puts.push(stored.scalars(change.key, change.row ?? {}))
    else table.deletes.push({ key: change.key })
  }
  for (const [name, { puts, deletes }] of writes) {
    await connection.writeTable(tables.get(name)!.table, { table: name, inserts: [], puts, updates: [], deletes: [deletes] })
  }
}
