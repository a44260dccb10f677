import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { checkpointFile } from '#adapters/bootstrap/checkpoint_file'
import { createEngine } from '#engine/runtime/create_engine'
import type { Engine } from '#engine/runtime/engine'
import type { CheckpointStore } from '#engine/runtime/ports/checkpoint_store'
import { takeCheckpoints } from '#engine/runtime/checkpoints/take_checkpoints'
import { completeTask, createdTasks, publish, start } from '#tests/runtime/support/commands'
import { ONE_TASK, P6 } from '#tests/runtime/support/models'
import { openTestEngine, testCalendar, testDirectory, testId, type TestEngine } from '#tests/runtime/support/test_engine'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { testSigner } from '../audit/test_signer.js'

test.group('checkpoints', (group) => {
  let running: TestEngine
  let file: string
  let second: Engine
  const signer = testSigner()
  const store = (): CheckpointStore => running.storage.engine.checkpoints
  const linesOf = () => readFileSync(file, 'utf8').trimEnd().split('\n')

  group.each.setup(async () => {
    const database = await createTestDatabase()
    file = join(database.config.dataDir, 'checkpoints.jsonl')
    const checkpoints = { signer, file: checkpointFile(file) }
    running = await openTestEngine({ database, options: { checkpoints, nodeId: 'first' } })
    second = createEngine(running.storage.engine, {
      participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => running.clock.nowMs, newId: testId, nodeId: 'second', checkpoints,
    })
    await publish(running.engine, { p6: P6, one: ONE_TASK })
    return async () => {
      await second.stop()
      await running.close()
      await database.drop()
    }
  })

  test('cover what has changed since the last one, and nothing twice; nothing changed makes none', async ({ assert }) => {
    const { engine } = running
    assert.deepEqual(await engine.takeCheckpoints(), [])
    const begun = [await start(engine, 'p6'), await start(engine, 'one'), await start(engine, 'one')]
    const [first] = await engine.takeCheckpoints()
    assert.deepInclude(first, { number: 1, headCount: 3, auditSeq: 0, previousHash: '0'.repeat(64), kind: 'regular' })
    assert.deepEqual(await engine.takeCheckpoints(), [])
    await engine.bus.submit(completeTask(begun[0].instanceId, createdTasks(begun[0].events)[0]))
    assert.lengthOf(await store().changedHeads(10), 1)
    const [next] = await engine.takeCheckpoints()
    assert.deepInclude(next, { number: 2, headCount: 1, previousHash: first.hash })
    assert.deepEqual(linesOf().map((line) => (JSON.parse(line) as { number: number }).number), [1, 2])
  })

  test('close the security audit, too', async ({ assert }) => {
    const row = await running.storage.accounts.audit.append({ atMs: 1, actor: 'li', action: 'login.ok', target: null, address: null, detail: {} })
    const [made] = await running.engine.takeCheckpoints()
    assert.deepInclude(made, { headCount: 0, auditSeq: row.seq, auditHash: row.hash })
  })

  test('a crash between storing and marking covers the heads once more', async ({ assert }) => {
    await start(running.engine, 'one')
    const dying: CheckpointStore = { ...store(), markCovered: () => Promise.reject(new Error('killed')) }
    await assert.rejects(() => takeCheckpoints({ store: dying, signer, clock: () => 0 }), 'killed')
    const [again] = await running.engine.takeCheckpoints()
    assert.deepInclude(again, { number: 2, headCount: 1 })
  })

  test('an instance that goes on while its head is being covered stays changed', async ({ assert }) => {
    const { instanceId, events } = await start(running.engine, 'p6')
    const busy: CheckpointStore = {
      ...store(),
      async markCovered(heads) {
        await running.engine.bus.submit(completeTask(instanceId, createdTasks(events)[0]))
        await store().markCovered(heads)
      },
    }
    await takeCheckpoints({ store: busy, signer, clock: () => 0 }, 1)
    assert.deepEqual((await store().changedHeads(10)).map(({ seq }) => seq), [2])
  })

  test('two nodes at once number them without gap or twin', async ({ assert }) => {
    for (let round = 0; round < 4; round += 1) {
      await start(running.engine, 'one')
      await Promise.all([takeCheckpoints({ store: store(), signer, clock: () => 0 }), takeCheckpoints({ store: store(), signer, clock: () => 0 })])
    }
    const all = await store().since(0, 100)
    assert.deepEqual(all.map(({ number }) => number), all.map((_, index) => index + 1))
    all.slice(1).forEach((checkpoint, index) => assert.equal(checkpoint.previousHash, all[index].hash))
  })

  test('a duty is one node\'s until its lease has run out', async ({ assert }) => {
    const { leases } = running.storage.engine
    assert.isTrue(await leases.take('night', 'first', 0, 100))
    assert.isFalse(await leases.take('night', 'second', 50, 150))
    assert.isTrue(await leases.take('night', 'first', 60, 160))
    assert.isTrue(await leases.take('night', 'first', 60, 160))
    assert.isTrue(await leases.take('night', 'second', 160, 260))
    assert.isFalse(await leases.take('night', 'first', 170, 270))
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((node) => leases.take('race', node, 0, 100)))
    assert.lengthOf(answers.filter((mine) => mine), 1)
  })

  test('a started server takes one, and a last one when it stops', async ({ assert }) => {
    await start(running.engine, 'one')
    second.startWorkers()
    for (const end = Date.now() + 20_000; !(await store().last()) && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10))
    await start(running.engine, 'one')
    await second.stop()
    assert.deepEqual(await store().changedHeads(10), [])
    assert.equal((await store().last())?.number, 2)
  })

  test('the file catches up with what a full disk or a crash left out', async ({ assert }) => {
    await start(running.engine, 'one')
    await running.engine.takeCheckpoints()
    const whole = readFileSync(file, 'utf8')
    await start(running.engine, 'one')
    await takeCheckpoints({ store: store(), signer, clock: () => 0 })
    appendFileSync(file, '{"number":2,"atMs":0,"ki')
    await running.engine.takeCheckpoints()
    assert.deepEqual(linesOf().map((line) => line.slice(0, 12)), ['{"number":1,', '{"number":2,', '{"number":2,'])
    rmSync(file)
    await running.engine.takeCheckpoints()
    assert.lengthOf(linesOf(), 2)
    assert.isTrue(readFileSync(file, 'utf8').startsWith(whole))
  })

  test('a file that knows more than the database stops with what to do', async ({ assert }) => {
    await start(running.engine, 'one')
    const [made] = await running.engine.takeCheckpoints()
    writeFileSync(file, `${JSON.stringify({ ...made, number: 9 })}\n`)
    await assert.rejects(() => running.engine.takeCheckpoints(), /数据库可能被回退或替换/)
    assert.lengthOf(linesOf(), 1)
  })
})
