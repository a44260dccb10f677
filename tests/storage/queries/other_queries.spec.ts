import { test } from '@japa/runner'
import type { InstanceFilter } from '#engine/runtime/ports/instance_queries'
import type { Dialect, SqlValue } from '#storage/dialects/dialect'
import { instanceQueries } from '#storage/queries/instance_queries'
import { accepted, completeTask, createdTasks, LI, publish, start, WANG } from '#tests/runtime/support/commands'
import { ONE_TASK, P6 } from '#tests/runtime/support/models'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'

test.group('instances, history, drafts, business rows, blobs', (group) => {
  let running: TestEngine
  const ids: string[] = []
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK, p6: P6 })
    for (let n = 0; n < 12; n += 1) {
      running.clock.nowMs += 1_000
      const started = accepted(await running.engine.start({
        definitionKey: n % 2 ? 'one' : 'p6', businessKey: `K${n % 3}`, title: `第${n}号餐饮店`, actor: n % 4 ? LI : WANG,
      }))
      ids.push(started.instanceId)
      if (n % 6 === 1) accepted(await running.engine.bus.submit(completeTask(started.instanceId, createdTasks(started.events)[0], {}, 'wang')))
    }
  })
  group.teardown(() => running.close())

  const listed = async (filter: InstanceFilter, limit = 5) => {
    const found: string[] = []
    let after: string | null = null
    do {
      const page: { data: { id: string }[]; next: string | null } = await running.engine.instances.list(filter, { limit, after })
      found.push(...page.data.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    return found
  }
  const at = (...numbers: number[]) => numbers.map((n) => ids[n])

  test('instances: newest first, page by page, by every filter', async ({ assert }) => {
    assert.deepEqual(await listed({}), [...ids].reverse())
    assert.deepEqual(await listed({ definitionKey: 'one' }, 2), at(11, 9, 7, 5, 3, 1))
    assert.deepEqual(await listed({ businessKey: 'K1' }), at(10, 7, 4, 1))
    assert.deepEqual(await listed({ status: 'completed' }), at(7, 1))
    assert.deepEqual(await listed({ startedBy: 'wang' }), at(8, 4, 0))
    assert.deepEqual(await listed({ participant: 'wang' }), at(8, 7, 4, 1, 0))
    assert.deepEqual(await listed({ q: '11号' }), at(11))
    assert.deepEqual(await listed({ q: '餐饮', definitionKey: 'one', status: 'active' }), at(11, 9, 5, 3))
    assert.deepEqual(await listed({ q: '没有' }), [])
  })

  test('instances: lists run along an index in their order, whatever their filter', async ({ assert }) => {
    const { dialect } = running.storage.database
    const used = async (filter: InstanceFilter): Promise<string> => {
      const asked: { sql: string; values: readonly SqlValue[] }[] = []
      const listening: Dialect = { ...dialect, read: (work) => dialect.read((connection) => work({ ...connection, all: (sql, values = []) => (asked.push({ sql, values }), connection.all(sql, values)) })) }
      await instanceQueries(listening).list(filter, { limit: 5 })
      const { sql, values } = asked.find(({ sql: one }) => one.includes('from instances t'))!
      return (await dialect.read((connection) => connection.all(`explain ${dialect.name === 'sqlite' ? 'query plan ' : ''}${sql}`, values))).map((row) => String(row.detail ?? row.key)).join('\n')
    }
    // of a dozen rows MySQL reads them all and is right to
    if (dialect.name !== 'sqlite') return assert.match(await used({ status: 'suspended' }), /instances_by/)
    for (const [filter, index] of [[{}, 'instances_by_start'], [{ status: 'suspended' }, 'instances_by_status'], [{ definitionKey: 'one' }, 'instances_by_definition'], [{ startedBy: 'li' }, 'instances_by_starter']] as const) {
      const plan = await used(filter)
      assert.include(plan, `t USING INDEX ${index}`)
      assert.notInclude(plan, 'USE TEMP B-TREE FOR ORDER BY')
    }
  })

  test('a cursor of one list opens no other', async ({ assert }) => {
    const { next } = await running.engine.instances.list({}, { limit: 2 })
    await assert.rejects(() => running.engine.instances.list({ status: 'active' }, { limit: 2, after: next }), /翻页标记/)
    await assert.rejects(() => running.engine.incidents.list({}, { limit: 2, after: next }), /翻页标记/)
    await assert.rejects(() => running.engine.history.history(ids[0], { limit: 2, after: next }), /翻页标记/)
  })

  test('history: one item an event, oldest first, rows never torn', async ({ assert }) => {
    const { engine } = running
    const first = await engine.history.history(ids[1], { limit: 1 })
    assert.equal(first.data[0].type, 'InstanceStarted')
    assert.isTrue(first.data.every(({ seq }) => seq === 1))
    const second = await engine.history.history(ids[1], { limit: 1, after: first.next })
    assert.isTrue(second.data.every(({ seq }) => seq === 2))
    assert.isNull(second.next)
    assert.equal(second.data[0].actor.kind, 'user')
  })

  test('drafts: of one person, newest change first; gone when the task is completed', async ({ assert }) => {
    const { engine } = running
    const started = await start(engine, 'one')
    const [taskId] = createdTasks(started.events)
    const draft = (id: string, userId: string, updatedAtMs: number, task: string | null) => ({
      id, userId, definitionKey: 'one', taskId: task, instanceId: task ? started.instanceId : null, title: '半份', values: { a: ['半', null] }, createdAtMs: 1, updatedAtMs,
    })
    await engine.drafts.put(draft('d1', 'li', 1, null))
    await engine.drafts.put(draft('d2', 'li', 2, taskId))
    await engine.drafts.put(draft('d3', 'wang', 3, taskId))
    await engine.drafts.put(draft('d1', 'li', 9, null))
    assert.deepEqual((await engine.drafts.list('li', { limit: 10 })).data.map(({ id, updatedAtMs }) => [id, updatedAtMs]), [['d1', 9], ['d2', 2]])
    assert.deepEqual((await engine.drafts.ofTask(taskId, 'li'))?.values, { a: ['半', null] })
    assert.deepEqual([...(await engine.drafts.tasksWithDraft([taskId, 'none', taskId], 'li'))], [taskId])
    assert.deepEqual([...(await engine.drafts.tasksWithDraft([taskId], 'zhao'))], [])
    assert.deepEqual([...(await engine.drafts.tasksWithDraft([], 'li'))], [])
    accepted(await engine.bus.submit(completeTask(started.instanceId, taskId)))
    assert.equal(await engine.drafts.count('li'), 1)
    assert.isNull(await engine.drafts.find('d3'))
    await engine.drafts.remove('d1')
    assert.equal(await engine.drafts.count('li'), 0)
  })

  test('business rows: by key and by declared columns; an undeclared one is refused', async ({ assert }) => {
    const { businessRows } = running.engine
    for (let n = 0; n < 5; n += 1) {
      await businessRows.put('case_records', `c${n}`, { number: `430121${n}`, status: n % 2 ? '受理' : '办结', acceptedAtMs: n * 10, applicant: null, deep: { list: [n] } })
    }
    assert.deepEqual((await businessRows.find('case_records', 'c2'))?.deep, { list: [2] })
    const keys = async (...input: Parameters<typeof businessRows.list>) => (await businessRows.list(...input)).map(({ number }) => Number(String(number).slice(-1)))
    assert.deepEqual(await keys('case_records', [{ column: 'status', equals: '受理' }]), [1, 3])
    assert.deepEqual(await keys('case_records', [{ column: 'accepted_at_ms', from: 10, before: 40 }], { orderBy: 'acceptedAtMs', descending: true, limit: 2 }), [3, 2])
    assert.deepEqual(await keys('case_records', [{ column: 'number', startsWith: '4301213' }]), [3])
    assert.lengthOf(await businessRows.list('case_records', [{ column: 'applicant', equals: null }]), 5)
    await assert.rejects(() => businessRows.list('case_records', [{ column: 'deep', equals: 1 }]), /to declare a column "deep"/)
    await assert.rejects(() => businessRows.find('case_records; drop table tasks', 'x'), /to be declared/)
  })

  test('blobs: bytes as they were, replaced, gone', async ({ assert }) => {
    const { blobs } = running.engine
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 256)
    await blobs.put('document:../../etc/x', bytes)
    assert.deepEqual(Buffer.from((await blobs.get('document:../../etc/x'))!), Buffer.from(bytes))
    await blobs.put('document:../../etc/x', new Uint8Array([0]))
    assert.deepEqual([...(await blobs.get('document:../../etc/x'))!], [0])
    await blobs.delete('document:../../etc/x')
    assert.isNull(await blobs.get('document:../../etc/x'))
  })
})
