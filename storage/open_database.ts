import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { Application } from '@adonisjs/core/app'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Dialect } from './dialects/dialect.js'
import { mysqlDialect, type RawConnection } from './dialects/mysql_dialect.js'
import { sqliteDialect } from './dialects/sqlite_dialect.js'
import { badDatabaseUrl } from './errors.js'
import { lockDataFolder } from './lock_data_folder.js'
import { makeFolder } from './make_folder.js'

export interface StorageConfig {
  /** `mysql://user:password@host:port/database`; absent = SQLite in `dataDir`. */
  databaseUrl?: string
  /** Folder of the embedded database, of attachments and keys. */
  dataDir: string
  /** Connections to MySQL. */
  poolSize?: number
}

export interface OpenDatabase {
  lucid: Database
  dialect: Dialect
  /** Connections by state; null on the embedded database, which has one of each kind. */
  pool(): { used: number; free: number; waiting: number } | null
  /** Every connection of the live pools that writes, for the durability test. */
  writingConnections(): Promise<Sqlite.Database[]>
  close(): Promise<void>
}

interface KnexClient {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): Promise<void>
  pool: { numUsed(): number; numFree(): number; numPendingAcquires(): number }
}

const MIGRATIONS = { naturalSort: true, paths: ['storage/migrations'] }

/** The repository's root: Lucid looks for migrations from here. */
export const PROJECT_ROOT = new URL('../', import.meta.url)

const createLucid = async (config: Record<string, unknown>): Promise<Database> => {
  const application = new Application(PROJECT_ROOT, { environment: 'console' })
  await application.init()
  return new Database(config as never, new Logger({ enabled: false }), new Emitter(application) as never)
}

const knexClient = (lucid: Database, connection: string): KnexClient =>
  (lucid.connection(connection).getWriteClient() as unknown as { client: KnexClient }).client

/** better-sqlite3 handle of a pool of one; it stays valid as long as the pool lives. */
const sqliteHandle = async (lucid: Database, connection: string): Promise<Sqlite.Database> => {
  const client = knexClient(lucid, connection)
  const handle = (await client.acquireConnection()) as Sqlite.Database
  await client.releaseConnection(handle)
  return handle
}

const oneConnection = (afterCreate: (handle: Sqlite.Database) => void) => ({
  min: 1,
  max: 1,
  afterCreate(handle: Sqlite.Database, done: (error: Error | null, handle: Sqlite.Database) => void) {
    afterCreate(handle)
    done(null, handle)
  },
})

const openSqlite = async (dataDir: string): Promise<OpenDatabase> => {
  makeFolder(dataDir)
  const filename = join(dataDir, 'xingliu.sqlite')
  const unlock = lockDataFolder(dataDir)
  const lucid = await createLucid({
    connection: 'writer',
    connections: {
      writer: {
        client: 'better-sqlite3',
        connection: { filename },
        useNullAsDefault: true,
        migrations: MIGRATIONS,
        pool: oneConnection((handle) => {
          handle.pragma('journal_mode = WAL')
          handle.pragma('synchronous = FULL')
          handle.pragma('busy_timeout = 5000')
          handle.pragma('foreign_keys = ON')
          handle.pragma('wal_autocheckpoint = 8000')
          handle.pragma('cache_size = -65536')
        }),
      },
      reader: {
        client: 'better-sqlite3',
        connection: { filename, options: { readonly: true } },
        useNullAsDefault: true,
        pool: oneConnection((handle) => {
          handle.pragma('busy_timeout = 5000')
          handle.pragma('cache_size = -65536')
        }),
      },
    },
  })
  const writer = await sqliteHandle(lucid, 'writer')
  const reader = await sqliteHandle(lucid, 'reader')
  return {
    lucid,
    dialect: sqliteDialect(writer, reader),
    pool: () => null,
    writingConnections: async () => [await sqliteHandle(lucid, 'writer')],
    async close() {
      // The reader, closed last, may not do it: a stopped database is one whole file, so that a copy of it is a copy of all.
      writer.pragma('wal_checkpoint(TRUNCATE)')
      await lucid.manager.closeAll()
      unlock()
    },
  }
}

const parseUrl = (databaseUrl: string) => {
  let url: URL
  try {
    url = new URL(databaseUrl)
  } catch {
    throw badDatabaseUrl('不是网址')
  }
  if (url.protocol !== 'mysql:') throw badDatabaseUrl(`协议是 ${url.protocol}`)
  const database = decodeURIComponent(url.pathname.slice(1))
  if (!/^[\w$-]{1,64}$/.test(database)) throw badDatabaseUrl('缺少库名，或库名含有特殊字符')
  return {
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  }
}

/** Every session the same, whatever the server's defaults are. */
const SESSION =
  "set names utf8mb4 collate utf8mb4_bin, session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'," +
  " session transaction_isolation = 'READ-COMMITTED'"

const MARIADB_SESSION = SESSION.replace('transaction_isolation', 'tx_isolation')

const openMysql = async (databaseUrl: string, poolSize: number): Promise<OpenDatabase> => {
  const lucid = await createLucid({
    connection: 'writer',
    connections: {
      writer: {
        client: 'mysql2',
        connection: { ...parseUrl(databaseUrl), charset: 'utf8mb4', timezone: 'Z', multipleStatements: true },
        migrations: MIGRATIONS,
        pool: {
          min: 1,
          max: poolSize,
          afterCreate(raw: { query(sql: string, done: (error: Error | null) => void): void }, done: (error: Error | null, raw: unknown) => void) {
            raw.query(MARIADB_SESSION, (error) => (error ? raw.query(SESSION, (again) => done(again, raw)) : done(null, raw)))
          },
        },
      },
    },
  })
  const client = knexClient(lucid, 'writer')
  return {
    lucid,
    dialect: mysqlDialect({
      acquire: async () => (await client.acquireConnection()) as RawConnection,
      release: (connection) => client.releaseConnection(connection),
    }),
    pool: () => ({ used: client.pool.numUsed(), free: client.pool.numFree(), waiting: client.pool.numPendingAcquires() }),
    writingConnections: async () => [],
    close: () => lucid.manager.closeAll(),
  }
}

/** Opens the pools; makes neither tables nor database. */
export const openDatabase = (config: StorageConfig): Promise<OpenDatabase> =>
  config.databaseUrl ? openMysql(config.databaseUrl, config.poolSize ?? 12) : openSqlite(config.dataDir)
