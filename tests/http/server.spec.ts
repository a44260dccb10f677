import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { approvalResources } from './models.js'
import { DEMO_PASSWORD, startServer } from './server_process.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

/** Runs the entry until it ends by itself. */
const tryToStart = (environment: Record<string, string>) => {
  const { DATABASE_URL: _url, ...inherited } = process.env
  return spawnSync(process.execPath, [...TYPESCRIPT_LOADER, 'adapters/bootstrap/start.ts'], {
    cwd: REPOSITORY, env: { ...inherited, NODE_ENV: 'test', ...environment }, encoding: 'utf8', timeout: 100_000,
  })
}

test.group('The server as a process', (group) => {
  // Several starts in a test; a hang guard for a machine that is busy with other things.
  group.each.timeout(300_000)

  test('wrong values are told a line each and nothing is begun', ({ assert }) => {
    const run = tryToStart({ PORT: 'eighty', DATABASE_URL: 'postgres://someone:secret-word@localhost/x', DATA_DIR: join(tmpdir(), 'xingliu-never-made') })
    assert.equal(run.status, 1)
    assert.lengthOf(run.stderr.trim().split('\n'), 2)
    assert.match(run.stderr, /PORT 应为.*PORT must be/)
    assert.notInclude(run.stderr, 'secret-word')
    assert.throws(() => statSync(join(tmpdir(), 'xingliu-never-made')))
  })

  test('a database that does not answer is one line', ({ assert }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'xingliu-start-'))
    const run = tryToStart({ DATABASE_URL: 'mysql://someone:secret-word@127.0.0.1:1/none', DATA_DIR: dataDir })
    rmSync(dataDir, { recursive: true, force: true })
    assert.equal(run.status, 1)
    assert.lengthOf(run.stderr.trim().split('\n'), 1)
    assert.notInclude(run.stderr, 'secret-word')
  })

  test('the second start keeps accounts and work, and SIGTERM ends it at once with code 0', async ({ assert }) => {
    let server = await startServer()
    try {
      assert.include(server.output(), '演示账号')
      const admin = await server.client('admin')
      await admin.post('/definitions', { resources: approvalResources('leave') })
      const { id } = (await admin.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'x' } })).body
      const before = Date.now()
      assert.equal(await server.end(), 0)
      assert.isBelow(Date.now() - before, 10_000, 'a hang guard: it takes a fraction of a second')
      server = await server.restart({ env: { SECURE: 'on' } })
      assert.notInclude(server.output(), '演示账号')
      assert.equal((await (await server.client('admin')).get(`/instances/${id}`)).status, 200)
      const login = await server.stranger().post('/sessions', { username: 'window1', password: DEMO_PASSWORD }, { headers: { 'x-session': 'cookie' } })
      assert.match(login.headers.getSetCookie()[0]!, /; Secure/, 'behind TLS the cookie never travels without it')
      assert.match(login.headers.get('strict-transport-security')!, /max-age=\d+/)
    } finally {
      await server.stop()
    }
  })

  test('an empty start has three administrators who first choose passwords, and nobody else', async ({ assert }) => {
    const database = await createTestDatabase()
    const server = await startServer({ ...database.config, dataDir: database.config.dataDir, env: { DEMO: 'off' } })
    try {
      const password = /密码 Password：(\S+)/.exec(server.output())![1]!
      const login = async (username: string) => server.stranger().post<{ user: { mustChangePassword: boolean } }>('/sessions', { username, password })
      for (const username of ['sysadmin', 'secadmin', 'auditor']) assert.isTrue((await login(username)).body.user.mustChangePassword, username)
      assert.equal((await login('admin')).status, 401)
    } finally {
      await server.stop()
      await database.drop()
    }
  })

  test('keys lie where only their owner reads them, passwords nowhere', async ({ assert }) => {
    const server = await startServer()
    try {
      await server.client('admin')
      const file = join(server.dataDir, 'keys.json')
      if (server.databaseUrl === null) assert.equal(statSync(file).mode & 0o777, 0o600)
      if (server.databaseUrl === null) assert.notInclude(readFileSync(join(server.dataDir, 'xingliu.sqlite'), 'latin1'), 'Probe-2026-demo')
      else assert.throws(() => statSync(file))
    } finally {
      await server.stop()
    }
  })

  test('a second process: refused on the embedded database, a full node on the shared one', async ({ assert }) => {
    const first = await startServer()
    try {
      if (first.databaseUrl === null) {
        const run = tryToStart({ DATA_DIR: first.dataDir, PORT: '0' })
        assert.equal(run.status, 1)
        assert.lengthOf(run.stderr.trim().split('\n'), 1)
        return
      }
      const folder = mkdtempSync(join(tmpdir(), 'xingliu-node-'))
      const second = await startServer({ databaseUrl: first.databaseUrl, dataDir: folder })
      const one = await first.client('admin')
      const other = { get: <T>(path: string) => second.stranger().get<T>(path, { headers: { authorization: `Bearer ${one.token}` } }) }
      await one.post('/definitions', { resources: approvalResources('leave') })
      const upload = (await one.upload<{ id: string }>('/attachments', '说明.txt', '两个节点')).body
      assert.equal((await other.get(`/attachments/${upload.id}`)).status, 200)
      const { id } = (await one.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: 'x' } })).body
      await first.kill()
      assert.equal((await other.get<{ status: string }>(`/instances/${id}`)).body.status, 'active')
      await second.stop()
      rmSync(folder, { recursive: true, force: true })
    } finally {
      await first.stop()
    }
  })
})
