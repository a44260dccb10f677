import type { Dialect } from '#storage/dialects/dialect'
import { columnName } from '#storage/schema/hot_table'
import { hotTableNamed } from '#storage/schema/hot_tables'

/** Tables that grow with the instances, and their columns that hold an instance's id or begin with it. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  instances: ['id'],
  instance_participants: ['instanceId'],
  instance_terms: ['instanceId'],
  tasks: ['id', 'instanceId', 'elementInstanceId'],
  task_candidates: ['taskId'],
  journal: ['instanceId'],
  journal_values: ['instanceId'],
}

/** Instants that are shifted, so that copies spread over time as real work does. */
const SHIFTED = new Set(['startedAtMs', 'createdAtMs', 'completedAtMs', 'dueAtMs', 'atMs'])
const AT_ONCE = 20

/** Ids of genuine rows begin with a digit, those of copies with this. */
const PREFIX = 'x'

function insertSelect(name: string, idColumns: readonly string[], dialect: Dialect): string {
  const { columns } = hotTableNamed(name)
  const joined = (column: string) => (dialect.name === 'mysql' ? `concat('${PREFIX}', n.k, '_', t.${column})` : `'${PREFIX}' || n.k || '_' || t.${column}`)
  const selected = [...columns.keys()].map((property) => {
    const column = `\`${columnName(property)}\``
    if (idColumns.includes(property)) return joined(column)
    return SHIFTED.has(property) ? `t.${column} - n.k * 61000` : `t.${column}`
  })
  const names = [...columns.keys()].map((property) => `\`${columnName(property)}\``).join(', ')
  const own = `t.\`${columnName(idColumns[0] as string)}\` < '${PREFIX}'`
  const numbers = 'with recursive n(k) as (select ? union all select k + 1 from n where k < ?)'
  return dialect.name === 'mysql'
    ? `insert into ${name} (${names}) ${numbers} select ${selected.join(', ')} from n cross join ${name} t where ${own}`
    : `${numbers} insert into ${name} (${names}) select ${selected.join(', ')} from n cross join ${name} t where ${own}`
}

/** Copies every genuine row `copies` times, some copies per transaction; tells how many are done. */
export async function multiplyRows(dialect: Dialect, copies: number, told: (done: number) => void): Promise<void> {
  for (let from = 1; from <= copies; from += AT_ONCE) {
    const to = Math.min(copies, from + AT_ONCE - 1)
    await dialect.transaction(async (connection) => {
      for (const [name, idColumns] of Object.entries(TABLES)) await connection.run(insertSelect(name, idColumns, dialect), [from, to])
    })
    told(to)
  }
}
