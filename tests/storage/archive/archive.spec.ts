import { join } from 'node:path'
import { test } from '@japa/runner'
import type { ArchiveStore } from '#engine/runtime/ports/archive_store'
import { archiveFinished } from '#engine/runtime/archive/archive_finished'
import type { TaskFilter } from '#engine/runtime/ports/task_queries'
import { verifyAudit, verifyInstance } from '#storage/audit/verify_audit'
import { accepted, completeTask, publish, rejectionOf, start } from '#tests/runtime/support/commands'
import { CALLS_ONE, ONE_TASK, P6, RUNS_A_JOB, WAITS_AN_HOUR } from '#tests/runtime/support/models'
import { openTestEngine, START_MS, type TestEngine } from '#tests/runtime/support/test_engine'
import { testSigner } from '../audit/test_signer.js'
import { openOutside, type OutsideDatabase } from '../outside_database.js'

const DAY_MS = 86_400_000
const LATER = START_MS + 200 * DAY_MS

test.group('the archive', (group) => {
  let running: TestEngine
  let outside: OutsideDatabase

  group.each.setup(async () => {
    running = await openTestEngine({ options: { checkpoints: { signer: testSigner(), file: null }, archiveAfterMs: 180 * DAY_MS } })
    await publish(running.engine, { one: ONE_TASK, p6: P6, caller: CALLS_ONE, hour: WAITS_AN_HOUR, job: RUNS_A_JOB })
    const { databaseUrl, dataDir } = running.database.config
    outside = await openOutside(databaseUrl ?? join(dataDir, 'xingliu.sqlite'))
    return async () => {
      await outside.close()
      await running.close()
    }
  })

  /** Completes every task there is, until the instance has ended. */
  const finish = async (instanceId: string, data: Record<string, unknown> = {}): Promise<void> => {
    for (;;) {
      const open = (await running.engine.tasks.ofInstance(instanceId)).find(({ state }) => state === 'open')
      if (!open) return
      accepted(await running.engine.bus.submit(completeTask(instanceId, open.id, data)))
    }
  }
  const finished = async (key: string, title: string, data: Record<string, unknown> = {}): Promise<string> => {
    const { instanceId } = await start(running.engine, key, { amount: 500, area: 1 }, title)
    await finish(instanceId, data)
    return instanceId
  }
  const count = async (table: string): Promise<number> => Number((await outside.all(`select count(*) as n from ${table}`))[0].n)
  const problems = async (): Promise<string[]> => {
    const codes: string[] = []
    await verifyAudit(outside, { files: [], publicKey: null, report: ({ code, instanceId }) => codes.push(`${code} ${instanceId}`) })
    return codes
  }
  const done = (more: Partial<TaskFilter> = {}): TaskFilter => ({ view: 'done', viewer: { userId: 'li', principals: ['user:li'] }, nowMs: LATER, ...more })

  test('takes what finished long ago with everything of it, and every page reads as before', async ({ assert }) => {
    const { engine } = running
    const old = await finished('p6', '湘味楼开业', { long: '说明'.repeat(2_000) })
    const live = (await start(engine, 'one', {}, '湘味楼变更')).instanceId
    running.clock.nowMs = LATER
    const young = await finished('one', '湘味楼注销')
    const read = async () => ({
      instance: await engine.instances.find(old),
      list: await engine.instances.list({ q: '湘味楼' }, { limit: 10 }),
      first: await engine.instances.list({}, { limit: 2 }),
      tasks: await engine.tasks.ofInstance(old),
      many: Object.fromEntries(await engine.tasks.ofInstances([old, live, young])),
      done: await engine.tasks.list(done(), 'createdAt', { limit: 100 }),
      byDue: await engine.tasks.list(done(), 'dueAt', { limit: 4 }),
      count: await engine.tasks.count(done({ q: '湘味楼' })),
      task: await engine.tasks.find((await engine.tasks.ofInstance(old))[0].id),
      history: await engine.history.history(old, { limit: 100 }),
      entries: await engine.history.entries(old),
      participant: await engine.instances.hasParticipant(old, 'li'),
    })
    const before = await read()
    assert.equal(await engine.archiveFinished(LATER - 180 * DAY_MS), 1)
    assert.deepEqual(await read(), before)
    assert.equal(before.list.data.length, 3)
    assert.equal(await count('archived_instances'), 1)
    for (const table of ['journal', 'journal_values', 'tasks']) {
      assert.lengthOf(await outside.all(`select * from ${table} where instance_id = ?`, [old]), 0)
      assert.isAbove(await count(`archived_${table}`), 0)
    }
    const second = await engine.instances.list({}, { limit: 2, after: before.first.next })
    assert.deepEqual([...before.first.data, ...second.data].map(({ id }) => id).sort(), [old, live, young].sort())
    assert.equal(await engine.archiveFinished(LATER - 180 * DAY_MS), 0)
    assert.deepEqual(await problems(), [])
    assert.equal((await verifyInstance(outside, old)).rows, 7)
  })

  test('pages through what is done in both places in one order', async ({ assert }) => {
    for (let n = 0; n < 5; n += 1) {
      running.clock.nowMs = START_MS + n * DAY_MS
      await finished('one', `第 ${n} 件`)
    }
    await running.engine.archiveFinished(START_MS + 2 * DAY_MS + 1)
    const seen: (string | null)[] = []
    for (let after: string | null = null; ; ) {
      const page = await running.engine.tasks.list(done(), 'createdAt', { limit: 2, after })
      seen.push(...page.data.map(({ title }) => title))
      if (page.next === null) break
      after = page.next
    }
    assert.deepEqual(seen, ['第 4 件', '第 3 件', '第 2 件', '第 1 件', '第 0 件'])
  })

  test('leaves what is still needed: running, called by what is live, with a job, an open incident or a clock', async ({ assert }) => {
    const { engine } = running
    const calling = (await start(engine, 'caller')).instanceId
    await engine.drain()
    const [called] = await engine.instances.calledBy(calling)
    await finish(called.id)
    await engine.drain()
    await start(engine, 'hour')
    const [withJob, withIncident, withClock] = [await finished('one', 'a'), await finished('one', 'b'), await finished('one', 'c')]
    await outside.run(`insert into jobs (id, instance_id, kind, topic, input, retries_left, due_at_ms, fence, state, created_at_ms) values ('j', ?, 'follow-up', 'x', '{}', 1, 0, 0, 'ready', 0)`, [withJob])
    await outside.run(`insert into incidents (id, instance_id, definition_key, code, message, raised_at_ms) values ('i', ?, 'one', 'JOB_FAILED', 'x', 0)`, [withIncident])
    await outside.run(`insert into due_items (id, instance_id, kind, ref) values ('d', ?, 'case', 'x')`, [withClock])
    assert.equal(await engine.archiveFinished(LATER), 0)
    await outside.run('update incidents set resolved_at_ms = 1')
    assert.equal(await engine.archiveFinished(LATER), 1)
    await finish(calling)
    assert.equal(await engine.archiveFinished(LATER), 2, 'the caller, then what it called')
    assert.lengthOf(await engine.instances.calledBy(calling), 1)
    assert.isTrue(await engine.instances.hasParticipant(called.id, 'li'))
    assert.deepEqual(await problems(), [])
  })

  test('a command for an archived instance finds it as it was, and it is live again', async ({ assert }) => {
    const id = await finished('p6', '唤醒')
    const [task] = await running.engine.tasks.ofInstance(id)
    const before = await running.engine.instances.find(id)
    await running.engine.archiveFinished(LATER)
    const answer = await running.engine.bus.submit(completeTask(id, task.id))
    assert.equal(rejectionOf(answer), 'INVALID_STATE')
    assert.lengthOf(await outside.all('select id from instances where id = ?', [id]), 1)
    assert.equal(await count('archived_instances') + (await count('archived_journal')) + (await count('archived_tasks')), 0)
    assert.deepEqual(await running.engine.instances.find(id), before)
    assert.deepEqual(await problems(), [])
    assert.equal(rejectionOf(await running.engine.bus.submit(completeTask('nobody', 'nobody:1'))), 'NOT_FOUND')
  })

  test('a crash before, between or in a move leaves every instance in exactly one place', async ({ assert }) => {
    const ids = [await finished('one', 'a'), await finished('one', 'b')]
    const store = running.storage.engine.archive
    const dying: ArchiveStore = { ...store, move: () => Promise.reject(new Error('killed')) }
    await assert.rejects(() => archiveFinished(dying, LATER, { store: running.storage.engine.checkpoints, signer: testSigner(), clock: () => 0 }), 'killed')
    const { dialect } = running.storage.database
    const { moveRows } = await import('#storage/archive/move_rows')
    await assert.rejects(() => dialect.transaction(async (connection) => {
      await moveRows(connection, dialect, ids, 'archive')
      throw new Error('killed')
    }), 'killed')
    assert.equal(await count('instances'), 2)
    assert.equal(await count('archived_instances'), 0)
    assert.equal(await count('archived_journal'), 0)
  })

  test('one that went on since it was looked at stays', async ({ assert }) => {
    await finished('one', 'a')
    const heads = await running.storage.engine.archive.candidates(LATER, 10)
    await outside.run(`update instances set head_hash = 'other'`)
    assert.equal(await running.storage.engine.archive.move(heads), 0)
  })

  test('{name} is found')
    .with([
      { name: 'a deleted archive row', sql: (id: string) => ['instances', 'journal', 'tasks'].map((table) => `delete from archived_${table} where ${table === 'instances' ? 'id' : 'instance_id'} = '${id}'`), finds: 'ARCHIVE_ROW_DELETED' },
      { name: 'a changed archive row', sql: (id: string) => [`update archived_journal set at_ms = at_ms + 1 where instance_id = '${id}' and seq = 2`], finds: 'ROW_CHANGED' },
      { name: 'a changed archived opinion', sql: (id: string) => [`update archived_tasks set opinion = '同意' where instance_id = '${id}'`], finds: 'TASK_CHANGED' },
      { name: 'a changed archived state', sql: (id: string) => [`update archived_instances set data = '{"amount":1}' where id = '${id}'`], finds: 'STATE_CHANGED' },
      { name: 'an instance kept twice', sql: (id: string) => [`insert into instances (id, definition_id, package_id, definition_key, status, revision, state_version, started_at_ms, head_hash, tokens, data) select id, definition_id, package_id, definition_key, status, revision, state_version, started_at_ms, head_hash, tokens, data from archived_instances where id = '${id}'`], finds: 'KEPT_TWICE' },
    ])
    .run(async ({ assert }, { sql, finds }) => {
      const id = await finished('one', '归档')
      await running.engine.archiveFinished(LATER)
      assert.deepEqual(await problems(), [])
      for (const statement of sql(id)) await outside.run(statement)
      assert.include(await problems(), `${finds} ${id}`)
    })
})
