import { test } from '@japa/runner'
import { BpmnErrorThrown } from '#engine/runtime/workers/run_job'
import { retryDelay } from '#engine/runtime/workers/retry_delay'
import { accepted, LI, publish, start } from '../support/commands.js'
import { RUNS_A_JOB } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

const DAY_MS = 86_400_000

test.group('jobs', (group) => {
  let running: TestEngine
  let calls: string[] = []
  let behaviour: () => Record<string, unknown> | Promise<Record<string, unknown>> = () => ({})
  group.setup(async () => {
    running = await openTestEngine()
    running.engine.registerJobHandler('look-up', async (job) => {
      calls.push(job.instanceId)
      return behaviour()
    })
    await publish(running.engine, { job: RUNS_A_JOB })
  })
  group.teardown(() => running.close())
  group.each.setup(() => void (calls = []))

  const elements = async (instanceId: string) => (await running.engine.tasks.ofInstance(instanceId)).map(({ elementId }) => elementId)

  test('a handler runs after the commit and what it returns is merged', async ({ assert }) => {
    behaviour = () => ({ found: '长沙县' })
    const { instanceId } = await start(running.engine, 'job')
    assert.lengthOf(calls, 0)
    await running.engine.drain()
    assert.deepEqual(calls, [instanceId])
    assert.deepInclude((await running.engine.instances.find(instanceId))!.data, { found: '长沙县' })
    assert.deepEqual(await elements(instanceId), ['after'])
  })

  test('what a suspended instance asks for is not done until it is resumed, and then once', async ({ assert }) => {
    const { engine, clock } = running
    behaviour = () => ({})
    const { instanceId } = await start(engine, 'job')
    await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI })
    for (let round = 0; round < 3; round += 1) {
      await engine.drain()
      clock.nowMs += 600_000
    }
    assert.lengthOf(calls, 0)
    await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI })
    await engine.drain()
    assert.deepEqual(calls, [instanceId])
  })

  test('work that is under way when its instance is suspended is not done again: its result waits for the resume', async ({ assert }) => {
    const { engine, clock } = running
    const { instanceId } = await start(engine, 'job')
    behaviour = async () => {
      accepted(await engine.bus.submit({ instanceId, command: { type: 'SuspendInstance', reason: '核查' }, actor: LI }))
      return { found: '暮云' }
    }
    await engine.drain()
    clock.nowMs += DAY_MS
    await engine.drain()
    accepted(await engine.bus.submit({ instanceId, command: { type: 'ResumeInstance' }, actor: LI }))
    await engine.drain()
    assert.deepEqual(calls, [instanceId])
    assert.deepInclude((await engine.instances.find(instanceId))!.data, { found: '暮云' })
    assert.deepEqual(await elements(instanceId), ['after'])
  })

  test('a failing handler is tried again later, then an incident stands, and its retry goes on', async ({ assert }) => {
    const { engine, clock } = running
    behaviour = () => {
      throw new Error('接口没有应答')
    }
    const { instanceId } = await start(engine, 'job')
    await engine.drain()
    assert.lengthOf(calls, 1)
    await engine.drain()
    assert.lengthOf(calls, 1, 'not before the pause is over')
    for (let round = 0; round < 12; round += 1) {
      clock.nowMs += DAY_MS
      await engine.drain()
    }
    const { data } = await engine.incidents.list({ instanceId }, { limit: 10 })
    assert.lengthOf(data, 1)
    assert.include(data[0].message, '接口没有应答')
    assert.equal((await engine.instances.find(instanceId))?.incidentCount, 1)
    const tries = calls.length
    behaviour = () => ({})
    accepted(await engine.retryIncident(data[0].id, LI))
    await engine.drain()
    assert.equal(calls.length, tries + 1)
    assert.deepEqual(await elements(instanceId), ['after'])
    assert.lengthOf((await engine.incidents.list({ instanceId }, { limit: 10 })).data, 0)
  })

  test('a BPMN error that nobody catches is an incident', async ({ assert }) => {
    behaviour = () => {
      throw new BpmnErrorThrown('NOT_REGISTERED', '未登记')
    }
    const { instanceId } = await start(running.engine, 'job')
    await running.engine.drain()
    assert.lengthOf((await running.engine.incidents.list({ instanceId }, { limit: 10 })).data, 1)
  })

  test('each claim raises the fence: whoever holds an older one is refused', async ({ assert }) => {
    const { engine, storage, clock } = running
    behaviour = () => ({})
    await start(engine, 'job')
    const claim = () =>
      storage.engine.work.claimJobs({ topics: ['look-up'], nowMs: clock.nowMs, limit: 100, owner: 'a', leaseUntilMs: clock.nowMs + 10 })
    const [first] = await claim()
    assert.lengthOf(await claim(), 0)
    clock.nowMs += 20
    const [second] = await claim()
    assert.equal(second.fence, first.fence + 1)
    assert.isFalse(await storage.engine.work.finishJob(first.id, first.fence))
    clock.nowMs += 20
    await engine.drain()
  })
})

test.group('retry delay', () => {
  test('{failures} failures, cycle {cycle}')
    .with([
      { failures: 0, cycle: null, random: 0.5, delay: 10_000 },
      { failures: 1, cycle: null, random: 0.5, delay: 20_000 },
      { failures: 2, cycle: null, random: 0, delay: 32_000 },
      { failures: 50, cycle: null, random: 0.5, delay: 3_600_000 },
      { failures: 0, cycle: 'R3/PT5M', random: 0.9, delay: 300_000 },
      { failures: 7, cycle: 'R3/PT1H30M', random: 0, delay: 5_400_000 },
      { failures: 0, cycle: 'R2/P1DT1S', random: 0, delay: 86_401_000 },
    ])
    .run(({ assert }, { failures, cycle, random, delay }) => assert.equal(retryDelay(failures, cycle, random), delay))
})
