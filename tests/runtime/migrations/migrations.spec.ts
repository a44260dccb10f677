import { test } from '@japa/runner'
import { runBatches } from '#engine/runtime/migrations/run_batches'
import { bpmn, flow } from '../support/models.js'
import { accepted, completeTask, createdTasks, LI, publish, start } from '../support/commands.js'
import { openTestEngine, testId, type TestEngine } from '../support/test_engine.js'

const task = (id: string, name: string): string => `<bpmn:userTask id="${id}" name="${name}" camunda:candidateGroups="role:clerk" />`
const TIMER = `<bpmn:boundaryEvent id="late" attachedToRef="review" cancelActivity="false"><bpmn:timerEventDefinition id="late_def"><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>`

/** First version: one task with a reminder. Second: the task has another id, and somebody signs after it. */
const FIRST = bpmn('leave', `<bpmn:startEvent id="start"/>${task('review', '审核')}${TIMER}<bpmn:endEvent id="end"/><bpmn:endEvent id="reminded"/>
  ${flow('f1', 'start', 'review')}${flow('f2', 'review', 'end')}${flow('f3', 'late', 'reminded')}`)
const SECOND = bpmn('leave', `<bpmn:startEvent id="start"/>${task('check', '审核')}${TIMER.replace('late"', 'overdue"').replace('"review"', '"check"')}${task('sign', '签发')}<bpmn:endEvent id="end"/><bpmn:endEvent id="reminded"/>
  ${flow('f1', 'start', 'check')}${flow('f2', 'check', 'sign')}${flow('f4', 'sign', 'end')}${flow('f3', 'overdue', 'reminded')}`)

const PLAN = { mapping: { review: 'check', late: 'overdue' }, reason: '新版本' }

interface Versions {
  first: string
  second: string
}

async function versions({ engine }: TestEngine): Promise<Versions> {
  await publish(engine, { leave: FIRST })
  const first = engine.definitions.byKey('leave')?.id as string
  await publish(engine, { leave: SECOND })
  return { first, second: engine.definitions.byKey('leave')?.id as string }
}

