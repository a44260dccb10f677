import { test } from '@japa/runner'
import type { Participant } from '#engine/runtime/participant'
import { accepted, completeTask, createdTasks, LI, publish, rejectionOf, start } from '../support/commands.js'
import { ONE_TASK, P6 } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

const COUNTER = { table: 'counters', key: '受理/admin/2026' }

/** Numbers a case when it starts, in two rounds of reading, and says what lists show; refuses 办结 without a number. */
const numbering: Participant = {
  name: 'numbering',
  reads({ events, state }, rows) {
    if (!events.some((event) => event.type === 'InstanceStarted')) return []
    const record = { table: 'case_records', key: state.instanceId }
    return rows.has(`case_records/${state.instanceId}`) ? [record, COUNTER] : [record]
  },
  react({ events, state }, rows) {
    if (!events.some((event) => event.type === 'InstanceStarted')) return { kind: 'accepted', changes: [] }
    if (state.data.refuse) return { kind: 'rejected', rejection: { code: 'INVALID_ARGUMENT', message: '缺少经营场所。' } }
    const value = Number(rows.get(`counters/${COUNTER.key}`)?.value ?? 0) + 1
    const number = `长县行审受〔2026〕${value}号`
    return {
      kind: 'accepted',
      changes: [
        { ...COUNTER, operation: 'put', row: { value } },
        { table: 'case_records', key: state.instanceId, operation: 'put', row: { number, status: '受理', applicant: String(state.data.applicant ?? '') } },
      ],
      jobs: [{ topic: 'render', input: { number } }],
      dueItems: [{ kind: 'promised', ref: state.instanceId, dueAtMs: 1_800_000_000_000, amberAtMs: 1_799_000_000_000, redAtMs: null }],
      searchColumns: { title: `湘味楼${value}店`, number, applicant: String(state.data.applicant ?? ''), dueAtMs: 1_800_000_000_000 },
    }
  },
}

test.group('participants', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine({ options: { participants: [numbering] } })
    await publish(running.engine, { one: ONE_TASK })
  })
  group.teardown(() => running.close())
  /** What the tests before left waiting. */
  group.each.setup(async () => {
    running.engine.registerJobHandler('render', async () => undefined)
    await running.engine.drain()
  })

  test('numbers are 1..n without gap or twin, whatever is refused between', async ({ assert }) => {
    const { engine } = running
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => engine.start({ definitionKey: 'one', actor: LI, variables: { refuse: index % 7 === 3 } })),
    )
    const ok = answers.filter((answer) => answer.ok).length
    assert.equal(answers.filter((answer) => rejectionOf(answer) === 'INVALID_ARGUMENT').length, 60 - ok)
    const rows = await engine.businessRows.list('case_records', [])
    const numbers = rows.map(({ number }) => Number(/〕(\d+)号/.exec(String(number))![1])).sort((a, b) => a - b)
    assert.deepEqual(numbers, Array.from({ length: ok }, (_, index) => index + 1))
    assert.deepEqual(await engine.businessRows.find('counters', COUNTER.key), { value: ok })
  })

  test('the title, number and applicant a participant says stand beside the instance and its tasks, and are found', async ({ assert }) => {
    const { engine } = running
    const { instanceId } = await start(engine, 'one', { applicant: '长沙县李记餐饮店' })
    const [task] = await engine.tasks.ofInstance(instanceId)
    const n = Number(/〕(\d+)号/.exec(task.number!)![1])
    assert.deepInclude(task, { title: `湘味楼${n}店`, number: `长县行审受〔2026〕${n}号`, applicant: '长沙县李记餐饮店' })
    const viewer = { userId: 'li', principals: ['user:li', 'role:clerk'] }
    for (const q of ['湘味', '李记', '长县行审受', `${n}号`, `〔2026〕${n}`, '李']) {
      const { data } = await engine.tasks.list({ view: 'claimable', viewer, q, nowMs: 0 }, 'dueAt', { limit: 100 })
      assert.include(data.map(({ id }) => id), task.id, q)
    }
    for (const q of ['记李', '王记', `${n + 1}号`]) {
      assert.lengthOf((await engine.tasks.list({ view: 'claimable', viewer, q, nowMs: 0 }, 'dueAt', { limit: 100 })).data, 0, q)
    }
  })

  test('follow-up jobs run after the commit; a failing one is tried again and never blocks the case', async ({ assert }) => {
    const { engine, clock } = running
    const rendered: unknown[] = []
    let fails = 1
    engine.registerJobHandler('render', async (job) => {
      if (fails-- > 0) throw new Error('没有字体')
      rendered.push(job.input.number)
    })
    const { instanceId, events } = await start(engine, 'one')
    accepted(await engine.bus.submit(completeTask(instanceId, createdTasks(events)[0])))
    await engine.drain()
    assert.lengthOf(rendered, 0)
    clock.nowMs += 3_600_000
    await engine.drain()
    assert.deepEqual(rendered, [(await engine.instances.find(instanceId))!.number])
    assert.lengthOf(await engine.instances.jobs(instanceId), 0)
  })

  test('a follow-up job that fails for good stands as an incident and can be tried again', async ({ assert }) => {
    const { engine, clock } = running
    let isBroken = true
    engine.registerJobHandler('render', async () => {
      if (isBroken) throw new Error('没有字体')
    })
    const { instanceId } = await start(engine, 'one')
    for (let round = 0; round < 8; round += 1) {
      await engine.drain()
      clock.nowMs += 86_400_000
    }
    const { data } = await engine.incidents.list({ instanceId }, { limit: 5 })
    assert.lengthOf(data, 1)
    assert.equal(data[0].message, '没有字体')
    isBroken = false
    const clicks = await Promise.all([engine.retryIncident(data[0].id, LI), engine.retryIncident(data[0].id, LI)])
    assert.deepEqual(clicks.map((answer) => (answer.ok ? 'accepted' : answer.rejection.code)).sort(), ['INVALID_STATE', 'accepted'])
    await engine.drain()
    assert.lengthOf(await engine.instances.jobs(instanceId), 0)
    assert.lengthOf((await engine.incidents.list({ instanceId }, { limit: 5 })).data, 0)
  })

  test('a late second retry of a follow-up job leaves it to whoever runs it now', async ({ assert }) => {
    const { engine, clock, storage: { engine: { work } } } = running
    engine.registerJobHandler('render', async () => {
      throw new Error('没有字体')
    })
    const { instanceId } = await start(engine, 'one')
    for (let round = 0; round < 8; round += 1) {
      await engine.drain()
      clock.nowMs += 86_400_000
    }
    const [incident] = (await engine.incidents.list({ instanceId }, { limit: 5 })).data
    const retry = { jobId: incident.jobId!, incidentId: incident.id, retries: 5, nowMs: clock.nowMs }
    const claim = () => work.claimJobs({ topics: ['render'], nowMs: clock.nowMs, limit: 100, owner: 'a', leaseUntilMs: clock.nowMs + 10 })
    assert.isTrue(await work.retryJob(retry))
    assert.include((await claim()).map(({ id }) => id), retry.jobId)
    assert.isFalse(await work.retryJob(retry))
    assert.notInclude((await claim()).map(({ id }) => id), retry.jobId)
  })

  test('legal clocks are due items of their own kind and are not fired as timers', async ({ assert }) => {
    const { engine, clock, storage } = running
    const { instanceId } = await start(engine, 'one')
    clock.nowMs = 1_900_000_000_000
    await engine.drain()
    const rows = await storage.database.dialect.read((connection) => connection.all('select kind, ref, due_at_ms from due_items where instance_id = ?', [instanceId]))
    assert.deepEqual(rows.map((row) => ({ ...row, due_at_ms: Number(row.due_at_ms) })), [{ kind: 'promised', ref: instanceId, due_at_ms: 1_800_000_000_000 }])
  })
})

