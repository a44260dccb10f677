import type { ScalarRow, TableWrites } from '#engine/runtime/ports/command_store'
import type { SqlConnection } from './dialects/dialect.js'
import { hotTableNamed } from './schema/hot_tables.js'

const write = (connection: SqlConnection, table: string, writes: Partial<TableWrites>): Promise<void> =>
  connection.writeTables([{ table: hotTableNamed(table), writes: { inserts: [], puts: [], updates: [], deletes: [], ...writes } }])

/** New rows; one that exists already rejects. */
export const insertRows = (connection: SqlConnection, table: string, rows: readonly ScalarRow[]): Promise<void> =>
  write(connection, table, { inserts: rows })

/** Inserted or replaced by primary key. */
export const putRows = (connection: SqlConnection, table: string, rows: readonly ScalarRow[]): Promise<void> =>
  write(connection, table, { puts: rows })

/** Every row that equals `row` in the properties `by`. */
export const updateRows = (connection: SqlConnection, table: string, by: readonly string[], row: ScalarRow): Promise<void> =>
  write(connection, table, { updates: [{ by, rows: [row] }] })

/** Every row with these values. */
export const deleteRows = (connection: SqlConnection, table: string, where: ScalarRow): Promise<void> =>
  write(connection, table, { deletes: [[where]] })

/** Each row by its id, all in one statement where the database can. */
export const updateAll = (connection: SqlConnection, table: string, rows: readonly ScalarRow[]): Promise<void> =>
  write(connection, table, { updates: [{ by: ['id'], rows }] })
