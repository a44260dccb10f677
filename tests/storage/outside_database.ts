/** Reads a database from outside: by its drivers alone, nothing of the product. */
import Sqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'

export interface OutsideDatabase {
  all(sql: string, values?: readonly (string | number)[]): Promise<Record<string, unknown>[]>
  run(sql: string, values?: readonly (string | number)[]): Promise<void>
  close(): Promise<void>
}

/** `mysql://…` or the path of a SQLite file. */
export const openOutside = async (where: string): Promise<OutsideDatabase> => {
  if (!where.startsWith('mysql://')) {
    const database = new Sqlite(where)
    return {
      all: async (sql, values = []) => database.prepare(sql).all(values) as Record<string, unknown>[],
      run: async (sql, values = []) => void database.prepare(sql).run(values),
      close: async () => void database.close(),
    }
  }
  const connection = await mysql.createConnection({ uri: where, charset: 'utf8mb4' })
  return {
    all: async (sql, values = []) => (await connection.query(sql, [...values]))[0] as Record<string, unknown>[],
    run: async (sql, values = []) => void (await connection.query(sql, [...values])),
    close: () => connection.end(),
  }
}
