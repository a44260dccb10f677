import type { RowChange } from '#engine/runtime/participant'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import type { TableWrite } from '../dialects/dialect.js'

/** The participants' changes as rows of their tables. An unknown table is a programming error. */
export const businessWrites = (tables: ReadonlyMap<string, StoredBusinessTable>, changes: readonly RowChange[]): TableWrite[] => {
  const writes = new Map<string, { puts: ScalarRow[]; deletes: ScalarRow[] }>()
  for (const change of changes) {
    const stored = tables.get(change.table)
    if (!stored) throw new Error(`Expected table "${change.table}" to be declared in business_tables.ts, but it is not.`)
    let table = writes.get(change.table)
    if (!table) writes.set(change.table, (table = { puts: [], deletes: [] }))
    if (change.operation === 'put') table.puts.push(stored.scalars(change.key, change.row ?? {}))
    else table.deletes.push({ key: change.key })
  }
  return [...writes].map(([name, { puts, deletes }]) => ({ table: tables.get(name)!.table, writes: { inserts: [], puts, updates: [], deletes: [deletes] } }))
}
