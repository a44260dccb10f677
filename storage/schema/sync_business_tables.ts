import type { BusinessColumn, BusinessTable } from '#processes/foundation/business_tables'
import { TEXT_LENGTH } from '../business/business_row_columns.js'
import type { OpenDatabase } from '../open_database.js'
import { quoted } from '../dialects/write_statements.js'
import { sayCollation } from './columns.js'

type Schema = ReturnType<OpenDatabase['lucid']['connection']>['schema']
type TableBuilder = Parameters<Parameters<Schema['createTable']>[1]>[0]

const addColumn = (table: TableBuilder, name: string, column: BusinessColumn): void => {
  if (column.type === 'text') table.string(column.name, column.length ?? TEXT_LENGTH).nullable()
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
    if (!(await schema().hasTable(declared.name))) await createBusinessTable(schema(), database.dialect.name, declared)
    else {
      for (const column of declared.columns) {
        if (await schema().hasColumn(declared.name, column.name)) continue
        await schema().alterTable(declared.name, (table) => addColumn(table, declared.name, column))
      }
    }
    if (database.dialect.name === 'mysql') await narrowColumns(database, declared)
    for (const columns of declared.indexes ?? []) await syncIndex(database, declared, columns)
  }
}

/** MySQL bounds a key by the columns' own lengths: columns of a table of before may be wider than they are declared now. */
async function narrowColumns({ dialect }: OpenDatabase, { name, columns }: BusinessTable): Promise<void> {
  const lengths = 'select column_name as name, character_maximum_length as length from information_schema.columns where table_schema = database() and table_name = ?'
  const known = new Map((await dialect.read((connection) => connection.all(lengths, [name]))).map((row) => [String(row.name), Number(row.length)]))
  const wide = columns.filter((column) => column.length !== undefined && (known.get(column.name) ?? 0) > column.length)
  if (wide.length === 0) return
  await dialect.transaction(async (connection) => {
    for (const column of wide) await connection.run(`update ${name} set ${column.name} = left(${column.name}, ?) where char_length(${column.name}) > ?`, [column.length!, column.length!])
    await connection.run(`alter table ${name} ${wide.map((column) => `modify ${column.name} varchar(${column.length}) character set utf8mb4 collate utf8mb4_bin null`).join(', ')}`, [])
  })
}

/** An index over several columns, over the rows that are there as well. */
async function syncIndex({ dialect }: OpenDatabase, { name }: BusinessTable, columns: readonly string[]): Promise<void> {
  const index = `${name}_by_${columns[0]}`
  const known = dialect.name === 'mysql'
    ? 'select 1 from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ?'
    : 'select 1 from pragma_index_list(?) where name = ?'
  if ((await dialect.read((connection) => connection.all(known, [name, index]))).length > 0) return
  await dialect.transaction((connection) => connection.run(`create index ${index} on ${name} (${columns.map(quoted).join(', ')})`, []))
}
