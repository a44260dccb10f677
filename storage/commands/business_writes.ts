import { rowKeyText, type RowChange } from '#engine/runtime/participant'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import type { TableWrite } from '../dialects/dialect.js'

/**
 * The participants' changes as rows of their tables; rows in `absent` (by `rowKeyText`) are inserted, so that one another node has made
 * since shows as a duplicate instead of being overwritten. An unknown table is a programming error.
 */
export const businessWrites = (
  tables: ReadonlyMap<string, StoredBusinessTable>, changes: readonly RowChange[], absent: ReadonlySet<string>,
): TableWrite[] => {
  const writes = new Map<string, { inserts: ScalarRow[]; puts: ScalarRow[]; deletes: ScalarRow[] }>()
  for (const change of changes) {
    const stored = tables.get(change.table)
    if (!stored) throw new Error(`Expected table "${change.table}" to be declared in business_tables.ts, but it is not.`)
    let table = writes.get(change.table)
    if (!table) writes.set(change.table, (table = { inserts: [], puts: [], deletes: [] }))
    if (change.operation === 'delete') table.deletes.push({ key: change.key })
    else (absent.has(rowKeyText(change)) ? table.inserts : table.puts).push(stored.scalars(change.key, change.row ?? {}))
  }
  return [...writes].map(([name, { inserts, puts, deletes }]) => ({
    table: tables.get(name)!.table, writes: { inserts, puts, updates: [], deletes: [deletes] },
  }))
}
