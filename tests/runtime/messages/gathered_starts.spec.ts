import { test } from '@japa/runner'
import { createEngine } from '#engine/runtime/create_engine'
import type { Engine } from '#engine/runtime/engine'
import { openStorage, type Storage } from '#storage/open_storage'
import { LI, publish } from '../support/commands.js'
import { needsAll } from '../support/models.js'
import { openTestEngine, START_MS, testCalendar, testDirectory, testId, type TestEngine } from '../support/test_engine.js'

const HOUR_MS = 3_600_000

test.group('start events that need several triggers', (group) => {
  let running: TestEngine
  group.each.setup(async () => {
    running = await openTestEngine()
    return () => running.close()
  })

  const read = (sql: string) => running.storage.database.dialect.read((connection) => connection.all(sql))
  const instances = async () => (await read('select id, business_key, starter from instances order by id')).map((row) => String(row.id))
  const held = async () => (await read(`select trigger_name from start_triggers where trigger_name <> '' order by arrived_at_ms, id`)).map((row) => String(row.trigger_name))

  test('the instance is made by the last of them, with what all have brought', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { both: needsAll('both', 'application', 'fee') })
    assert.deepEqual(await engine.correlate({ name: 'fee', businessKey: 'K1', variables: { paid: 5 }, actor: LI }), { matched: [], held: 1 })
    assert.deepEqual([await instances(), await held()], [[], ['1:message:fee']])
    const { matched: [id], held: rest } = await engine.correlate({ name: 'application', businessKey: 'K1', variables: { shop: '面馆' }, actor: LI })
    assert.deepEqual([await instances(), await held(), rest], [[id!], [], 0])
    const instance = (await engine.instances.find(id!))!
    assert.deepInclude(instance.data, { paid: 5, shop: '面馆' })
    assert.deepEqual([instance.businessKey, (await engine.tasks.ofInstance(id!)).map(({ elementId }) => elementId)], ['K1', ['examine']])
  })

  test('matters are kept apart, and a message sent again under its key counts once', async ({ assert }) => {
    const { engine } = running
    await publish(engine, { both: needsAll('both', 'application', 'fee') })
    const send = (name: string, correlationKey: string, key?: string) =>
      engine.correlate({ name, correlationKey, actor: LI, ...(key ? { idempotency: { scope: 'user:li POST /messages', key, bodyHash: key } } : {}) })
    assert.deepEqual(await send('fee', 'A', 'k1'), { matched: [], held: 1 })
    assert.deepEqual(await send('fee', 'A', 'k1'), { matched: [], held: 1 })
    await send('application', 'B')
    assert.lengthOf(await instances(), 0)
    const first = await send('application', 'A', 'k2')
    assert.deepEqual(await send('application', 'A', 'k2'), first)
    assert.deepEqual([(await instances()).length, await held()], [1, ['0:message:application']])
  })

  test('what is held is listed by age in pages, and given up it starts nothing', async ({ assert }) => {
    const { engine, clock } = running
    await publish(engine, { both: needsAll('both', 'application', 'fee') })
    for (const [name, correlationKey] of [['fee', 'A'], ['application', 'B'], ['fee', 'C']] as const) {
      await engine.correlate({ name, correlationKey, actor: LI })
      clock.nowMs += HOUR_MS
    }
    const first = await engine.operations.heldTriggers({ limit: 2 })
    const rest = await engine.operations.heldTriggers({ limit: 2, after: first.next! })
    const rows = [...first.data, ...rest.data]
    assert.deepEqual([rows.map(({ place, triggerName }) => `${place} ${triggerName}`), rest.next], [['both/start 1:message:fee', 'both/start 0:message:application', 'both/start 1:message:fee'], null])
    const [feeOfA] = rows
    const dropped = await Promise.all([engine.operations.dropHeldTrigger(feeOfA!.id), engine.operations.dropHeldTrigger(feeOfA!.id)])
    assert.deepEqual(dropped.map((one) => one?.id ?? null).toSorted(), [feeOfA!.id, null].toSorted())
    assert.isNull(await engine.operations.dropHeldTrigger('both/start'), 'the row that nodes lock is no trigger')
    assert.deepEqual(await engine.correlate({ name: 'application', correlationKey: 'A', actor: LI }), { matched: [], held: 1 })
    assert.lengthOf((await engine.correlate({ name: 'application', correlationKey: 'C', actor: LI })).matched, 1)
  })

  test('a newer version goes on with what is held; a restart too', async ({ assert }) => {
    const { engine, storage, clock } = running
    await publish(engine, { both: needsAll('both', 'application', 'signal:opened') })
    await engine.signal({ name: 'opened', actor: LI })
    await publish(engine, { both: needsAll('both', 'application', 'signal:opened').replace('id="examine"', 'id="examine" camunda:priority="5"') })
    await engine.stop()
    const again = createEngine(storage.engine, { participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => clock.nowMs, newId: testId })
    await again.open()
    const { matched: [id] } = await again.correlate({ name: 'application', actor: LI })
    assert.equal((await again.instances.find(id!))?.definitionId, 'both:2:both')
    assert.lengthOf(await held(), 0)
    await again.stop()
  })

  test('a clock counts once a round, however often it strikes', async ({ assert }) => {
    const { engine, clock } = running
    await publish(engine, { daily: needsAll('daily', 'report', 'timer:R/PT1H') })
    for (const hours of [1, 2, 3]) {
      clock.nowMs = START_MS + hours * HOUR_MS
      await engine.drain()
    }
    assert.deepEqual(await held(), ['1:timer:'])
    assert.lengthOf((await engine.correlate({ name: 'report', actor: LI })).matched, 1)
    assert.deepEqual(await engine.correlate({ name: 'report', actor: LI }), { matched: [], held: 1 })
    clock.nowMs = START_MS + 4 * HOUR_MS
    await engine.drain()
    assert.lengthOf(await instances(), 2)
  })

  test('killed between the commit and the start, the instance is started once by whoever looks next', async ({ assert }) => {
    const { engine, storage } = running
    await publish(engine, { both: needsAll('both', 'application', 'fee') })
    await engine.correlate({ name: 'fee', actor: LI })
    const commands = storage.engine.commands
    // the process ends as its transaction has been committed, before anything it decided is carried out
    const killed = createEngine({ ...storage.engine, commands: { ...commands, transaction: async (work) => {
      await commands.transaction(work)
      throw new Error('killed')
    } } }, { participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => running.clock.nowMs, newId: testId })
    await killed.open()
    await assert.rejects(() => killed.correlate({ name: 'application', actor: LI }), 'killed')
    assert.deepEqual([await instances(), await held()], [[], []])
    running.clock.nowMs += HOUR_MS
    await engine.drain()
    await engine.drain()
    assert.lengthOf(await instances(), 1)
  })

  test('two nodes that bring different triggers at once make each pair once', async ({ assert }) => {
    const { engine, storage, database, clock } = running
    await publish(engine, { both: needsAll('both', 'application', 'fee') })
    const other: Storage | null = database.name === 'mysql' ? await openStorage(database.config) : null
    const second: Engine = createEngine((other ?? storage).engine, {
      participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => clock.nowMs, newId: testId, nodeId: 'second',
    })
    await second.open()
    const keys = Array.from({ length: 20 }, (_, index) => `K${index}`)
    const answers = await Promise.all(keys.flatMap((businessKey) => [engine.correlate({ name: 'application', businessKey, actor: LI }), second.correlate({ name: 'fee', businessKey, actor: LI })]))
    assert.equal(answers.reduce((sum, { matched }) => sum + matched.length, 0), 20)
    assert.equal(answers.reduce((sum, one) => sum + one.held, 0), 20)
    await engine.drain()
    const started = (await read('select business_key from instances')).map((row) => String(row.business_key))
    assert.deepEqual(started.sort(), [...keys].sort())
    assert.lengthOf(await held(), 0)
    await second.stop()
    await other?.close()
  })
})
