import { test } from '@japa/runner'
import { createDirectorySync, type DirectorySync, type SyncSurroundings } from '#adapters/directory_sync/directory_sync'
import { DirectoryFault } from '#adapters/directory_sync/directory_fault'
import type { SyncSettings } from '#adapters/directory_sync/sync_settings'
import type { DirectorySource, SourcePerson } from '#processes/foundation/organisation/directory_sync/directory_source'
import type { SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'
import { openStorage, type Storage } from '#storage/open_storage'

const unit = (id: string, name: string, parentId: string | null) => ({
  id, name, shortName: name, kind: parentId === null ? ('county' as const) : ('department' as const), parentId, order: 0, code: '001', documentPrefix: null, address: null, phone: null,
  supervisionPhone: null, officeHours: null, active: true, externalId: `O-${id}`,
})
const COUNTY: OrganisationSnapshot = {
  departments: [unit('county', '长沙县', null), unit('market', '市监局', 'county')], people: [], posts: [], grants: [], deputies: [],
}
const entry = (n: number, more: Partial<SourcePerson> = {}): SourcePerson => ({
  externalId: `P-${n}`, username: `user${n}`, name: `人员${n}`, departmentExternalId: 'O-market', phone: null, email: null, posts: [], ...more,
})
const directory = (count: number, more: Partial<DirectorySource> = {}): DirectorySource => ({
  departments: [{ externalId: 'O-county', name: '长沙县', parentExternalId: null }, { externalId: 'O-market', name: '市监局', parentExternalId: 'O-county' }],
  people: Array.from({ length: count }, (_, n) => entry(n + 1)), mapsPosts: false, notes: [], ...more,
})
const SETTINGS = { mostLeavingPercent: 20, nightly: true } as SyncSettings
/** 03:00 in Changsha. */
const NIGHT_MS = Date.parse('2026-03-02T19:00:00Z')
const ASKER = { userId: 'admin', address: '127.0.0.1' }

test.group('organisation sync: carried out', (group) => {
  let database: TestDatabase
  /** Two nodes on MariaDB; on SQLite, where a second process is refused, two of one process. */
  let nodes: Storage[] = []
  let source: () => DirectorySource = () => directory(0)
  let nowMs = NIGHT_MS
  let told: SyncRun[] = []
  let ids = 0

  group.setup(async () => {
    database = await createTestDatabase()
    const first = await openStorage(database.config)
    await first.migrate()
    nodes = [first, database.name === 'mysql' ? await openStorage(database.config) : first]
    return async () => {
      for (const node of new Set(nodes)) await node.close()
      await database.drop()
    }
  })
  group.each.setup(async () => {
    const [first] = nodes
    await first!.database.dialect.transaction(async (connection) => {
      for (const table of ['organisation_records', 'revisions', 'directory_syncs', 'security_audit', 'sessions']) await connection.run(`delete from ${table}`)
    })
    await first!.organisation.seed(COUNTY)
    nowMs = NIGHT_MS
    told = []
  })

  const open = (node = 0, more: Partial<SyncSurroundings> = {}): DirectorySync => {
    const storage = nodes[node]!
    return createDirectorySync({
      leases: storage.engine.leases, clock: () => nowMs, nodeId: `node-${node}`, onError: (error) => { throw error }, store: storage.directorySyncs, organisation: storage.organisation,
      refresh: () => Promise.resolve(), settings: () => Promise.resolve(SETTINGS), read: () => Promise.resolve(source()), openTasksOf: () => Promise.resolve({ tasks: [], count: 0 }),
      tell: (run) => Promise.resolve(void told.push(run)), newId: () => `run-${(ids += 1)}`, ...more,
    })
  }
  const tried = async (sync: DirectorySync): Promise<SyncRun> => {
    const run = await sync.try(ASKER)
    if ('kind' in run) throw new Error(JSON.stringify(run))
    return run
  }
  /** Tries and does it, whatever the brake says. */
  const done = async (sync: DirectorySync, what: DirectorySource) => {
    source = () => what
    return sync.apply((await tried(sync)).id, ASKER, '已核对')
  }
  const people = async () => (await nodes[0]!.organisation.load()).people
  const audit = async (action: string) => nodes[0]!.accounts.audit.list({ action }, { limit: 100 })

  test('a try writes nothing but itself; applied, people are there, with an audit line each; again, there is nothing left', async ({ assert }) => {
    source = () => directory(3)
    const sync = open()
    const run = await tried(sync)
    assert.deepInclude(run.counts, { added: 3, people: 3, departments: 2 })
    assert.lengthOf(await people(), 0)

    const applied = (await sync.apply(run.id, ASKER, null)) as SyncRun
    assert.equal(applied.outcome, 'applied')
    assert.sameMembers((await people()).map(({ username }) => username), ['user1', 'user2', 'user3'])
    assert.lengthOf(await audit('user.created'), 3)
    assert.deepInclude((await audit('directory_sync.applied'))[0], { actor: 'admin', target: applied.id, address: '127.0.0.1' })
    assert.deepEqual(await sync.apply(run.id, ASKER, null), { kind: 'changed' })
    assert.deepEqual(await sync.apply((await tried(sync)).id, ASKER, null), { kind: 'nothing' })
    assert.deepEqual((await nodes[0]!.directorySyncs.list(10)).map(({ outcome }) => outcome).sort(), ['applied', 'tried', 'tried'])
  })

  test('who left is closed with his sessions, never removed; what is applied is what was shown', async ({ assert }) => {
    const sync = open()
    await done(sync, directory(10))
    const gone = (await people()).find(({ username }) => username === 'user10')!
    await nodes[0]!.accounts.sessions.put({ id: 's1', userId: gone.id, kind: 'cookie', values: {}, createdAtMs: 0, lastSeenAtMs: 0, expiresAtMs: 9e15, providerAccount: null, providerSession: null })
    source = () => directory(9)
    const run = await tried(sync)
    source = () => directory(8)
    assert.deepEqual(await sync.apply(run.id, ASKER, null), { kind: 'changed' }, 'the directory has changed since')
    source = () => directory(9)
    assert.equal(((await sync.apply(run.id, ASKER, null)) as SyncRun).counts.left, 1)
    assert.deepEqual((await people()).filter(({ active }) => !active).map(({ id }) => id), [gone.id])
    assert.isNull(await nodes[0]!.accounts.sessions.find('s1'))
    assert.deepInclude((await audit('user.changed'))[0]!.detail, { fields: ['停用'] })
  })

  test('the brake: too many leaving need a reason, an empty answer is never taken, half a directory changes nothing', async ({ assert }) => {
    const sync = open()
    await done(sync, directory(10))
    source = () => directory(5)
    const { id } = await tried(sync)
    assert.deepInclude(await sync.apply(id, ASKER, null), { kind: 'brake', isFinal: false })
    source = () => directory(0)
    const empty = await tried(sync)
    assert.deepInclude(await sync.apply(empty.id, ASKER, '确认'), { kind: 'brake', isFinal: true })
    source = () => {
      throw new DirectoryFault('中途断开')
    }
    assert.deepEqual(await sync.apply(id, ASKER, '确认'), { kind: 'unread', message: '中途断开' })
    assert.lengthOf((await people()).filter(({ active }) => active), 10)
    source = () => directory(5)
    assert.equal(((await sync.apply(id, ASKER, '机构改革')) as SyncRun).reason, '机构改革')
    assert.lengthOf((await people()).filter(({ active }) => active), 5)
  })

  test('two at once, on two nodes: one of them', async ({ assert }) => {
    source = () => directory(200)
    const run = await tried(open(0))
    const answers = await Promise.all([open(0).apply(run.id, ASKER, null), open(1).apply(run.id, ASKER, null)])
    assert.sameMembers(answers.map((one) => ('kind' in one ? one.kind : one.outcome)), ['applied', 'changed'])
    assert.lengthOf(await people(), 200)
    assert.lengthOf(await audit('directory_sync.applied'), 1)
  })

  test('somebody who changes the organisation at that moment is not overwritten', async ({ assert }) => {
    const sync = open()
    await done(sync, directory(10))
    source = () => directory(9)
    const run = await tried(sync)
    const storage = nodes[0]!
    const person = (await people())[0]!
    let isFirst = true
    const meddled = open(0, {
      organisation: {
        revision: storage.organisation.revision,
        async load() {
          const read = await storage.organisation.load()
          if (isFirst) await storage.organisation.savePerson({ ...person, phone: '0731-84010001' })
          isFirst = false
          return read
        },
      },
    })
    assert.equal(((await meddled.apply(run.id, ASKER, null)) as SyncRun).outcome, 'applied')
    assert.equal((await people()).find(({ id }) => id === person.id)!.phone, '0731-84010001')
  })

  test('the night: once on however many nodes, never by day, and not again', async ({ assert }) => {
    source = () => directory(50)
    nowMs = NIGHT_MS + 6 * 3_600_000
    assert.isNull(await open().nightly(), '09:00')
    nowMs = NIGHT_MS
    const runs = await Promise.all([open(0).nightly(), open(1).nightly(), open(0).nightly()])
    assert.deepEqual(runs.flatMap((run) => (run ? [run.outcome] : [])), ['applied'])
    assert.isNull(await open().nightly())
    assert.isNull((await audit('directory_sync.applied'))[0]!.actor)
    nowMs += 86_400_000
    assert.equal((await open().nightly())!.outcome, 'unchanged')
  })

  test('the night stops at the brake and tells it; one that could not read tries again', async ({ assert }) => {
    await done(open(), directory(10))
    source = () => {
      throw new DirectoryFault('没有应答')
    }
    assert.equal((await open().nightly())!.outcome, 'failed')
    source = () => directory(5)
    assert.deepInclude(await open().nightly(), { outcome: 'stopped', night: '2026-03-03' })
    assert.lengthOf((await people()).filter(({ active }) => active), 10)
    assert.deepEqual(told.slice(-2).map(({ outcome }) => outcome), ['failed', 'stopped'])
    assert.isNull(await open().nightly(), 'a person decides now')
  })

  test('a write that fails at its end has written nothing', async ({ assert }) => {
    const { directorySyncs, organisation } = nodes[0]!
    source = () => directory(3)
    const run = await tried(open())
    const person = { id: 'p', username: 'p', name: 'p', departmentId: 'market', superiorId: null, phone: null, active: true }
    const entry = { atMs: 1, actor: null, action: 'user.created', target: 'p', address: null, detail: {} }
    await assert.rejects(() => directorySyncs.apply({ expectedRevision: 1, departments: [], people: [person], posts: [], closed: [], audit: [entry], run }))
    assert.equal(await organisation.revision(), 1)
    assert.lengthOf(await people(), 0)
    assert.lengthOf(await audit('user.created'), 0)
  })
})
