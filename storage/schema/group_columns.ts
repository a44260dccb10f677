import type { OpenDatabase } from '../open_database.js'

/** What rows are counted by, as one text that the database makes of columns: its index alone answers the count, however wide the rows are. */
export interface GroupColumn {
  table: string
  name: string
  /** Joined by `|`; only the last may hold one itself. */
  of: readonly string[]
  /** Rows that are counted; the others have no group. */
  when: string
}

/** 办结 of the supervisors' board: by month, verdict, result, business and department. What was cancelled has a verdict of its clock, too, but nobody decided it. */
export const DECIDED_GROUP: GroupColumn = {
  table: 'case_items', name: 'decided_group', of: ['decided_month', 'verdict', 'result', 'business', 'department'],
  when: `verdict in ('on_time', 'overdue') and result <> 'cancelled' and decided_month is not null`,
}

const GROUP_COLUMNS = [DECIDED_GROUP]
/** More than the columns of a group can hold together, so that nothing is ever cut; the key of an index has no room for more. */
const LENGTH = 764

/** Makes the columns that are missing, over the rows that are there as well. */
export async function syncGroupColumns(database: OpenDatabase): Promise<void> {
  const { dialect } = database
  for (const { table, name, of, when } of GROUP_COLUMNS) {
    const known = dialect.name === 'mysql'
      ? 'select 1 from information_schema.columns where table_schema = database() and table_name = ? and column_name = ?'
      : 'select 1 from pragma_table_xinfo(?) where name = ?'
    if ((await dialect.read((connection) => connection.all(known, [table, name]))).length > 0) continue
    const text = `concat_ws('|', ${of.map((column) => `coalesce(${column}, '')`).join(', ')})`
    await dialect.transaction(async (connection) => {
      await connection.run(`alter table ${table} add column ${name} varchar(${LENGTH}) generated always as (case when ${when} then ${text} end) virtual`, [])
      await connection.run(`create index ${table}_${name} on ${table} (${name})`, [])
    })
  }
}

/** The parts of a group's text, in the order of `of`. */
export function partsOf({ of }: GroupColumn, text: string): string[] {
  const parts = text.split('|')
  return [...parts.slice(0, of.length - 1), parts.slice(of.length - 1).join('|')]
}
