import { test } from '@japa/runner'
import { createEngine } from '#engine/runtime/create_engine'
import type { Engine } from '#engine/runtime/engine'
import type { Participant } from '#engine/runtime/participant'
import { openStorage, type Storage } from '#storage/open_storage'
import { accepted, completeTask, LI, publish, start } from '../support/commands.js'
import { CALLS_ONE, ONE_TASK, RUNS_A_JOB, WAITS_AN_HOUR } from '../support/models.js'
import { openTestEngine, START_MS, testCalendar, testDirectory, testId, type TestEngine } from '../support/test_engine.js'

/** Takes the next number of the year a case names. */
const numbering: Participant = {
  name: 'numbering',
  reads: ({ state, events }) => (events[0].type === 'InstanceStarted' && state.data.year ? [{ table: 'counters', key: `year/${state.data.year}` }] : []),
  react({ state }, rows) {
    const counter = { table: 'counters', key: `year/${state.data.year}` }
    if (rows.size === 0) return { kind: 'accepted', changes: [] }
    const value = Number(rows.get(`counters/${counter.key}`)?.value ?? 0) + 1
    return {
      kind: 'accepted',
      changes: [
        { ...counter, operation: 'put', row: { value } },
        { table: 'case_records', key: state.instanceId, operation: 'put', row: { business: String(state.data.year), value } },
      ],
    }
  },
}

const until = async (isTrue: () => Promise<boolean> | boolean): Promise<void> => {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    if (await isTrue()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('Expected it to happen within half a minute.')
}

test.group('two nodes on one database', (group) => {
  let first: TestEngine
  let otherStorage: Storage | null = null
  let second: Engine
  const runs = new Map<string, number>()
  group.setup(async () => {
    first = await openTestEngine({ options: { nodeId: 'first', participants: [numbering] } })
    await publish(first.engine, { hour: WAITS_AN_HOUR, job: RUNS_A_JOB, one: ONE_TASK, caller: CALLS_ONE })
    if (first.database.name === 'mysql') otherStorage = await openStorage(first.database.config)
    second = createEngine((otherStorage ?? first.storage).engine, {
      participants: [numbering], directory: () => testDirectory, calendar: () => testCalendar, clock: () => first.clock.nowMs, newId: testId, nodeId: 'second',
    })
    await second.open()
    for (const engine of [first.engine, second]) {
      engine.registerJobHandler('look-up', async (job) => {
        runs.set(job.id, (runs.get(job.id) ?? 0) + 1)
        await new Promise((resolve) => setTimeout(resolve, 2))
      })
      engine.startWorkers()
    }
  })
  group.teardown(async () => {
    await second.stop()
    await otherStorage?.close()
    await first.close()
  })

  test('no timer fires twice and none is forgotten', async ({ assert }) => {
    const started = await Promise.all(Array.from({ length: 120 }, () => start(first.engine, 'hour')))
    first.clock.nowMs = START_MS + 3_600_000
    await until(async () => (await first.storage.engine.work.nextDueMs()) === null)
    await until(async () => (await Promise.all(started.map(({ instanceId }) => first.engine.tasks.ofInstance(instanceId)))).every((tasks) => tasks.length > 0))
    for (const { instanceId } of started) {
      const fired = (await first.engine.history.entries(instanceId)).filter(({ command }) => command.type === 'FireTimer')
      assert.lengthOf(fired, 1)
    }
  }).timeout(60_000)

  test('no job runs twice and none is forgotten', async ({ assert }) => {
    const started = await Promise.all(Array.from({ length: 60 }, (_, n) => start(n % 2 ? first.engine : second, 'job')))
    await until(async () => (await Promise.all(started.map(({ instanceId }) => first.engine.tasks.ofInstance(instanceId)))).every((tasks) => tasks.length === 1))
    assert.equal(runs.size, 60)
    assert.isTrue([...runs.values()].every((count) => count === 1))
  }).timeout(60_000)

  test('commands of one instance through both nodes are put in order: one wins, the other is told', async ({ assert }) => {
    for (let round = 0; round < 15; round += 1) {
      const { instanceId } = await start(first.engine, 'one')
      const [task] = await first.engine.tasks.ofInstance(instanceId)
      const answers = await Promise.all([first.engine, second].map((engine) => engine.bus.submit(completeTask(instanceId, task.id))))
      assert.equal(answers.filter(({ ok }) => ok).length, 1)
      assert.lengthOf(await first.engine.history.entries(instanceId), 2)
    }
  }).timeout(60_000)

  test('one idempotency key through both nodes has one effect', async ({ assert }) => {
    for (let round = 0; round < 10; round += 1) {
      const idempotency = { scope: 's', key: `both-${round}`, bodyHash: 'h' }
      const answers = await Promise.all([first.engine, second].map((engine) => engine.start({ definitionKey: 'one', actor: LI, idempotency })))
      assert.equal(new Set(answers.map((answer) => accepted(answer).instanceId)).size, 1)
    }
  }).timeout(60_000)

  test('numbers taken by both nodes at once are 1..n, each once, the very first included', async ({ assert }) => {
    for (let year = 2001; year <= 2008; year += 1) {
      const variables = { year }
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) => (n % 2 ? first.engine : second).start({ definitionKey: 'one', actor: LI, variables })),
      )
      assert.isTrue(answers.every(({ ok }) => ok))
      const rows = await first.engine.businessRows.list('case_records', [{ column: 'business', equals: String(year) }])
      assert.deepEqual(rows.map(({ value }) => Number(value)).sort((a, b) => a - b), Array.from({ length: 12 }, (_, n) => n + 1))
    }
  }).timeout(60_000)

  test('each node hears of what the other has committed, once', async ({ assert }) => {
    const heard: string[] = []
    const unsubscribe = second.onCommitted(({ instanceId, touched }) => void (touched.includes('role:clerk') && heard.push(instanceId)))
    if (first.database.name === 'sqlite') {
      assert.isNull(first.storage.engine.news, 'one process, one engine: nobody else to tell')
      return unsubscribe()
    }
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    heard.length = 0
    const started = await Promise.all(Array.from({ length: 5 }, () => start(first.engine, 'one')))
    await until(() => heard.length >= 5)
    await new Promise((resolve) => setTimeout(resolve, 2_200))
    unsubscribe()
    assert.sameMembers(heard, started.map(({ instanceId }) => instanceId))
  }).timeout(60_000)

  test('a walk alternating between the nodes, call activity included', async ({ assert }) => {
    const caller = await start(first.engine, 'caller')
    await until(async () => (await second.instances.calledBy(caller.instanceId)).length === 1)
    const [called] = await second.instances.calledBy(caller.instanceId)
    await until(async () => (await second.tasks.ofInstance(called.id)).length === 1)
    const [task] = await second.tasks.ofInstance(called.id)
    accepted(await second.bus.submit({ instanceId: called.id, command: { type: 'ClaimTask', taskId: task.id, by: 'li' }, actor: LI }))
    accepted(await first.engine.bus.submit(completeTask(called.id, task.id)))
    await until(async () => (await second.tasks.ofInstance(caller.instanceId)).length === 1)
    const [after] = await second.tasks.ofInstance(caller.instanceId)
    assert.equal(accepted(await second.bus.submit(completeTask(caller.instanceId, after.id))).status, 'completed')
  }).timeout(60_000)
})