test.group('Runtime | migration', (group) => {
  let opened: TestEngine
  group.each.setup(async () => {
    opened = await openTestEngine()
    return () => opened.close()
  })

  test('one instance: its rows go by the new names and its case ends by the new version', async ({ assert }) => {
    const { engine } = opened
    await publish(engine, { leave: FIRST })
    const { instanceId, events } = await start(engine, 'leave')
    await publish(engine, { leave: SECOND })
    const second = engine.definitions.byKey('leave')?.id as string
    accepted(await engine.bus.submit({ instanceId, actor: LI, command: { type: 'MigrateInstance', definitionId: second, by: 'li', ...PLAN } }))
    const row = await engine.instances.find(instanceId)
    const [open] = await engine.tasks.ofInstance(instanceId)
    assert.deepEqual([row?.definitionId, row?.packageId, open?.elementId, open?.definitionId, open?.id], [second, engine.definitions.find(second)?.packageId, 'check', second, createdTasks(events)[0]])
    const after = accepted(await engine.bus.submit(completeTask(instanceId, open?.id as string)))
    const [sign] = createdTasks(after.events)
    assert.equal(accepted(await engine.bus.submit(completeTask(instanceId, sign as string))).status, 'completed')
  })

  test('the reminder armed by the old version fires at its instant under its new name', async ({ assert }) => {
    const { engine, clock } = opened
    await publish(engine, { leave: FIRST })
    const { instanceId } = await start(engine, 'leave')
    await publish(engine, { leave: SECOND })
    const second = engine.definitions.byKey('leave')?.id as string
    accepted(await engine.bus.submit({ instanceId, actor: LI, command: { type: 'MigrateInstance', definitionId: second, by: 'li', ...PLAN } }))
    clock.nowMs += 2 * 3_600_000 + 1
    await engine.drain()
    const row = await engine.instances.find(instanceId)
    assert.deepEqual(row?.tokens.timers, [])
    const visited = (await engine.history.entries(instanceId)).flatMap(({ events }) => events).flatMap((event) => (event.type === 'ElementActivated' ? [event.elementId] : []))
    assert.include(visited, 'overdue')
  })

  test('a dry run reports each instance and writes nothing', async ({ assert }) => {
    const { engine } = opened
    await publish(engine, { leave: FIRST })
    const { instanceId } = await start(engine, 'leave')
    await publish(engine, { leave: SECOND })
    const definitionId = engine.definitions.byKey('leave')?.id as string
    const before = await engine.instances.find(instanceId)
    const [good] = await engine.migrations.dryRun({ definitionId, ...PLAN }, [instanceId, 'unknown'])
    const [bad] = await engine.migrations.dryRun({ definitionId, mapping: {}, reason: null }, [instanceId])
    assert.deepEqual([good?.problems, good?.moves, good?.tasks], [[], [{ from: 'review', to: 'check' }], ['审核']])
    assert.deepEqual(bad?.problems.map(({ elementId }) => elementId), ['review'])
    assert.deepEqual(await engine.instances.find(instanceId), before)
  })

  test('a batch migrates every running instance of a version and says of each why it could not', async ({ assert }) => {
    const { engine } = opened
    await publish(engine, { leave: FIRST })
    const first = engine.definitions.byKey('leave')?.id as string
    const running = await Promise.all(Array.from({ length: 30 }, () => start(engine, 'leave')))
    const stopped = running[7]?.instanceId as string
    accepted(await engine.bus.submit({ instanceId: stopped, actor: LI, command: { type: 'SuspendInstance', reason: '核查' } }))
    await publish(engine, { leave: SECOND })
    const definitionId = engine.definitions.byKey('leave')?.id as string
    const { batchId, total } = await engine.migrations.start({ definitionId, ...PLAN }, { definitionId: first }, 'li')
    assert.equal(total, 30)
    await engine.drain()
    const batch = await engine.batches.find(batchId)
    assert.deepEqual([batch?.waiting, batch?.done, batch?.refused, batch?.finishedAtMs === null], [0, 29, 1, false])
    const refused = await engine.batches.items(batchId, 'refused', { limit: 10 })
    assert.deepEqual(refused.data.map((item) => [item.instanceId, item.message?.includes('挂起')]), [[stopped, true]])
    assert.equal((await engine.batches.list({ limit: 5 })).data[0]?.id, batchId)
  })

  test('a node that ends between migrating and noting it leaves the rest to the next, and nothing is done twice', async ({ assert }) => {
    const { engine, storage, clock } = opened
    const { first, second } = await versions(opened)
    const running = await Promise.all(Array.from({ length: 5 }, () => engine.start({ definitionKey: 'leave', version: 1, actor: LI })))
    const { batchId } = await engine.migrations.start({ definitionId: second, ...PLAN }, { definitionId: first }, 'li')
    const ports = storage.engine
    const surroundings = { leases: ports.leases, instances: ports.instances, bus: engine.bus, clock: () => clock.nowMs, nodeId: testId() }
    await assert.rejects(() => runBatches({ ...surroundings, batches: { ...ports.batches, finish: () => Promise.reject(new Error('killed')) } }))
    assert.equal((await engine.batches.find(batchId))?.waiting, 5)
    clock.nowMs += 60_000
    assert.equal(await runBatches({ ...surroundings, batches: ports.batches, nodeId: testId() }), 5)
    assert.deepEqual([(await engine.batches.find(batchId))?.done, (await engine.batches.find(batchId))?.waiting], [5, 0])
    for (const answer of running) {
      const row = await engine.instances.find(accepted(answer).instanceId)
      assert.equal(row?.revision, 2)
    }
  })

  test('a suggestion names what changed its id', async ({ assert }) => {
    const { first, second } = await versions(opened)
    const suggested = await opened.engine.migrations.suggest(first, second)
    assert.deepEqual(suggested.mapping, { review: 'check' })
    assert.sameMembers([...suggested.unmatched], ['late'])
    await assert.rejects(() => opened.engine.migrations.suggest(first, 'nothing'))
  })
})
