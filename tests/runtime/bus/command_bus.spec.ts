import { test } from '@japa/runner'
import { RuntimeException } from '#engine/runtime/errors'
import { kernelMachine } from '#engine/runtime/machine'
import { accepted, completeTask, createdTasks, LI, publish, rejectionOf, start } from '../support/commands.js'
import { ONE_TASK, P6 } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

test.group('command bus', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK, p6: P6 })
  })
  group.teardown(() => running.close())

  test('a process goes from start to end, one journal row a command', async ({ assert }) => {
    const { engine } = running
    const started = await start(engine, 'p6', { amount: 500, area: 60 }, '湘味楼')
    const open = createdTasks(started.events)
    while (open.length) open.push(...createdTasks(accepted(await engine.bus.submit(completeTask(started.instanceId, open.shift()!))).events))
    const row = await engine.instances.find(started.instanceId)
    const entries = await engine.history.entries(started.instanceId)
    assert.equal(row?.status, 'completed')
    assert.equal(row?.revision, entries.length)
    assert.deepEqual(entries.map(({ seq }) => seq), entries.map((_, index) => index + 1))
    assert.equal(row?.headHash, entries[entries.length - 1].hash)
  })

  test('commands of one instance in one group are judged in order on what the one before left', async ({ assert }) => {
    const { engine } = running
    const { instanceId, events } = await start(engine, 'one')
    const [taskId] = createdTasks(events)
    const claim = (by: string) => engine.bus.submit({ instanceId, command: { type: 'ClaimTask', taskId, by }, actor: { kind: 'user', id: by } })
    const answers = await Promise.all([claim('li'), claim('wang'), engine.bus.submit(completeTask(instanceId, taskId)), engine.bus.submit(completeTask(instanceId, taskId))])
    assert.isTrue(answers[0].ok)
    assert.isFalse(answers[1].ok)
    assert.isTrue(answers[2].ok)
    assert.isFalse(answers[3].ok)
    assert.equal((await engine.instances.find(instanceId))?.status, 'completed')
  })

  test('a rejected command writes nothing and leaves its group alone', async ({ assert }) => {
    const { engine } = running
    const starts = await Promise.all([start(engine, 'one'), start(engine, 'one')])
    const [first, second] = starts.map(({ instanceId, events }) => ({ instanceId, taskId: createdTasks(events)[0] }))
    const answers = await Promise.all([
      engine.bus.submit(completeTask(first.instanceId, 'no such task')),
      engine.bus.submit(completeTask(second.instanceId, second.taskId)),
      engine.bus.submit(completeTask('no such instance', first.taskId)),
    ])
    assert.deepEqual(answers.map(rejectionOf), ['NOT_FOUND', 'accepted', 'NOT_FOUND'])
    assert.lengthOf(await engine.history.entries(first.instanceId), 1)
  })

  test('claiming a task one has already changes nothing', async ({ assert }) => {
    const { engine } = running
    const { instanceId, events } = await start(engine, 'one')
    const claim = () => engine.bus.submit({ instanceId, command: { type: 'ClaimTask', taskId: createdTasks(events)[0], by: 'li' }, actor: LI })
    const first = accepted(await claim())
    const again = accepted(await claim())
    assert.equal(again.revision, first.revision)
    assert.lengthOf(again.events, 0)
    assert.lengthOf(await engine.history.entries(instanceId), 2)
  })

  test('a stale page is told who did what', async ({ assert }) => {
    const { engine } = running
    const { instanceId, events } = await start(engine, 'one')
    const [taskId] = createdTasks(events)
    const seen = (await engine.tasks.find(taskId))!.revision
    accepted(await engine.bus.submit(completeTask(instanceId, taskId, {}, 'wang')))
    const answer = await engine.bus.submit({
      ...completeTask(instanceId, taskId), expectedRevision: { of: 'task', id: taskId, revision: seen },
    })
    assert.isFalse(answer.ok)
    if (!answer.ok) assert.match(answer.rejection.message, /^wang已于 09:00 办理此件。/)
  })

  test('a task changes its revision with itself only, not with its siblings', async ({ assert }) => {
    const { engine } = running
    const started = await start(engine, 'p6')
    const fork = createdTasks(accepted(await engine.bus.submit(completeTask(started.instanceId, createdTasks(started.events)[0]))).events)
    const before = (await engine.tasks.find(fork[0]))!.revision
    accepted(await engine.bus.submit(completeTask(started.instanceId, fork[1])))
    assert.equal((await engine.tasks.find(fork[0]))!.revision, before)
    accepted(await engine.bus.submit({ instanceId: started.instanceId, command: { type: 'ClaimTask', taskId: fork[0], by: 'li' }, actor: LI }))
    assert.notEqual((await engine.tasks.find(fork[0]))!.revision, before)
  })

  test('a variable over 64 KB and data over 1 MB are refused', async ({ assert }) => {
    const { engine } = running
    const long = await engine.start({ definitionKey: 'one', variables: { text: 'x'.repeat(65 * 1024) }, actor: LI })
    assert.equal(rejectionOf(long), 'INVALID_ARGUMENT')
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${index}`, 'x'.repeat(60_000)]))
    assert.equal(rejectionOf(await engine.start({ definitionKey: 'one', variables: many, actor: LI })), 'INVALID_ARGUMENT')
    for (const text of ['县'.repeat(22 * 1024), ['县'.repeat(22 * 1024)]]) {
      assert.equal(rejectionOf(await engine.start({ definitionKey: 'one', variables: { text }, actor: LI })), 'INVALID_ARGUMENT', 'counted in bytes')
    }
    const hanzi = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${index}`, '县'.repeat(20_000)]))
    assert.equal(rejectionOf(await engine.start({ definitionKey: 'one', variables: hanzi, actor: LI })), 'INVALID_ARGUMENT')
    assert.equal(rejectionOf(await engine.start({ definitionKey: 'one', variables: { text: '县'.repeat(21 * 1024) }, actor: LI })), 'accepted')
    const { v0, v1 } = many
    assert.equal(rejectionOf(await engine.start({ definitionKey: 'one', variables: { v0, v1 }, actor: LI })), 'accepted')
  })

  test('what another process wrote is seen: a cached state is used only at its own revision', async ({ assert }) => {
    const { engine, storage } = running
    const { instanceId, events } = await start(engine, 'one', { note: 'old' })
    await storage.database.dialect.transaction(async (connection) => {
      await connection.run('update instances set revision = revision + 1, data = ? where id = ?', [JSON.stringify({ note: 'new' }), instanceId])
    })
    accepted(await engine.bus.submit(completeTask(instanceId, createdTasks(events)[0], { more: 1 })))
    assert.deepInclude((await engine.instances.find(instanceId))!.data, { note: 'new', more: 1 })
  })

  test('a definition that is not there is an exception with status 404', async ({ assert }) => {
    await assert.rejects(() => running.engine.start({ definitionKey: 'nowhere', actor: LI }), /找不到流程定义“nowhere”/)
  })
})

