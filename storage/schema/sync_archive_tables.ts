import type { OpenDatabase } from '../open_database.js'
import { sayCollation } from './columns.js'
import type { HotColumn, HotTable } from './hot_table.js'
import { ARCHIVED, archiveOf, hotTableNamed } from './hot_tables.js'

type Schema = ReturnType<OpenDatabase['lucid']['connection']>['schema']
type TableBuilder = Parameters<Parameters<Schema['createTable']>[1]>[0]

/** What reading the archive needs, by the live table. */
const INDEXES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  instances: [
    ['started_at_ms', 'id'], ['starter', 'started_at_ms', 'id'], ['definition_key', 'started_at_ms', 'id'], ['business_key'], ['caller_instance_id'],
  ],
  tasks: [['instance_id', 'created_at_ms', 'id'], ['completed_by', 'completed_at_ms', 'id']],
}

const INDEXED = new Set(Object.values(INDEXES).flat(2))

/** What an index holds is short, as in the live tables. */
const addColumn = (table: TableBuilder, { column, type }: HotColumn) => {
  if (type === 'integer') return table.bigInteger(column)
  return type === 'long' ? table.text(column, 'longtext') : table.string(column, type === 'key' || INDEXED.has(column) ? 191 : 1000)
}

const createArchiveTable = (schema: Schema, dialect: string, live: HotTable): Promise<void> | PromiseLike<void> =>
  schema.createTable(archiveOf(live.name), (table) => {
    sayCollation(dialect, table)
    for (const column of live.columns.values()) {
      const isKey = live.key.includes(column.property)
      if (isKey) addColumn(table, column).notNullable()
      else addColumn(table, column).nullable()
    }
    table.primary(live.key.map((property) => live.columns.get(property)!.column))
    for (const columns of INDEXES[live.name] ?? []) table.index([...columns], `${archiveOf(live.name)}_by_${columns[0]}`)
  })

/** The archive's tables have every column that the live ones have: makes what is missing, takes nothing away. */
export const syncArchiveTables = async (database: OpenDatabase): Promise<void> => {
  const schema = () => database.lucid.connection('writer').schema
  for (const [name] of ARCHIVED) {
    const live = hotTableNamed(name)
    if (!(await schema().hasTable(archiveOf(name)))) {
      await createArchiveTable(schema(), database.dialect.name, live)
      continue
    }
    const made = await database.lucid.connection('writer').columnsInfo(archiveOf(name))
    const missing = [...live.columns.values()].filter(({ column }) => !(column in made))
    if (missing.length) await schema().alterTable(archiveOf(name), (table) => missing.forEach((column) => addColumn(table, column).nullable()))
  }
}
