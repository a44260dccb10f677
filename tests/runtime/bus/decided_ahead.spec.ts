import { test } from '@japa/runner'
import { createEngine } from '#engine/runtime/create_engine'
import type { Engine } from '#engine/runtime/engine'
import type { Participant } from '#engine/runtime/participant'
import { accepted, completeTask, createdTasks, LI, publish, start } from '../support/commands.js'
import { ONE_TASK, P6 } from '../support/models.js'
import { openTestEngine, START_MS, testCalendar, testDirectory, testId, type TestEngine } from '../support/test_engine.js'

/** Counts what the bus asks of its store: instances read under lock, groups checked on their way to the commit. */
const countingEngine = async (running: TestEngine, participants: readonly Participant[] = []) => {
  const asked = { read: 0, checked: 0 }
  const { commands } = running.storage.engine
  const counting: typeof commands = {
    ...commands,
    transaction: (work) =>
      commands.transaction((transaction) =>
        work({
          ...transaction,
          lockInstances: (...input) => ((asked.read += 1), transaction.lockInstances(...input)),
          expectInstances: (...input) => ((asked.checked += 1), transaction.expectInstances(...input)),
        }),
      ),
  }
  const engine: Engine = createEngine({ ...running.storage.engine, commands: counting }, {
    participants, directory: () => testDirectory, calendar: () => testCalendar, clock: () => START_MS, newId: testId,
  })
  await engine.open()
  return { engine, asked }
}

test.group('groups decided on what is known', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK, p6: P6 })
  })
  group.teardown(() => running.close())

  test('a process from start to end reads nothing; each command is checked under its locks', async ({ assert }) => {
    const { engine, asked } = await countingEngine(running)
    const warm = await start(engine, 'p6', { amount: 500, area: 60 })
    Object.assign(asked, { read: 0, checked: 0 })
    const open = createdTasks(warm.events)
    let completed = 0
    for (; open.length; completed += 1) open.push(...createdTasks(accepted(await engine.bus.submit(completeTask(warm.instanceId, open.shift()!))).events))
    assert.isAbove(completed, 3)
    assert.deepEqual(asked, { read: 0, checked: completed })
    assert.equal((await engine.instances.find(warm.instanceId))?.status, 'completed')
    await engine.stop()
  })

  test('what another node changed is refused on the way, read, and decided again; the next groups read first', async ({ assert }) => {
    const { engine, asked } = await countingEngine(running)
    const [first, second] = [await start(engine, 'one', { note: 'old' }), await start(engine, 'one')]
    await running.storage.database.dialect.transaction((connection) =>
      connection.run('update instances set revision = revision + 1, data = ? where id = ?', [JSON.stringify({ note: 'new' }), first.instanceId]),
    )
    Object.assign(asked, { read: 0, checked: 0 })
    accepted(await engine.bus.submit(completeTask(first.instanceId, createdTasks(first.events)[0], { more: 1 })))
    assert.deepEqual(asked, { read: 1, checked: 1 })
    assert.deepInclude((await engine.instances.find(first.instanceId))!.data, { note: 'new', more: 1 })
    accepted(await engine.bus.submit(completeTask(second.instanceId, createdTasks(second.events)[0])))
    assert.deepEqual(asked, { read: 2, checked: 1 })
    await engine.stop()
  })

  test('a key used before gives its first answer, though nothing was read', async ({ assert }) => {
    const { engine, asked } = await countingEngine(running)
    const { instanceId, events } = await start(engine, 'one')
    const claim = { type: 'ClaimTask', taskId: createdTasks(events)[0], by: 'li' } as const
    const submit = () => engine.bus.submit({ instanceId, command: claim, actor: LI, idempotency: { scope: 'ahead', key: instanceId, bodyHash: 'same' } })
    Object.assign(asked, { read: 0, checked: 0 })
    const [once, again] = [accepted(await submit()), accepted(await submit())]
    assert.deepEqual(asked, { read: 1, checked: 2 })
    assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(once)))
    assert.lengthOf(await engine.history.entries(instanceId), 2)
    await engine.stop()
  })

  test('commands that ask for rows of the business are read first from their second time on', async ({ assert }) => {
    const asking: Participant = {
      name: 'asking',
      reads: () => [{ table: 'counters', key: 'ahead' }],
      react: () => ({ kind: 'accepted', changes: [] }),
    }
    const { engine, asked } = await countingEngine(running, [asking])
    const { instanceId, events } = await start(engine, 'one')
    accepted(await engine.bus.submit({ instanceId, command: { type: 'ClaimTask', taskId: createdTasks(events)[0], by: 'li' }, actor: LI }))
    assert.deepEqual(asked, { read: 2, checked: 0 })
    await engine.stop()
  })
})
