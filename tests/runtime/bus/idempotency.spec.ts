import { test } from '@japa/runner'
import { accepted, completeTask, createdTasks, LI, publish, rejectionOf, start } from '../support/commands.js'
import { ONE_TASK } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

test.group('idempotency keys', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK })
  })
  group.teardown(() => running.close())

  const key = (name: string, bodyHash = 'same') => ({ scope: 'user:li POST /instances', key: name, bodyHash })
  const startWith = (idempotency: ReturnType<typeof key>) => running.engine.start({ definitionKey: 'one', actor: LI, idempotency })

  test('the same key and body give the first answer again, events included, and no second effect', async ({ assert }) => {
    const first = accepted(await startWith(key('a')))
    const again = accepted(await startWith(key('a')))
    assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(first)))
  })

  test('another body under the same key is a conflict', async ({ assert }) => {
    accepted(await startWith(key('b')))
    assert.equal(rejectionOf(await startWith(key('b', 'other'))), 'CONFLICT')
  })

  test('twins in flight do it once and answer alike', async ({ assert }) => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => startWith(key('c'))))
    assert.lengthOf([...new Set(answers.map((answer) => accepted(answer).instanceId))], 1)
  })

  test('twins in flight with different bodies: the second is a conflict', async ({ assert }) => {
    const [first, second] = await Promise.all([startWith(key('d')), startWith(key('d', 'other'))])
    assert.isTrue(first.ok)
    assert.equal(rejectionOf(second), 'CONFLICT')
  })

  test('a rejection is kept too, even when the command would be accepted now', async ({ assert }) => {
    const { engine } = running
    const { instanceId, events } = await start(engine, 'one')
    const [taskId] = createdTasks(events)
    accepted(await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI }))
    const complete = () => engine.bus.submit({ ...completeTask(instanceId, taskId), idempotency: key('e') })
    assert.equal(rejectionOf(await complete()), 'SUSPENDED')
    accepted(await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI }))
    assert.equal(rejectionOf(await complete()), 'SUSPENDED')
  })

  test('scopes are apart: the same key of another person is another command', async ({ assert }) => {
    const first = accepted(await startWith(key('f')))
    const second = accepted(await startWith({ ...key('f'), scope: 'user:wang POST /instances' }))
    assert.notEqual(first.instanceId, second.instanceId)
  })

  test('keys older than a day are forgotten', async ({ assert }) => {
    const first = accepted(await startWith(key('g')))
    await running.storage.engine.work.removeStaleAnswers(running.clock.nowMs + 1)
    assert.notEqual(accepted(await startWith(key('g'))).instanceId, first.instanceId)
  })
})
