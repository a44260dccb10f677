import { test } from '@japa/runner'
import { fireDueTimers } from '#engine/runtime/workers/fire_due_timers'
import { accepted, LI, publish, start } from '../support/commands.js'
import { WAITS_AN_HOUR } from '../support/models.js'
import { openTestEngine, START_MS, type TestEngine } from '../support/test_engine.js'

const HOUR_MS = 3_600_000

test.group('due timers', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { hour: WAITS_AN_HOUR })
  })
  group.teardown(() => running.close())
  group.each.setup(() => void (running.clock.nowMs = START_MS))

  const openTasks = async (instanceId: string) => (await running.engine.tasks.ofInstance(instanceId)).length

  test('a timer fires when its instant has come and not before', async ({ assert }) => {
    const { engine, clock } = running
    const { instanceId } = await start(engine, 'hour')
    clock.nowMs = START_MS + HOUR_MS - 1
    await engine.drain()
    assert.equal(await openTasks(instanceId), 0)
    clock.nowMs = START_MS + HOUR_MS
    await engine.drain()
    assert.equal(await openTasks(instanceId), 1)
  })

  test('a suspended instance keeps the rest of its time', async ({ assert }) => {
    const { engine, clock } = running
    const { instanceId } = await start(engine, 'hour')
    clock.nowMs = START_MS + HOUR_MS / 2
    accepted(await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI }))
    clock.nowMs = START_MS + 5 * HOUR_MS
    await engine.drain()
    accepted(await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI }))
    await engine.drain()
    assert.equal(await openTasks(instanceId), 0)
    clock.nowMs += HOUR_MS / 2
    await engine.drain()
    assert.equal(await openTasks(instanceId), 1)
  })

  test('a thousand due at once all fire, none twice', async ({ assert }) => {
    const { engine, clock } = running
    const started = await Promise.all(Array.from({ length: 1_000 }, () => start(engine, 'hour')))
    clock.nowMs = START_MS + 2 * HOUR_MS
    await Promise.all([engine.drain(), engine.drain()])
    for (const { instanceId } of started.slice(0, 50)) assert.equal(await openTasks(instanceId), 1)
    const open = await running.storage.database.dialect.read((connection) =>
      connection.all(`select instance_id, count(*) as n from tasks where definition_key = 'hour' group by instance_id having count(*) <> 1`),
    )
    assert.lengthOf(open, 0)
    assert.isNull(await running.storage.engine.work.nextDueMs())
  }).timeout(60_000)

  test('two claimers get disjoint timers; a claim that ran out is taken over', async ({ assert }) => {
    const { engine, clock, storage } = running
    await Promise.all(Array.from({ length: 20 }, () => start(engine, 'hour')))
    const nowMs = (clock.nowMs = START_MS + HOUR_MS)
    const claim = (owner: string, at: number) => storage.engine.work.claimDueTimers({ nowMs: at, limit: 12, owner, leaseUntilMs: at + 1_000 })
    const [first, second] = await Promise.all([claim('a', nowMs), claim('b', nowMs)])
    const ids = [...first, ...second].map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.equal((await claim('c', nowMs)).length, 20 - ids.length)
    assert.equal((await claim('c', nowMs + 1_000)).length, 12)
    clock.nowMs = nowMs + 10_000
    await engine.drain()
  })

  test('a timer already fired elsewhere is rejected by the kernel and does no harm', async ({ assert }) => {
    const { engine, clock } = running
    const { instanceId } = await start(engine, 'hour')
    clock.nowMs = START_MS + HOUR_MS
    const due = await running.storage.engine.work.claimDueTimers({ nowMs: clock.nowMs, limit: 10, owner: 'x', leaseUntilMs: clock.nowMs })
    const fire = () => engine.bus.submit({ instanceId, command: { type: 'FireTimer', timerId: due[0].id }, actor: { kind: 'system' } })
    assert.deepEqual((await Promise.all([fire(), fire()])).map(({ ok }) => ok), [true, false])
    assert.equal(await fireDueTimers(running.storage.engine.work, { submit: engine.bus.submit } as never, () => clock.nowMs, 'x'), 0)
  })
})
