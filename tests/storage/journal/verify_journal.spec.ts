import { join } from 'node:path'
import { test } from '@japa/runner'
import { accepted, completeTask, createdTasks, publish, start } from '#tests/runtime/support/commands'
import { P6 } from '#tests/runtime/support/models'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { openOutside, type OutsideDatabase } from '../outside_database.js'
import { verifyJournal } from '../verify_journal.js'

test.group('the journal, checked by a stranger', (group) => {
  let running: TestEngine
  let outside: OutsideDatabase
  let instanceId: string
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { p6: P6 })
    const started = await start(running.engine, 'p6', { amount: 500, area: 12.5, shop: '湘味楼 "总店"\\😀', long: '说明'.repeat(2_000) })
    instanceId = started.instanceId
    const open = createdTasks(started.events)
    for (let step = 0; step < 4; step += 1) open.push(...createdTasks(accepted(await running.engine.bus.submit(completeTask(instanceId, open.shift()!, { step, note: { z: 1, a: [null, 1e21, -0] } }))).events))
    outside = await openOutside(running.database.config.databaseUrl ?? join(running.database.config.dataDir, 'xingliu.sqlite'))
  })
  group.teardown(async () => {
    await outside.close()
    await running.close()
  })

  test('a journal nobody touched is whole', async ({ assert }) => {
    assert.deepEqual(await verifyJournal(outside), [])
  })

  test('{name} is found')
    .with([
      { name: 'a changed event', sql: `update journal set events = replace(events, '湘味楼', '湘昧楼') where seq = 1`, says: /was changed/ },
      { name: 'a changed actor', sql: `update journal set actor = replace(actor, 'li', 'wang') where seq = 3`, says: /was changed/ },
      { name: 'a changed instant', sql: 'update journal set at_ms = at_ms + 1 where seq = 2', says: /was changed/ },
      { name: 'a missing row', sql: 'delete from journal where seq = 3', says: /row 3 is missing/ },
      { name: 'a cut tail', sql: 'delete from journal where seq = 5', says: /ends at 4, the instance is at 5/ },
      { name: 'a changed sealed value', sql: `update journal_values set value = replace(value, '说明', '明说')`, says: /sealed value 0 was changed/ },
      { name: 'a revision turned back', sql: 'update instances set revision = revision - 1', says: /the instance is at 4/ },
      { name: 'a row hashed anew', sql: `update journal set hash = '${'ab'.repeat(32)}' where seq = 2`, says: /does not follow|was changed/ },
    ])
    .run(async ({ assert }, { sql, says }) => {
      const journal = await outside.all('select * from journal')
      const values = await outside.all('select * from journal_values')
      const [instance] = await outside.all('select revision from instances where id = ?', [instanceId])
      await outside.run(sql)
      assert.match((await verifyJournal(outside)).join('\n'), says)
      await outside.run('delete from journal')
      await outside.run('delete from journal_values')
      for (const [table, rows] of [['journal', journal], ['journal_values', values]] as const) {
        for (const row of rows) {
          const columns = Object.keys(row)
          await outside.run(`insert into ${table} (${columns.join(',')}) values (${columns.map(() => '?').join(',')})`, Object.values(row) as string[])
        }
      }
      await outside.run('update instances set revision = ?', [Number(instance.revision)])
      assert.deepEqual(await verifyJournal(outside), [])
    })

  test('an erased value leaves the chain whole, and the history shows its digest', async ({ assert }) => {
    await outside.run('delete from journal_values where instance_id = ?', [instanceId])
    assert.deepEqual(await verifyJournal(outside), [])
    const [entry] = await running.engine.history.entries(instanceId)
    assert.match(JSON.stringify(entry.command), /"long":\{"\$sealed":0,"digest":"[0-9a-f]{64}"\}/)
  })
})
