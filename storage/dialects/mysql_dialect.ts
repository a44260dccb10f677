import type { Connection } from 'mysql2/promise'
import { schemaInUse } from '../errors.js'
import type { Dialect, SqlConnection } from './dialect.js'
import { mysqlConnection, mysqlTransaction } from './mysql_connection.js'
import { OUT_OF_RANGE } from './mysql_statements.js'
import { plainly } from './world_errors.js'

/** Deadlock, lock wait timeout, cluster node not ready, connection lost while nothing was decided. */
const TRANSIENT = new Set([1213, 1205, 1047])
const DUPLICATE = 1062
const KEY = 'varchar(255) character set utf8mb4 collate utf8mb4_bin'
const LOCK_NAME = "concat('xingliu:', md5(database()))"
const LOCK_WAIT_SECONDS = 300

/** Gives connections out and takes them back; Lucid's pool. */
export interface ConnectionPool {
  acquire(): Promise<RawConnection>
  release(connection: RawConnection): Promise<void>
}

/** A mysql2 connection of the callback kind, as the pool holds it. */
export interface RawConnection {
  promise(): Connection
}

const errnoOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errno' in error ? Number((error as { errno: unknown }).errno) : 0

/** Transactions in READ COMMITTED over a pool; reads take any connection. */
export const mysqlDialect = (pool: ConnectionPool): Dialect => {
  const wrapped = new WeakMap<RawConnection, { session: Connection; connection: SqlConnection }>()
  const wrap = (raw: RawConnection) => {
    let found = wrapped.get(raw)
    if (!found) {
      const session = raw.promise()
      wrapped.set(raw, (found = { session, connection: mysqlConnection(session) }))
    }
    return found
  }
  const withConnection = async <T>(work: (wrapped: { session: Connection; connection: SqlConnection }) => Promise<T>): Promise<T> => {
    let raw: RawConnection | null = null
    try {
      raw = await pool.acquire()
      return await work(wrap(raw))
    } catch (error) {
      throw plainly(error)
    } finally {
      if (raw) await pool.release(raw)
    }
  }
  return {
    name: 'mysql',
    atOnce: 2,
    forUpdate: ' for update',
    skipLocked: ' for update skip locked',
    jsonValue: (column) => `cast(json_extract(${column}, ?) as char character set utf8mb4) collate utf8mb4_bin`,
    idList: `json_table(?, '$[*]' columns (id ${KEY} path '$')) k`,
    pairList: `json_table(?, '$[*]' columns (first ${KEY} path '$[0]', second ${KEY} path '$[1]')) k`,
    orderedJoin: 'straight_join',
    byIndex: (index) => ` force index (${index})`,
    read: (work) => withConnection(({ connection }) => work(connection)),
    transaction: (work) =>
      withConnection(async ({ session }) => {
        const open = mysqlTransaction(session)
        try {
          const result = await work(open.connection)
          await open.commit()
          return result
        } catch (error) {
          await open.rollback().catch(() => undefined)
          throw error
        }
      }),
    // the lock belongs to the session, and its name to the whole server
    alone: (work) =>
      withConnection(async ({ connection }) => {
        const [row] = await connection.all(`select get_lock(${LOCK_NAME}, ${LOCK_WAIT_SECONDS}) as locked`)
        if (Number(row.locked) !== 1) throw schemaInUse(LOCK_WAIT_SECONDS)
        try {
          return await work()
        } finally {
          await connection.all(`select release_lock(${LOCK_NAME}) as released`)
        }
      }),
    isTransient: (error) => TRANSIENT.has(errnoOf(error)),
    isDuplicate: (error) => errnoOf(error) === DUPLICATE,
    isStale: (error) => errnoOf(error) === OUT_OF_RANGE,
    async durability() {
      return withConnection(async ({ connection }) => {
        const [row] = await connection.all(
          'select version() as version, @@innodb_flush_log_at_trx_commit as flushLogAtCommit, @@session.tx_isolation as isolation, @@sync_binlog as syncBinlog',
        )
        return { database: 'mysql', ...(row as Record<string, string | number>) }
      })
    },
  }
}
