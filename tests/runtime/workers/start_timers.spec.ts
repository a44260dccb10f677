import { test } from '@japa/runner'
import { fireStartTimers } from '#engine/runtime/workers/fire_start_timers'
import { publish } from '../support/commands.js'
import { bpmn, flow } from '../support/models.js'
import { openTestEngine, START_MS, testId, type TestEngine } from '../support/test_engine.js'

const HOUR_MS = 3_600_000

const startedBy = (id: string, kind: 'timeDate' | 'timeDuration' | 'timeCycle', body: string, task = 'review'): string => bpmn(
  id,
  `<bpmn:startEvent id="start"><bpmn:timerEventDefinition id="def"><bpmn:${kind}>${body}</bpmn:${kind}></bpmn:timerEventDefinition></bpmn:startEvent>
  <bpmn:userTask id="${task}" camunda:candidateGroups="role:clerk"/>${flow('f1', 'start', task)}`,
)

test.group('start timers', (group) => {
  let running: TestEngine
  group.each.setup(async () => {
    running = await openTestEngine()
    return () => running.close()
  })

  const tasks = async (): Promise<string[]> => {
    const rows = await running.storage.database.dialect.read((connection) => connection.all('select element_id from tasks order by element_id'))
    return rows.map((row) => String(row.element_id))
  }
  /** Lets the clock run on to so many hours after the publication. */
  const after = async (hours: number): Promise<string[]> => {
    running.clock.nowMs = START_MS + hours * HOUR_MS
    await running.engine.drain()
    return tasks()
  }

  test('a duration starts one instance, that long after the version came into force', async ({ assert }) => {
    await publish(running.engine, { p: startedBy('p', 'timeDuration', 'PT1H') })
    assert.lengthOf(await after(0.99), 0)
    assert.lengthOf(await after(1), 1)
    assert.lengthOf(await after(9), 1)
    assert.isNull(await running.storage.engine.work.nextDueMs())
  })

  test('a cycle starts as often as it says; what was missed is not made up for in a burst', async ({ assert }) => {
    await publish(running.engine, { p: startedBy('p', 'timeCycle', 'R3/PT1H') })
    assert.lengthOf(await after(1), 1)
    assert.lengthOf(await after(5), 2)
    assert.lengthOf(await after(6), 3)
    assert.lengthOf(await after(20), 3)
  })

  test('a date that is past starts at once, cron at its next time', async ({ assert }) => {
    await publish(running.engine, { p: startedBy('p', 'timeDate', new Date(START_MS - HOUR_MS).toISOString()), q: startedBy('q', 'timeCycle', '0 0 * * * *', 'hourly') })
    assert.deepEqual(await after(0), ['review'])
    assert.deepEqual(await after(1), ['hourly', 'review'])
  })

  test('a newer version takes the place of the older one, and an older one made default again counts from then', async ({ assert }) => {
    const { engine, clock } = running
    await publish(engine, { p: startedBy('p', 'timeDuration', 'PT2H', 'old') })
    clock.nowMs = START_MS + HOUR_MS
    await publish(engine, { p: startedBy('p', 'timeDuration', 'PT2H', 'new') })
    assert.deepEqual(await after(2), [])
    assert.deepEqual(await after(3), ['new'])
    await engine.packages.makeDefault('p@1')
    await engine.packages.makeDefault('p@1')
    assert.deepEqual(await after(4), ['new'])
    assert.deepEqual(await after(5), ['new', 'old'])
  })

  test('a folder that is not in force arms nothing', async ({ assert }) => {
    await publish(running.engine, { p: startedBy('p', 'timeDuration', 'PT1H', 'mine') })
    await running.engine.packages.loadFolder({ resources: [{ name: 'p.bpmn', content: startedBy('p', 'timeDuration', 'PT1H', 'shipped') }] })
    assert.deepEqual(await after(1), ['mine'])
  })

  test('a version in force from before there were start timers is armed at the next start, once, on two nodes', async ({ assert }) => {
    const { engine, clock, storage } = running
    await publish(engine, { p: startedBy('p', 'timeDuration', 'PT1H'), q: startedBy('q', 'timeCycle', 'R/PT1H', 'hourly') })
    const write = (sql: string) => storage.database.dialect.transaction((connection) => connection.run(sql))
    await write('delete from start_timers')
    await write('delete from armed_packages')
    assert.lengthOf(await after(3), 0)
    await Promise.all([engine.open(), engine.open()])
    assert.lengthOf(await after(3.9), 0)
    assert.lengthOf(await after(4), 2)
    // the duration has had its turn: another start does not arm it again
    await write("delete from start_timers where timer_kind = 'cycle'")
    await engine.open()
    assert.lengthOf(await after(9), 2)
    assert.equal(clock.nowMs, START_MS + 9 * HOUR_MS)
  })

  test('killed before the start, it is started once by whoever looks next; two nodes at once start it once', async ({ assert }) => {
    const { engine, clock, storage } = running
    await publish(engine, { p: startedBy('p', 'timeCycle', 'R2/PT1H') })
    clock.nowMs = START_MS + HOUR_MS
    const fire = () => fireStartTimers({
      store: storage.engine.commands, registry: { refresh: () => Promise.resolve(), find: engine.definitions.find, compiled: engine.definitions.compiled }, sent: { follow: () => undefined }, clock: () => clock.nowMs, newId: testId,
    })
    assert.deepEqual((await Promise.all([fire(), fire()])).sort(), [0, 1])
    assert.lengthOf(await tasks(), 0)
    assert.lengthOf(await after(1), 1)
    await Promise.all([after(2), after(2)])
    assert.lengthOf(await tasks(), 2)
  })
})
