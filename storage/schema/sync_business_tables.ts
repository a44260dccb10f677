import type { BusinessColumn, BusinessTable } from '#processes/foundation/business_tables'
import type { OpenDatabase } from '../open_database.js'
import { sayCollation } from './columns.js'

type Schema = ReturnType<OpenDatabase['lucid']['connection']>['schema']
type TableBuilder = Parameters<Parameters<Schema['createTable']>[1]>[0]

const addColumn = (table: TableBuilder, name: string, column: BusinessColumn): void => {
  if (column.type === 'text') table.string(column.name, 191).nullable()
  else table.bigInteger(column.name).nullable()
  if (column.indexed) table.index([column.name], `${name}_${column.name}`)
}

const createBusinessTable = (schema: Schema, dialect: string, declared: BusinessTable): Promise<void> | PromiseLike<void> =>
  schema.createTable(declared.name, (table) => {
    sayCollation(dialect, table)
    table.string('key', 191).primary()
    for (const column of declared.columns) addColumn(table, declared.name, column)
    table.text('row', 'longtext').notNullable()
  })

/** Makes what is declared and missing; takes nothing away. */
export const syncBusinessTables = async (database: OpenDatabase, tables: readonly BusinessTable[]): Promise<void> => {
  /** A builder remembers what it was told: a new one for each statement. */
  const schema = () => database.lucid.connection('writer').schema
  for (const declared of tables) {
    if (!(await schema().hasTable(declared.name))) {
      await createBusinessTable(schema(), database.dialect.name, declared)
      continue
    }
    for (const column of declared.columns) {
      if (await schema().hasColumn(declared.name, column.name)) continue
      await schema().alterTable(declared.name, (table) => addColumn(table, declared.name, column))
    }
  }
}
