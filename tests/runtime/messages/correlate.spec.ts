import { test } from '@japa/runner'
import { LI, publish, start } from '../support/commands.js'
import { passesOn, PUBLISHES, STARTED_BY_MESSAGE, WAITS_FOR_MESSAGE } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

test.group('messages', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { waiting: WAITS_FOR_MESSAGE, reported: STARTED_BY_MESSAGE, payment: PUBLISHES })
  })
  group.teardown(() => running.close())

  const openTasks = async (instanceId: string) =>
    (await running.engine.tasks.ofInstance(instanceId)).filter(({ state }) => state === 'open').map(({ elementId }) => elementId)

  test('a message reaches the instance that waits for its name and key, and nobody else', async ({ assert }) => {
    const { engine } = running
    const one = await start(engine, 'waiting', { order: 'A1' })
    const other = await start(engine, 'waiting', { order: 'A2' })
    assert.deepEqual(await engine.correlate({ name: 'paid', correlationKey: 'A1', variables: { amount: 5 }, actor: LI }), { matched: [one.instanceId], held: 0 })
    assert.deepEqual(await openTasks(one.instanceId), ['after'])
    assert.deepEqual(await openTasks(other.instanceId), [])
    assert.deepInclude((await engine.instances.find(one.instanceId))!.data, { amount: 5 })
  })

  test('a message that only a suspended instance waits for is refused, and arrives once it is resumed', async ({ assert }) => {
    const { engine } = running
    const { instanceId } = await start(engine, 'waiting', { order: 'S1' })
    const send = () => engine.correlate({ name: 'paid', correlationKey: 'S1', actor: LI })
    await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI })
    await assert.rejects(send, /已被挂起/)
    await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI })
    assert.deepEqual(await send(), { matched: [instanceId], held: 0 })
    assert.deepEqual(await openTasks(instanceId), ['after'])
  })

  test('a message of another instance waits until the suspended one is resumed', async ({ assert }) => {
    const { engine } = running
    const { instanceId } = await start(engine, 'waiting', { order: 'S2' })
    await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI })
    await start(engine, 'payment', { order: 'S2' })
    await engine.drain()
    assert.deepEqual(await openTasks(instanceId), [])
    await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI })
    await engine.drain()
    assert.deepEqual(await openTasks(instanceId), ['after'])
  })

  test('a message that fits nobody is answered as such and does not wait for a later subscriber', async ({ assert }) => {
    const { engine } = running
    assert.deepEqual(await engine.correlate({ name: 'paid', correlationKey: 'B1', actor: LI }), { matched: [], held: 0 })
    const late = await start(engine, 'waiting', { order: 'B1' })
    assert.deepEqual(await openTasks(late.instanceId), [])
  })

  test('a message start event begins a new instance of the version in force', async ({ assert }) => {
    const { engine } = running
    const { matched } = await engine.correlate({ name: 'reported', businessKey: 'K9', variables: { place: '黄花镇' }, actor: LI })
    assert.lengthOf(matched, 1)
    const row = (await engine.instances.find(matched[0]))!
    assert.deepInclude(row, { definitionKey: 'reported_case', businessKey: 'K9', starter: 'li' })
  })

  test('the same key delivers once, and answers alike', async ({ assert }) => {
    const { engine } = running
    const idempotency = { scope: 's', key: 'm1', bodyHash: 'h' }
    const first = await engine.correlate({ name: 'reported', actor: LI, idempotency })
    const again = await engine.correlate({ name: 'reported', actor: LI, idempotency })
    assert.deepEqual(again, first)
    await assert.rejects(() => engine.correlate({ name: 'reported', actor: LI, idempotency: { ...idempotency, bodyHash: 'other' } }), /幂等键/)
  })

  test('a message thrown by one instance reaches the one that waits', async ({ assert }) => {
    const { engine } = running
    const waiting = await start(engine, 'waiting', { order: 'C1' })
    await start(engine, 'payment', { order: 'C1' })
    await engine.drain()
    assert.deepEqual(await openTasks(waiting.instanceId), ['after'])
  })

  test('processes that start each other by message stop at the hundredth, as an incident', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { ping: passesOn('ping', 'pong_said', 'ping_said'), pong: passesOn('pong', 'ping_said', 'pong_said') })
    await engine.correlate({ name: 'pong_said', actor: LI })
    await engine.drain()
    const { data } = await engine.incidents.list({}, { limit: 10 })
    assert.deepEqual(data.map(({ code, elementId }) => [code, elementId]), [['MESSAGE_CHAIN', 'end']])
  })

  test('keys of any length correlate', async ({ assert }) => {
    const { engine } = running
    const order = '单'.repeat(500)
    const { instanceId } = await start(engine, 'waiting', { order })
    assert.deepEqual(await engine.correlate({ name: 'paid', correlationKey: order, actor: LI }), { matched: [instanceId], held: 0 })
  })
})
