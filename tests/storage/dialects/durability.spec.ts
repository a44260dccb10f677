import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { openStorage } from '#storage/open_storage'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

/** A process that opens the storage of a folder, says so, and stays. */
const HOLDER = `
import { openStorage } from '#storage/open_storage'
try { await openStorage({ dataDir: process.argv[1] }); console.log('open') } catch (error) { console.log(error.code, error.message); process.exit(3) }
setInterval(() => {}, 1000)
`
const ARGUMENTS = [...TYPESCRIPT_LOADER, '--input-type=module', '-e', HOLDER]

test.group('durability', () => {
  test('every writing connection syncs each commit; the live pool says so', async ({ assert }) => {
    const database = await createTestDatabase()
    const storage = await openStorage(database.config)
    try {
      await storage.migrate()
      const durability = await storage.durability()
      if (database.name === 'sqlite') {
        const writers = await storage.database.writingConnections()
        assert.lengthOf(writers, 1)
        assert.isTrue(writers.every((writer) => writer.pragma('synchronous', { simple: true }) === 2))
        assert.equal(durability.journalMode, 'wal')
      } else {
        assert.equal(Number(durability.flushLogAtCommit), 1)
        assert.equal(durability.isolation, 'READ-COMMITTED')
      }
    } finally {
      await storage.close()
      await database.drop()
    }
  })

  test('a stopped SQLite database is one whole file', async ({ assert }) => {
    const folder = mkdtempSync(join(tmpdir(), 'xingliu-stop-'))
    try {
      const storage = await openStorage({ dataDir: folder })
      await storage.migrate()
      await storage.close()
      const rest = join(folder, 'xingliu.sqlite-wal')
      assert.equal(existsSync(rest) ? statSync(rest).size : 0, 0)
      assert.isAbove(statSync(join(folder, 'xingliu.sqlite')).size, 50_000)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a second server on one SQLite folder is refused in one line; one killed before does not block', async ({ assert }) => {
    const folder = mkdtempSync(join(tmpdir(), 'xingliu-lock-'))
    const holder = spawn(process.execPath, [...ARGUMENTS, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve))
      const second = spawnSync(process.execPath, [...ARGUMENTS, folder], { encoding: 'utf8', timeout: 60_000 })
      assert.equal(second.status, 3)
      assert.match(second.stdout, /^E_STORAGE_IN_USE .*另一个服务进程/)
      assert.lengthOf(second.stdout.trim().split('\n'), 1)
      holder.kill('SIGKILL')
      await new Promise((resolve) => holder.once('exit', resolve))
      const third = await openStorage({ dataDir: folder })
      await third.close()
    } finally {
      holder.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  }).timeout(60_000)

  test('a wrong DATABASE_URL is one clear line', async ({ assert }) => {
    await assert.rejects(() => openStorage({ dataDir: tmpdir(), databaseUrl: 'postgres://x/y' }), /mysql:\/\//)
    await assert.rejects(() => openStorage({ dataDir: tmpdir(), databaseUrl: 'mysql://x' }), /库名/)
  })
})