test.group('command bus under pressure', () => {
  test('a full queue answers E_BUS_OVERLOADED and loses nothing of what it took', async ({ assert }) => {
    const running = await openTestEngine({ options: { bus: { queueSize: 5, groupSize: 2 } } })
    try {
      await publish(running.engine, { one: ONE_TASK })
      const answers = await Promise.allSettled(Array.from({ length: 12 }, () => running.engine.start({ definitionKey: 'one', actor: LI })))
      const refused = answers.filter((answer) => answer.status === 'rejected')
      assert.isAbove(refused.length, 0)
      for (const { reason } of refused) {
        assert.instanceOf(reason, RuntimeException)
        assert.equal((reason as RuntimeException).code, 'E_BUS_OVERLOADED')
        assert.equal((reason as RuntimeException).status, 503)
      }
      const kept = answers.length - refused.length
      assert.lengthOf((await running.engine.instances.list({}, { limit: 50 })).data, kept)
    } finally {
      await running.close()
    }
  })

  test('a group that has used up its time leaves the rest to the next one, in order', async ({ assert }) => {
    const slow = { ...kernelMachine, step: ((...input) => {
      const until = performance.now() + 3
      while (performance.now() < until);
      return kernelMachine.step(...input)
    }) as typeof kernelMachine.step }
    const sizes: number[] = []
    const running = await openTestEngine({ machine: slow, options: { bus: { groupMs: 5 } }, hooks: { measured: ({ commands }) => void sizes.push(commands) } })
    try {
      await publish(running.engine, { one: ONE_TASK })
      await start(running.engine, 'one')
      sizes.length = 0
      const answers = await Promise.all(Array.from({ length: 12 }, () => running.engine.start({ definitionKey: 'one', actor: LI })))
      assert.isTrue(answers.every(({ ok }) => ok))
      assert.equal(sizes.reduce((sum, size) => sum + size, 0), 12)
      assert.isAbove(sizes.length, 3)
    } finally {
      await running.close()
    }
  })

  test('stopping finishes the running group and refuses the rest', async ({ assert }) => {
    const running = await openTestEngine({ options: { bus: { groupSize: 3 } } })
    try {
      await publish(running.engine, { one: ONE_TASK })
      const submitted = Array.from({ length: 9 }, () => running.engine.start({ definitionKey: 'one', actor: LI }))
      const settled = Promise.allSettled(submitted)
      await running.engine.stop()
      const done = (await settled).filter((answer) => answer.status === 'fulfilled').length
      assert.lengthOf((await running.engine.instances.list({}, { limit: 50 })).data, done)
      await assert.rejects(() => running.engine.start({ definitionKey: 'one', actor: LI }), /正在停止/)
    } finally {
      await running.close()
    }
  })
})