/** Says another title after each completion. */
const renaming: Participant = {
  name: 'renaming',
  reads: () => [],
  react: ({ events, state }) =>
    events.some((event) => event.type === 'TaskClosed' || event.type === 'InstanceStarted')
      ? { kind: 'accepted', changes: [], searchColumns: { title: ['湘味楼', '星沙茶馆', '湘味楼', '泉塘面馆'][state.revision % 4] } }
      : { kind: 'accepted', changes: [] },
}

test.group('a participant that changes what lists show', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine({ options: { participants: [renaming] } })
    await publish(running.engine, { p6: P6 })
  })
  group.teardown(() => running.close())

  test('the instance is found by its last title alone, and every row of its tasks shows it', async ({ assert }) => {
    const { engine } = running
    const { instanceId, events } = await start(engine, 'p6')
    const found = async (q: string) => (await engine.instances.list({ q }, { limit: 5 })).data.map(({ id }) => id)
    const open = createdTasks(events)
    for (const [title, former] of [['湘味楼', '星沙茶馆'], ['泉塘面馆', '湘味楼']]) {
      const answer = accepted(await engine.bus.submit(completeTask(instanceId, open.shift() as string, { area: 66, amount: 500 })))
      open.push(...createdTasks(answer.events))
      assert.deepEqual(await found(title), [instanceId])
      assert.deepEqual(await found(former), [])
      assert.isTrue((await engine.tasks.ofInstance(instanceId)).every((task) => task.title === title))
    }
  })

  test('two titles in one group leave the terms of the last', async ({ assert }) => {
    const { engine } = running
    const { instanceId, events } = await start(engine, 'p6')
    const [first] = createdTasks(events)
    const fork = accepted(await engine.bus.submit(completeTask(instanceId, first, { area: 66, amount: 500 })))
    const branches = createdTasks(fork.events)
    const together = branches.map((taskId) => engine.bus.submit(completeTask(instanceId, taskId, {})))
    for (const answer of await Promise.all(together)) accepted(answer)
    const last = (await engine.tasks.ofInstance(instanceId)).at(-1)?.title as string
    const found = (await engine.instances.list({ q: last }, { limit: 5 })).data.map(({ id }) => id)
    assert.include(found, instanceId)
    for (const other of ['湘味楼', '星沙茶馆', '泉塘面馆'].filter((title) => title !== last)) {
      assert.notInclude((await engine.instances.list({ q: other }, { limit: 5 })).data.map(({ id }) => id), instanceId)
    }
  })
})
