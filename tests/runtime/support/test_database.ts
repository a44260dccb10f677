import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import type { StorageConfig } from '#storage/open_database'

/** A database of one spec's own; `drop` leaves nothing behind. */
export interface TestDatabase {
  config: StorageConfig
  name: 'sqlite' | 'mysql'
  drop(): Promise<void>
}

const createSchema = async (serverUrl: string): Promise<TestDatabase> => {
  const url = new URL(serverUrl)
  const schema = `xingliu_test_${randomBytes(6).toString('hex')}`
  const query = async (sql: string): Promise<void> => {
    const connection = await mysql.createConnection({
      host: url.hostname, port: Number(url.port || 3306), user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
    })
    try {
      await connection.query(sql)
    } finally {
      await connection.end()
    }
  }
  await query(`create database ${schema} character set utf8mb4 collate utf8mb4_unicode_ci`)
  url.pathname = `/${schema}`
  const dataDir = mkdtempSync(join(tmpdir(), 'xingliu-test-'))
  return {
    config: { databaseUrl: url.href, dataDir },
    name: 'mysql',
    async drop() {
      await query(`drop database if exists ${schema}`)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** SQLite in a folder of its own, or a schema of its own on the server that TEST_DATABASE_URL names. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const serverUrl = process.env.TEST_DATABASE_URL
  if (serverUrl) return createSchema(serverUrl)
  const dataDir = mkdtempSync(join(tmpdir(), 'xingliu-test-'))
  return { config: { dataDir }, name: 'sqlite', drop: async () => rmSync(dataDir, { recursive: true, force: true }) }
}
