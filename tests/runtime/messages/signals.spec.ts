import { test } from '@japa/runner'
import { SIGNAL_BATCH } from '#engine/runtime/messages/broadcast_signal'
import { accepted, LI, publish, start } from '../support/commands.js'
import { CATCHES_ESCALATION, ESCALATES, HEARS_ITSELF, LISTENS, STARTED_BY_CONDITION, STARTED_BY_SIGNAL, THROWS } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

test.group('signals', (group) => {
  let running: TestEngine
  group.each.setup(async () => {
    running = await openTestEngine()
    return () => running.close()
  })

  const openTasks = async (instanceId: string) =>
    (await running.engine.tasks.ofInstance(instanceId)).filter(({ state }) => state === 'open').map(({ elementId }) => elementId).sort()
  const count = (table: string, where = '1 = 1') =>
    running.storage.database.dialect.read(async (connection) => Number((await connection.all(`select count(*) as n from ${table} where ${where}`))[0]?.n))
  const startMany = async (count: number): Promise<string[]> => (await Promise.all(Array.from({ length: count }, () => start(running.engine, 'listening')))).map(({ instanceId }) => instanceId)

  test('a signal reaches every instance that listens, and nobody twice', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS })
    const listening = await startMany(3)
    const { matched, isPartial } = await engine.signal({ name: 'alarm', variables: { level: 2 }, actor: LI })
    assert.sameMembers(matched, listening)
    assert.isFalse(isPartial)
    for (const id of listening) {
      assert.deepEqual(await openTasks(id), ['after'])
      assert.deepInclude((await engine.instances.find(id))!.data, { level: 2 })
    }
    assert.deepEqual(await engine.signal({ name: 'alarm', actor: LI }), { matched: [], isPartial: false })
    assert.equal(await count('instance_commands'), 0)
  })

  test('a listener that does not interrupt hears it each time', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS })
    const [id] = await startMany(1)
    await engine.signal({ name: 'drill', actor: LI })
    await engine.signal({ name: 'drill', actor: LI })
    assert.deepEqual(await openTasks(id!), ['practise', 'practise'])
    const [subscription] = await engine.instances.subscriptions(id!)
    assert.equal(subscription?.kind, 'signal')
  })

  test('a message of the same name does not reach it', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS })
    await startMany(1)
    assert.deepEqual(await engine.correlate({ name: 'alarm', actor: LI }), { matched: [], held: 0 })
  })

  test('one that an instance throws reaches the others, not what the instance waits for afterwards', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS, throwing: THROWS })
    const [listener] = await startMany(1)
    const thrower = await start(engine, 'throwing')
    await engine.drain()
    assert.deepEqual(await openTasks(listener!), ['after'])
    assert.deepEqual((await engine.instances.find(thrower.instanceId))?.tokens.active.map(({ element }) => element), ['next'])
  })

  test('what an instance throws with its last breath it hears itself, once, beside the others', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS, hears_itself: HEARS_ITSELF })
    const [listener] = await startMany(1)
    const { instanceId } = await start(engine, 'hears_itself')
    await engine.drain()
    assert.deepEqual(await openTasks(instanceId), ['calm'])
    assert.deepEqual(await openTasks(listener!), ['after'])
  })

  test('a suspended instance is reached at its resume', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS })
    const [id] = await startMany(1)
    accepted(await engine.bus.submit({ instanceId: id!, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI }))
    await engine.signal({ name: 'alarm', actor: LI })
    assert.deepEqual(await openTasks(id!), [])
    accepted(await engine.bus.submit({ instanceId: id!, command: { type: 'ResumeInstance' }, actor: LI }))
    assert.deepEqual(await openTasks(id!), ['after'])
  })

  test('starts an instance at each signal start event in force', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { alarmed: STARTED_BY_SIGNAL })
    const { matched } = await engine.signal({ name: 'alarm', variables: { level: 4 }, actor: LI })
    assert.lengthOf(matched, 1)
    assert.deepEqual(await openTasks(matched[0]!), ['handle'])
  })

  test('the same key sends it once; another content under the key is refused', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS })
    const [id] = await startMany(1)
    const idempotency = { scope: 'li POST /signals', key: 'k1', bodyHash: 'h' }
    const first = await engine.signal({ name: 'drill', actor: LI, idempotency })
    assert.deepEqual(await engine.signal({ name: 'drill', actor: LI, idempotency }), first)
    assert.deepEqual(await openTasks(id!), ['practise'])
    await assert.rejects(() => engine.signal({ name: 'drill', actor: LI, idempotency: { ...idempotency, bodyHash: 'other' } }), /幂等键/)
  })

  test('conditions evaluated from outside start the processes in force that they fit', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { high: STARTED_BY_CONDITION })
    assert.deepEqual(await engine.evaluateStartConditions({ level: 12 }, LI), { started: [] })
    const { started } = await engine.evaluateStartConditions({ level: 31 }, LI)
    assert.lengthOf(started, 1)
    assert.deepEqual(await openTasks(started[0]!), ['handle'])
  })

  test('a condition that holds starts nothing again until it has turned false, in a version of the same condition, after a restart, or told by many at once', async ({ assert }) => {
    const { engine } = running
    const tell = async (level: number) => (await running.engine.evaluateStartConditions({ level }, LI)).started.length
    await publish(engine, { high: STARTED_BY_CONDITION })
    const atOnce = await Promise.all([31, 32, 33, 34].map(tell))
    assert.equal(atOnce.reduce((sum, one) => sum + one, 0), 1)
    await publish(engine, { high: STARTED_BY_CONDITION.replace('id="handle"', 'id="handle" name="处置"') })
    assert.equal(await tell(40), 0)
    await running.engine.stop()
    await running.storage.close()
    running = await openTestEngine({ database: running.database })
    assert.equal(await tell(41), 0)
    assert.equal(await count('start_conditions'), 1)
    assert.deepEqual([await tell(30), await tell(31)], [0, 1])
    await publish(running.engine, { high: STARTED_BY_CONDITION.replace('&gt; 30', '&gt; 20') })
    assert.equal(await tell(31), 1)
  })

  test('a storm: two thousand listeners are each reached exactly once, in batches, while another process takes up the same work', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { listening: LISTENS })
    const listening = await startMany(2_000)
    const idempotency = { scope: 'li POST /signals', key: 'storm', bodyHash: 'h' }
    const { matched, isPartial } = await engine.signal({ name: 'drill', actor: LI, idempotency })
    assert.lengthOf(matched, SIGNAL_BATCH)
    assert.isTrue(isPartial)
    assert.deepEqual(await engine.signal({ name: 'drill', actor: LI, idempotency }), { matched, isPartial })
    await Promise.all([engine.drain(), engine.drain()])
    assert.equal(await count('tasks', `element_id = 'practise' and state = 'open'`), listening.length)
    assert.equal(await count('instance_commands'), 0)
    assert.equal(await running.storage.database.dialect.read(async (connection) => Number((await connection.all(`select count(distinct instance_id) as n from tasks where element_id = 'practise'`))[0]?.n)), listening.length)
  }).timeout(120_000)

  test('a signal half handed out by a killed process goes on where it stopped', async ({ assert }) => {
    const { engine, storage } = running
    await publish(engine, { listening: LISTENS })
    const listening = (await startMany(5)).sort()
    const command = { type: 'BroadcastSignal', name: 'drill', variables: {}, thrower: null, after: listening[1] }
    const left = { sourceInstanceId: 'killed', sourceSeq: 7, position: 0, instanceId: null, command: JSON.stringify(command), createdAtMs: 1 }
    await storage.engine.commands.transaction((transaction) => transaction.write([{ table: 'instance_commands', inserts: [left], puts: [], updates: [], deletes: [] }], []))
    await Promise.all([engine.drain(), engine.drain()])
    const reached = await Promise.all(listening.map(async (id) => (await openTasks(id)).length))
    assert.deepEqual(reached, [0, 0, 1, 1, 1])
    assert.equal(await count('instance_commands'), 0)
  })

  test('an escalation of a called instance reaches the caller, and both go on', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { escalating: ESCALATES, caller: CATCHES_ESCALATION })
    const caller = await start(engine, 'catching')
    await engine.drain()
    const [called] = await engine.instances.calledBy(caller.instanceId)
    assert.deepEqual(await openTasks(caller.instanceId), ['told'])
    assert.deepEqual(await openTasks(called!.id), ['going_on'])
  })
})
