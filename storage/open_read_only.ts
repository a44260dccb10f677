import Sqlite from 'better-sqlite3'
import mysql from 'mysql2'
import type { Dialect } from './dialects/dialect.js'
import { mysqlDialect, type RawConnection } from './dialects/mysql_dialect.js'
import { sqliteDialect } from './dialects/sqlite_dialect.js'

/** One connection that can write nothing, beside a running server or without one: `mysql://…`, or the path of a SQLite file. */
export const openReadOnly = async (where: string): Promise<{ dialect: Dialect; close(): Promise<void> }> => {
  if (!where.startsWith('mysql://')) {
    const handle = new Sqlite(where, { readonly: true, fileMustExist: true })
    return { dialect: sqliteDialect(handle, handle), close: async () => void handle.close() }
  }
  const connection = mysql.createConnection({ uri: where, charset: 'utf8mb4', timezone: 'Z' })
  const session = connection.promise()
  await session.query('set names utf8mb4 collate utf8mb4_bin')
  await session.query('set session transaction read only')
  return { dialect: mysqlDialect({ acquire: async () => connection as RawConnection, release: async () => undefined }), close: () => session.end() }
}
