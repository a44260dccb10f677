import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { SqlRow } from '#storage/dialects/dialect'
import { hotTableNamed } from '#storage/schema/hot_tables'
import { rowReader } from '#storage/schema/read_rows'
import { openTestEngine } from '#tests/runtime/support/test_engine'
import { completeTask, ROW_PROCESS, startCase, STEPS, stepTaskId, type RowCase } from './row_process.js'

/** Rows of one instance by table, in order of their keys. */
export type CaseRows = Readonly<Record<string, readonly ScalarRow[]>>

/** Tables that an instance of the fill has rows in. */
export const CASE_TABLES = ['instances', 'instance_participants', 'instance_terms', 'tasks', 'task_candidates', 'journal'] as const

const rowsOf = async (table: string, read: (sql: string) => Promise<SqlRow[]>): Promise<ScalarRow[]> => {
  const key = hotTableNamed(table).key.map((property) => hotTableNamed(table).columns.get(property)?.column).join(', ')
  return (await read(`select * from ${table} order by ${key}`)).map((row) => rowReader(table)(row) as ScalarRow)
}

/** Plays a case up to its tenth task in an empty database, one command at a time through the bus, and reads what was written. */
export async function playCase(played: RowCase): Promise<CaseRows> {
  const test = await openTestEngine({ options: { clock: () => played.atMs, newId: () => played.instanceId } })
  try {
    const published = await test.engine.packages.publish({ resources: [{ name: 'row.bpmn', content: ROW_PROCESS }], origin: 'api', publishedBy: null })
    if (!published.ok) throw new Error(published.diagnostics.map(({ message }) => message).join('\n'))
    await startCase(test.engine, played)
    for (let step = 1; step <= STEPS; step += 1) await completeTask(test.engine, played.instanceId, stepTaskId(played.instanceId, step), played.clerk)
    return await test.storage.database.dialect.read(async (connection) => {
      const all = CASE_TABLES.map(async (table) => [table, await rowsOf(table, (sql) => connection.all(sql))] as const)
      return Object.fromEntries(await Promise.all(all))
    })
  } finally {
    await test.close()
  }
}
