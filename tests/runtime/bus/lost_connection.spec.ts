import { test } from '@japa/runner'
import { createEngine } from '#engine/runtime/create_engine'
import { databaseUnavailable } from '#storage/errors'
import { createdTasks, LI, publish, start } from '../support/commands.js'
import { ONE_TASK } from '../support/models.js'
import { openTestEngine, START_MS, testCalendar, testDirectory, testId } from '../support/test_engine.js'

test.group('the connection is lost after the commit', () => {
  test('everybody of the group is told that it is uncertain, and nothing runs a second time', async ({ assert }) => {
    const running = await openTestEngine()
    try {
      await publish(running.engine, { one: ONE_TASK })
      const { commands } = running.storage.engine
      let losing = false
      let transactions = 0
      const engine = createEngine({
        ...running.storage.engine,
        commands: {
          ...commands,
          async transaction(work) {
            const result = await commands.transaction(work)
            if (!losing) return result
            transactions += 1
            throw databaseUnavailable(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
          },
        },
      }, { participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => START_MS, newId: testId })
      await engine.open()
      const cases = await Promise.all(Array.from({ length: 3 }, () => start(engine, 'one')))
      losing = true
      const claims = cases.map(({ instanceId, events }) =>
        engine.bus.submit({ instanceId, command: { type: 'ClaimTask', taskId: createdTasks(events)[0], by: 'li' }, actor: LI }),
      )
      const answers = await Promise.allSettled(claims)
      assert.deepEqual(answers.map((answer) => answer.status === 'rejected' && (answer.reason as { code: string }).code), Array(3).fill('E_STORAGE_UNAVAILABLE'))
      assert.equal(transactions, 1)
      for (const { instanceId } of cases) assert.lengthOf(await engine.history.entries(instanceId), 2)
      await engine.stop()
    } finally {
      await running.close()
    }
  })
})
