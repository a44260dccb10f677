import { join } from 'node:path'
import { test } from '@japa/runner'
import { verifyLiveness } from '#adapters/bootstrap/audit_liveness'
import { isNightlyCheckDue } from '#engine/runtime/liveness/nightly_check'
import { completeTask, createdTasks, publish, start } from '#tests/runtime/support/commands'
import { CALLS_ONE, ONE_TASK, P6, RUNS_A_JOB, WAITS_AN_HOUR, WAITS_FOR_MESSAGE } from '#tests/runtime/support/models'
import { openTestEngine, START_MS, type TestEngine } from '#tests/runtime/support/test_engine'
import { openOutside, type OutsideDatabase } from '../outside_database.js'

test.group('the nightly check', (group) => {
  let running: TestEngine
  let outside: OutsideDatabase
  const ids: Record<string, string> = {}

  const findings = async (): Promise<string[]> => {
    await running.engine.checkLiveness()
    return (await running.storage.engine.liveness.last())!.findings.map(({ code, instanceId }) => `${code} ${Object.keys(ids).find((name) => ids[name] === instanceId) ?? instanceId}`)
  }

  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { one: ONE_TASK, p6: P6, caller: CALLS_ONE, hour: WAITS_AN_HOUR, job: RUNS_A_JOB, waiting: WAITS_FOR_MESSAGE })
    for (const key of ['one', 'p6', 'caller', 'hour', 'job', 'waiting']) ids[key] = (await start(running.engine, key, { order: 'A-1', amount: 1, area: null })).instanceId
    await running.engine.drain()
    ids.called = (await running.engine.instances.calledBy(ids.caller))[0].id
    const suspended = await start(running.engine, 'hour')
    ids.suspended = suspended.instanceId
    await running.engine.bus.submit({ instanceId: ids.suspended, command: { type: 'SuspendInstance', reason: '核查' }, actor: { kind: 'system' } })
    const ended = await start(running.engine, 'one')
    ids.ended = ended.instanceId
    await running.engine.bus.submit(completeTask(ids.ended, createdTasks(ended.events)[0]))
    const { databaseUrl, dataDir } = running.database.config
    outside = await openOutside(databaseUrl ?? join(dataDir, 'xingliu.sqlite'))
  })
  group.teardown(async () => {
    await outside.close()
    await running.close()
  })

  test('finds nothing where everything can go on: tasks, timers, messages, jobs, calls, a suspension', async ({ assert }) => {
    assert.deepEqual(await findings(), [])
    assert.deepInclude((await running.storage.engine.liveness.last())!.run, { instances: 8, findingCount: 0 })
  })

  test('{name} is found')
    .with([
      { name: 'a lost task', table: 'tasks', change: () => `delete from tasks where instance_id = '${ids.one}'`, finds: ['TASK_MISSING one'] },
      { name: 'a task closed behind the back', table: 'tasks', change: () => `update tasks set state = 'completed' where instance_id = '${ids.one}'`, finds: ['TASK_MISSING one'] },
      { name: 'a task in another\'s inbox', table: 'tasks', change: () => `update tasks set assignee = 'wang' where instance_id = '${ids.one}'`, finds: ['TASK_DIFFERS one'] },
      { name: 'a task of an ended instance', table: 'tasks', change: () => `update tasks set state = 'open' where instance_id = '${ids.ended}'`, finds: ['TASK_STRAY ended'] },
      { name: 'a lost timer', table: 'due_items', change: () => `delete from due_items where instance_id = '${ids.hour}'`, finds: ['TIMER_MISSING hour'] },
      { name: 'a timer nobody waits for', table: 'due_items', change: () => `update due_items set instance_id = '${ids.one}' where instance_id = '${ids.hour}'`, finds: ['TIMER_MISSING hour', 'TIMER_STRAY one'] },
      { name: 'a timer without an instance', table: 'due_items', change: () => `insert into due_items (id, instance_id, kind, ref, due_at_ms) values ('gone:1', 'gone', 'timer', 'x', 1)`, finds: ['TIMER_STRAY gone'] },
      { name: 'a lost subscription', table: 'subscriptions', change: () => `delete from subscriptions where instance_id = '${ids.waiting}'`, finds: ['SUBSCRIPTION_MISSING waiting'] },
      { name: 'a lost job', table: 'jobs', change: () => `delete from jobs where instance_id = '${ids.job}'`, finds: ['JOB_MISSING job'] },
      { name: 'an incident nobody knows of', table: 'incidents', change: () => `insert into incidents (id, instance_id, definition_key, code, message, raised_at_ms) values ('x', '${ids.one}', 'one', 'NO_CANDIDATE', 'x', 1)`, finds: ['INCIDENT_STRAY one'] },
      { name: 'a call whose instance is gone', table: 'instances', change: () => `delete from instances where id = '${ids.called}'`, finds: ['CALL_LOST caller', 'TASK_STRAY called'] },
      { name: 'a token at an element that is not there', table: 'instances', change: () => `update instances set tokens = replace(tokens, '"review"', '"nowhere"') where id = '${ids.one}'`, finds: ['STATE_UNSOUND one'] },
    ])
    .run(async ({ assert }, { table, change, finds }) => {
      const kept = await outside.all(`select * from ${table}`)
      await outside.run(change())
      try {
        assert.sameMembers(await findings(), finds)
      } finally {
        await outside.run(`delete from ${table}`)
        for (const row of kept) {
          const columns = Object.keys(row).filter((column) => !['due_sort_ms', 'awaits_checkpoint'].includes(column))
          await outside.run(`insert into ${table} (${columns.map((column) => `\`${column}\``).join(', ')}) values (${columns.map(() => '?').join(', ')})`, columns.map((column) => row[column]) as string[])
        }
      }
      assert.deepEqual(await findings(), [])
    })

  test('a call whose end is on its way is no finding', async ({ assert }) => {
    const [called] = await outside.all('select * from instances where id = ?', [ids.called])
    await outside.run(`update instances set ended_at_ms = 1, status = 'completed' where id = ?`, [ids.called])
    await outside.run(`update tasks set state = 'completed' where instance_id = ?`, [ids.called])
    assert.deepEqual(await findings(), ['CALL_LOST caller'])
    await outside.run(`insert into instance_commands (source_instance_id, source_seq, position, instance_id, command, created_at_ms) values (?, 9, 0, ?, '{}', 1)`, [ids.called, ids.caller])
    assert.deepEqual(await findings(), [])
    await outside.run('delete from instance_commands')
    await outside.run('update instances set ended_at_ms = null, status = ? where id = ?', [String(called.status), ids.called])
    await outside.run(`update tasks set state = 'open' where instance_id = ?`, [ids.called])
    assert.deepEqual(await findings(), [])
  })

  test('the same from outside, by a connection that cannot write', async ({ assert }) => {
    const { databaseUrl, dataDir } = running.database.config
    const lines: string[] = []
    const where = databaseUrl ?? join(dataDir, 'xingliu.sqlite')
    assert.deepEqual(await verifyLiveness(where, (line) => lines.push(line)), { instances: 8, found: 0 })
    await outside.run(`update tasks set assignee = 'wang' where instance_id = '${ids.one}'`)
    assert.deepEqual(await verifyLiveness(where, (line) => lines.push(line)), { instances: 8, found: 1 })
    assert.match(lines.join('\n'), /TASK_DIFFERS.*待办任务的办理人与流程状态不符/)
    await outside.run('update tasks set assignee = null where instance_id = ?', [ids.one])
  })

  test('runs while work goes on without a false alarm', async ({ assert }) => {
    let isOver = false
    const work = async () => {
      while (!isOver) {
        const { instanceId, events } = await start(running.engine, 'one')
        await running.engine.bus.submit(completeTask(instanceId, createdTasks(events)[0]))
      }
    }
    const clerks = [work(), work(), work()]
    for (let round = 0; round < 5; round += 1) assert.deepEqual(await findings(), [])
    isOver = true
    await Promise.all(clerks)
  }).timeout(60_000)

  test('is due once a night, by the clock of Changsha', ({ assert }) => {
    const at = (hour: number) => Date.UTC(2026, 2, 2, hour - 8)
    const ranAt = (startedAtMs: number) => ({ startedAtMs, endedAtMs: startedAtMs, instances: 0, findingCount: 0 })
    assert.isFalse(isNightlyCheckDue(at(1), null))
    assert.isTrue(isNightlyCheckDue(at(2), null))
    assert.isTrue(isNightlyCheckDue(at(4), ranAt(at(4) - 24 * 3_600_000)))
    assert.isFalse(isNightlyCheckDue(at(4), ranAt(at(2))))
    assert.isFalse(isNightlyCheckDue(at(5), ranAt(START_MS - 9e9)))
  })
})
