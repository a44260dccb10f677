import type Sqlite from 'better-sqlite3'
import { createGate } from '../gate.js'
import type { Dialect } from './dialect.js'
import { sqliteConnection } from './sqlite_connection.js'
import { StaleRows } from './stale_rows.js'
import { plainly } from './world_errors.js'

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String((error as { code: unknown }).code) : ''

/** One writing handle behind the gate, one read-only handle beside it. */
export const sqliteDialect = (writer: Sqlite.Database, reader: Sqlite.Database): Dialect => {
  const gate = createGate()
  const writing = sqliteConnection(writer)
  const reading = sqliteConnection(reader)
  return {
    name: 'sqlite',
    atOnce: 1,
    forUpdate: '',
    skipLocked: '',
    jsonValue: (column) => `(${column} -> ?)`,
    idList: '(select value as id from json_each(?)) k',
    pairList: '(select value ->> 0 as first, value ->> 1 as second from json_each(?)) k',
    orderedJoin: 'cross join',
    byIndex: (index) => ` indexed by ${index}`,
    read: (work) => work(reading),
    transaction: (work) =>
      gate.pass(async () => {
        try {
          writer.exec('begin immediate')
          const result = await work(writing)
          writer.exec('commit')
          return result
        } catch (error) {
          if (writer.inTransaction) writer.exec('rollback')
          throw plainly(error)
        }
      }),
    // the data folder is locked: there is no other process
    alone: (work) => work(),
    isTransient: (error) => codeOf(error).startsWith('SQLITE_BUSY') || codeOf(error) === 'SQLITE_LOCKED',
    isDuplicate: (error) => codeOf(error) === 'SQLITE_CONSTRAINT_PRIMARYKEY' || codeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE',
    isStale: (error) => error instanceof StaleRows,
    async durability() {
      return {
        database: 'sqlite',
        journalMode: String(writer.pragma('journal_mode', { simple: true })),
        synchronous: Number(writer.pragma('synchronous', { simple: true })),
      }
    },
  }
}
