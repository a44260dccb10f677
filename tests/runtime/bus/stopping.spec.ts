import { test } from '@japa/runner'
import { createEngine } from '#engine/runtime/create_engine'
import type { Engine } from '#engine/runtime/engine'
import { completeTask, createdTasks, publish, start } from '../support/commands.js'
import { ONE_TASK } from '../support/models.js'
import { openTestEngine, START_MS, testCalendar, testDirectory, testId, type TestEngine } from '../support/test_engine.js'

/** An engine whose transactions wait at a gate before they begin; `begun` counts those that have come to it. */
const gatedEngine = async (running: TestEngine) => {
  const gate = { begun: 0, isShut: false, open: () => {} }
  let opened = Promise.resolve()
  const { commands } = running.storage.engine
  const gated: typeof commands = {
    ...commands,
    async transaction(work) {
      if (gate.isShut) gate.begun += 1
      await opened
      return commands.transaction(work)
    },
  }
  const engine: Engine = createEngine({ ...running.storage.engine, commands: gated }, {
    participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => START_MS, newId: testId,
  })
  await engine.open()
  const shut = (): void => {
    gate.isShut = true
    opened = new Promise((resolve) => (gate.open = resolve))
  }
  return { engine, gate, shut, atOnce: commands.atOnce }
}

const turns = (count: number): Promise<void> => Array.from({ length: count }).reduce<Promise<void>>((before) => before.then(() => new Promise((resolve) => void setImmediate(resolve))), Promise.resolve())

test.group('a bus that stops', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK })
    return () => running.close()
  })

  test('finishes the groups under way, refuses what waits, and what it acknowledged is what is there', async ({ assert }) => {
    const { engine, gate, shut, atOnce } = await gatedEngine(running)
    const begun = await Promise.all(Array.from({ length: 60 }, () => start(engine, 'one')))
    shut()
    const complete = (from: number, to: number) => begun.slice(from, to).map(({ instanceId, events }) => engine.bus.submit(completeTask(instanceId, createdTasks(events)[0])))
    // as many groups as may be under way, each at the gate; what comes now has to wait
    const first = complete(0, 40)
    await turns(20)
    assert.equal(gate.begun, atOnce)
    const late = complete(40, 60)
    await turns(5)
    const settled = Promise.allSettled([...first, ...late])
    const stopped = engine.stop()
    await assert.rejects(() => engine.bus.submit(completeTask(begun[0]!.instanceId, createdTasks(begun[0]!.events)[0])), /系统正在停止/)
    gate.open()
    const outcomes = await settled
    await stopped
    const acknowledged = outcomes.flatMap((one, index) => (one.status === 'fulfilled' && one.value.ok ? [begun[index]!.instanceId] : []))
    assert.isAbove(acknowledged.length, 0)
    assert.isTrue(outcomes.slice(40).every(({ status }) => status === 'rejected'), 'what waited is told so')
    const completed = await running.storage.database.dialect.read((connection) => connection.all(`select id from instances where status = 'completed'`))
    assert.sameMembers(completed.map(({ id }) => String(id)), acknowledged)
    assert.lengthOf(outcomes, 60)
  })

  test('stops at once when nothing is under way, and twice as well', async ({ assert }) => {
    const { engine } = await gatedEngine(running)
    await Promise.all([engine.stop(), engine.stop()])
    await assert.rejects(() => start(engine, 'one'))
  })
})
