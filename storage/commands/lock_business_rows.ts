import { rowKeyText, type BusinessRow, type RowKey } from '#engine/runtime/participant'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { quoted } from '../dialects/write_statements.js'

const byTable = (keys: readonly RowKey[]): Map<string, string[]> => {
  const tables = new Map<string, string[]>()
  for (const { table, key } of keys) {
    const list = tables.get(table)
    if (list) list.push(key)
    else tables.set(table, [key])
  }
  return tables
}

/**
 * Locks the rows in the order given, one statement a table. Rows that are not there yet cannot be locked under READ COMMITTED:
 * two nodes that make the same one meet at the primary key (`businessWrites` inserts them), and the loser runs again.
 */
export const lockBusinessRows = async (
  connection: SqlConnection, dialect: Dialect, keys: readonly RowKey[],
): Promise<Map<string, BusinessRow | null>> => {
  const found = new Map<string, BusinessRow | null>()
  for (const [table, list] of byTable(keys)) {
    for (const key of list) found.set(rowKeyText({ table, key }), null)
    const rows = await connection.all(
      `select t.\`key\`, t.\`row\` from ${dialect.idList} join ${quoted(table)} t on t.\`key\` = k.id${dialect.forUpdate}`, [JSON.stringify(list)],
    )
    for (const row of rows) found.set(rowKeyText({ table, key: String(row.key) }), JSON.parse(String(row.row)) as BusinessRow)
  }
  return found
}
