import Sqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'
import type { AuditReader, AuditRow } from './audit_reader.js'

export interface OpenReader extends AuditReader {
  close(): Promise<void>
}

const openSqlite = (file: string): OpenReader => {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true })
  const prepared = new Map<string, Sqlite.Statement>()
  database.exec('begin')
  return {
    async all(sql, values = []) {
      let statement = prepared.get(sql)
      if (!statement) prepared.set(sql, (statement = database.prepare(sql)))
      return statement.all(values) as AuditRow[]
    },
    close: async () => void database.close(),
  }
}

const openMysql = async (url: string): Promise<OpenReader> => {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', timezone: 'Z' })
  await connection.query('set names utf8mb4 collate utf8mb4_bin')
  await connection.query('set transaction isolation level repeatable read')
  await connection.query('start transaction with consistent snapshot, read only')
  return {
    all: async (sql, values = []) => (await connection.query(sql, [...values]))[0] as AuditRow[],
    close: () => connection.end(),
  }
}

/** A connection of its own that can write nothing and sees one instant, while the server goes on: `mysql://…`, or the path of a SQLite file. */
export const openReader = async (where: string): Promise<OpenReader> => (where.startsWith('mysql://') ? openMysql(where) : openSqlite(where))
