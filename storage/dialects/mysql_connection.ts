import type { Connection } from 'mysql2/promise'
import type { SqlConnection, SqlRow, SqlValue } from './dialect.js'
import { expectation, inPackets, statementsFor, type Statement } from './mysql_statements.js'

/** Several statements as one packet, their values put in by mysql2's own escaping under a fixed sql_mode; one answer each. */
const send = async (connection: Connection, statements: readonly Statement[]): Promise<unknown[]> => {
  const sql = statements.map((statement) => statement.sql).join(';\n')
  const [answers] = await connection.query(sql, statements.flatMap(({ values }) => values))
  return statements.length === 1 ? [answers] : (answers as unknown[])
}

const affected = (answer: unknown): number => (answer as { affectedRows: number }).affectedRows

/** One mysql2 connection outside of a transaction. What is read is prepared. */
export const mysqlConnection = (connection: Connection): SqlConnection => {
  const execute = async (sql: string, values: readonly SqlValue[]): Promise<unknown> => (await connection.execute(sql, values as never))[0]
  return {
    all: async (sql, values = []) => (await execute(sql, values)) as SqlRow[],
    run: async (sql, values = []) => affected(await execute(sql, values)),
    async writeTables(writes) {
      for (const statements of inPackets(writes.flatMap(statementsFor))) await send(connection, statements)
    },
    expect: async (table, rows) => void (await send(connection, [expectation(table, rows)])),
    flush: async () => undefined,
  }
}

/** An open transaction, and its two ends. */
export interface MysqlTransaction {
  connection: SqlConnection
  commit(): Promise<void>
  rollback(): Promise<void>
}

const word = (sql: string): Statement => ({ sql, values: [], size: 0 })
const BEGIN = word('start transaction')
const COMMIT = word('commit')

/** mysql2 would write any other object as a list of assignments. */
const formatted = (value: SqlValue): SqlValue => (value instanceof Uint8Array ? Buffer.from(value) : value)

/**
 * A transaction begins with its first statement, and what it writes last travels with the commit: round trips are the cost. The server
 * takes the statements of a packet one after the other and stops at the first that fails, so a commit follows only what has succeeded.
 */
export const mysqlTransaction = (session: Connection): MysqlTransaction => {
  const plain = mysqlConnection(session)
  let isOpen = false
  let held: Statement[] = []
  const waiting = (): Statement[] => {
    const statements = isOpen ? held : [BEGIN, ...held]
    isOpen = true
    held = []
    return statements
  }
  const last = async (sql: string, values: readonly SqlValue[]): Promise<unknown> =>
    (await send(session, [...waiting(), { sql, values: values.map(formatted), size: 0 }])).at(-1)
  const flush = async (): Promise<void> => void (held.length && (await send(session, waiting())))
  const isPlain = () => isOpen && held.length === 0
  const connection: SqlConnection = {
    all: async (sql, values = []) => (isPlain() ? plain.all(sql, values) : ((await last(sql, values)) as SqlRow[])),
    run: async (sql, values = []) => (isPlain() ? plain.run(sql, values) : affected(await last(sql, values))),
    async writeTables(writes) {
      const packets = inPackets([...held, ...writes.flatMap(statementsFor)])
      held = []
      for (const statements of packets) {
        await flush()
        held = statements
      }
    },
    async expect(table, rows) {
      held.push(expectation(table, rows))
    },
    flush,
  }
  return {
    connection,
    async commit() {
      if (isOpen || held.length) await send(session, [...waiting(), COMMIT])
    },
    rollback: async () => void (isOpen && (await session.query('rollback'))),
  }
}
