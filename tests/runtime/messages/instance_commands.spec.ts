import { test } from '@japa/runner'
import { accepted, completeTask, LI, publish, start } from '../support/commands.js'
import { CALLS_ITSELF, CALLS_ONE, ONE_TASK } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

test.group('commands for other instances', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK, caller: CALLS_ONE, endless: CALLS_ITSELF })
  })
  group.teardown(() => running.close())

  const rowsLeft = () =>
    running.storage.database.dialect.read(async (connection) => (await connection.all('select * from instance_commands')).length)

  test('a called instance starts, ends, and its caller goes on', async ({ assert }) => {
    const { engine } = running
    const caller = await start(engine, 'caller')
    await engine.drain()
    const [called] = await engine.instances.calledBy(caller.instanceId)
    assert.equal(called.definitionKey, 'one')
    const [task] = await engine.tasks.ofInstance(called.id)
    accepted(await engine.bus.submit(completeTask(called.id, task.id)))
    await engine.drain()
    assert.deepEqual((await engine.tasks.ofInstance(caller.instanceId)).map(({ elementId }) => elementId), ['after'])
    assert.equal(await rowsLeft(), 0)
  })

  test('who took part in a called instance may read its caller, and the other way round', async ({ assert }) => {
    const { engine } = running
    const caller = await start(engine, 'caller')
    await engine.drain()
    const [called] = await engine.instances.calledBy(caller.instanceId)
    const [task] = await engine.tasks.ofInstance(called.id)
    accepted(await engine.bus.submit(completeTask(called.id, task.id, {}, 'wang')))
    assert.isTrue(await engine.instances.hasParticipant(caller.instanceId, 'wang'))
    assert.isTrue(await engine.instances.hasParticipant(called.id, 'li'))
    assert.isFalse(await engine.instances.hasParticipant(caller.instanceId, 'zhao'))
  })

  test('a suspended caller holds what it calls: its task cannot be completed until the resume', async ({ assert }) => {
    const { engine } = running
    const { instanceId } = await start(engine, 'caller')
    await engine.drain()
    const [called] = await engine.instances.calledBy(instanceId)
    const [task] = await engine.tasks.ofInstance(called.id)
    accepted(await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI }))
    await engine.drain()
    const refused = await engine.bus.submit(completeTask(called.id, task.id))
    assert.equal(refused.ok ? 'accepted' : refused.rejection.code, 'SUSPENDED')
    accepted(await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI }))
    await engine.drain()
    accepted(await engine.bus.submit(completeTask(called.id, task.id)))
  })

  test('a command left by a killed process is taken up, and taken once', async ({ assert }) => {
    const { engine, storage } = running
    const caller = await start(engine, 'caller')
    await engine.drain()
    const [called] = await engine.instances.calledBy(caller.instanceId)
    const [task] = await engine.tasks.ofInstance(called.id)
    const left = {
      sourceInstanceId: 'killed', sourceSeq: 3, position: 0, instanceId: called.id,
      command: JSON.stringify(completeTask(called.id, task.id, { from: 'row' }).command), createdAtMs: 1,
    }
    await storage.engine.commands.transaction((transaction) =>
      transaction.write([{ table: 'instance_commands', inserts: [left], puts: [], updates: [], deletes: [] }], []),
    )
    await Promise.all([engine.drain(), engine.drain()])
    const entries = await engine.history.entries(called.id)
    assert.lengthOf(entries.filter(({ command }) => command.type === 'CompleteTask'), 1)
    assert.equal((await engine.instances.find(called.id))?.status, 'completed')
    assert.equal(await rowsLeft(), 0)
  })

  test('a command taken up twice in one group is carried out once', async ({ assert }) => {
    const { engine, storage } = running
    const { instanceId } = await start(engine, 'one')
    const left = {
      sourceInstanceId: 'slow', sourceSeq: 4, position: 0, instanceId, command: JSON.stringify({ type: 'SetVariables', variables: { said: 'once' } }), createdAtMs: 1,
    }
    await storage.engine.commands.transaction((transaction) =>
      transaction.write([{ table: 'instance_commands', inserts: [left], puts: [], updates: [], deletes: [] }], []),
    )
    await Promise.all([engine.drain(), engine.drain()])
    const entries = await engine.history.entries(instanceId)
    assert.lengthOf(entries.filter(({ command }) => command.type === 'SetVariables'), 1)
    assert.equal(await rowsLeft(), 0)
  })

  const leave = (rows: { sourceInstanceId: string; instanceId: string; command: object; createdAtMs: number }[]) =>
    running.storage.engine.commands.transaction((transaction) =>
      transaction.write([{
        table: 'instance_commands', inserts: rows.map((row) => ({ ...row, sourceSeq: 1, position: 0, command: JSON.stringify(row.command) })), puts: [], updates: [], deletes: [],
      }], []),
    )
  const POISON = { type: 'NobodyHandlesThis' }

  test('commands that throw do not keep younger ones waiting', async ({ assert }) => {
    const { engine, storage } = running
    const { instanceId } = await start(engine, 'one')
    const poison = Array.from({ length: 500 }, (_, index) => ({ sourceInstanceId: `poison${index}`, instanceId, command: POISON, createdAtMs: 1 }))
    await leave([...poison, { sourceInstanceId: 'young', instanceId, command: { type: 'SetVariables', variables: { said: 'after all' } }, createdAtMs: 2 }])
    await engine.drain()
    await engine.drain()
    assert.deepInclude((await engine.instances.find(instanceId))!.data, { said: 'after all' })
    assert.equal(await rowsLeft(), 500)
    await storage.database.dialect.transaction(async (connection) => void (await connection.run('delete from instance_commands', [])))
  }).timeout(60_000)

  test('a command that throws again and again is parked with its error, lies there, and can be tried again', async ({ assert }) => {
    const { engine, storage, clock } = running
    const { instanceId } = await start(engine, 'one')
    await leave([{ sourceInstanceId: 'culprit', instanceId, command: POISON, createdAtMs: 1 }])
    const failure = async () =>
      (await storage.database.dialect.read((connection) => connection.all("select * from failed_commands where source_instance_id = 'culprit'", [])))[0]
    for (let round = 0; round < 12; round += 1) {
      await engine.drain()
      clock.nowMs += 3_600_000
    }
    const parked = (await failure())!
    assert.deepEqual([Number(parked.attempts), parked.retry_at_ms], [10, null])
    assert.isNotEmpty(parked.error)
    assert.equal(await rowsLeft(), 1)
    assert.equal(await storage.engine.work.releaseParkedCommands(), 1)
    await engine.drain()
    assert.equal(Number((await failure())!.attempts), 1)
    await storage.database.dialect.transaction(async (connection) => void (await connection.run('delete from instance_commands', [])))
  })

  test('a process that calls itself for ever ends as an incident, not as a loop', async ({ assert }) => {
    const { engine } = running
    await start(engine, 'endless')
    await engine.drain()
    const { data } = await engine.incidents.list({ definitionKey: 'endless' }, { limit: 10 })
    assert.lengthOf(data, 1)
    const called = (await engine.instances.list({ definitionKey: 'endless', withCalled: true }, { limit: 200 })).data
    assert.isAtMost(called.length, 101)
    assert.isAbove(called.length, 50)
    assert.equal(await rowsLeft(), 0)
  }).timeout(60_000)
})
