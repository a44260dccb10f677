import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import mysql from 'mysql2/promise'
import { test } from '@japa/runner'
import { createFrontLine, PAGE } from '#adapters/sensors/front_database/front_line'
import type { FrontTable } from '#adapters/sensors/front_database/front_table'
import { createTestTools } from '#tests/adapters/sensors/line_tools'
import { until } from '#tests/adapters/sensors/recording_intake'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'

/** A table of somebody else: beside ours on the server, or a file of its own. */
async function openFront(running: TestEngine): Promise<{ url: string; run(sql: string): Promise<void>; close(): Promise<void> }> {
  const { databaseUrl, dataDir } = running.database.config
  if (databaseUrl !== undefined) {
    const connection = await mysql.createConnection(databaseUrl)
    return { url: databaseUrl, run: async (sql) => void (await connection.query(sql)), close: () => connection.end() }
  }
  const file = join(dataDir, 'front.sqlite')
  const handle = new Sqlite(file)
  return { url: `sqlite:${file}`, run: async (sql) => void handle.exec(sql), close: async () => void handle.close() }
}

const CREATE = 'create table front_readings (id integer primary key, device varchar(40), at varchar(40), tilt varchar(20))'

test.group('front database line', (group) => {
  let running: TestEngine
  let front: Awaited<ReturnType<typeof openFront>>
  /** A line's name is its cursor's and its lease's: each test has its own. */
  let name = ''
  group.setup(async () => {
    running = await openTestEngine()
    front = await openFront(running)
    return async () => {
      await front.close()
      await running.close()
    }
  })
  group.each.setup(async () => {
    name = `readings${Math.random().toString(36).slice(2)}`
    await front.run(CREATE)
    return () => front.run('drop table if exists front_readings')
  })

  const insert = (keys: readonly number[]) => front.run(`insert into front_readings values ${keys.map((key) => `(${key}, 'A${key % 7}', '2026-11-22 10:00:00', '${key / 10}')`).join(', ')}`)
  const lineOf = (nodeId: string, tools = createTestTools(), begin: 'first' | 'last' = 'first') => {
    const table: FrontTable = {
      name, url: front.url, table: 'front_readings', key: 'id', source: 'front',
      columns: { deviceId: 'device', at: 'at', values: { tilt: 'tilt' }, alarmKind: null, alarmState: null, cleared: [] }, everyMs: 20, begin,
    }
    const { leases } = running.storage.engine
    return { tools, line: createFrontLine(table, tools, { leases, cursors: running.storage.lineCursors, nodeId }) }
  }
  const keysOf = (tools: ReturnType<typeof createTestTools>) => tools.intake.kept.map(({ messageId }) => Number(messageId?.split(':')[1])).toSorted((a, b) => a - b)

  test('pages of rows are read in order, later rows follow, one committed late is found, none comes twice', async ({ assert }) => {
    const all = Array.from({ length: PAGE + 20 }, (_, n) => n + 1)
    await insert(all.filter((key) => key !== 300))
    const { tools, line } = lineOf('one')
    await line.start()
    await until(() => tools.intake.kept.length === all.length - 1, 'the pages are read')
    await insert([300, PAGE + 21])
    await until(() => tools.intake.kept.length === all.length + 1, 'the late row and the new one are read')
    await line.stop()
    assert.deepEqual(keysOf(tools), [...all, PAGE + 21])
    assert.equal(line.record.figures().duplicates, 0)
    assert.deepEqual(tools.intake.kept.find(({ messageId }) => messageId === `${name}:300`)?.values, { tilt: 30 })
  })

  test('a reader that ends before the cursor is kept reads the same rows again under the same ids; the next goes on behind them', async ({ assert }) => {
    await insert([1, 2, 3])
    const tools = createTestTools()
    const commit = tools.intake.hold()
    const first = lineOf('one', tools)
    await first.line.start()
    await until(() => tools.intake.waiting() === 3, 'the rows are on their way')
    // what is committed while the node dies: the rows, not the cursor
    const { lineCursors } = running.storage
    const save = lineCursors.save
    lineCursors.save = async () => Promise.reject(new Error('killed'))
    commit()
    await until(() => tools.errors.length > 0, 'the cursor is not kept')
    await first.line.stop()
    lineCursors.save = save
    const second = lineOf('two', tools)
    await second.line.start()
    await until(() => second.line.record.figures().duplicates === 3, 'they come again and are known')
    await insert([4])
    await until(() => tools.intake.kept.length === 4, 'the next is read')
    await second.line.stop()
    assert.deepEqual(keysOf(tools), [1, 2, 3, 4])
  })

  test('one node reads, the other when it has ended; a new line begins behind what is there', async ({ assert }) => {
    await insert([1, 2])
    const tools = createTestTools()
    const one = lineOf('one', tools, 'last')
    const two = lineOf('two', tools, 'last')
    await one.line.start()
    await until(() => tools.errors.length === 0, 'it has begun')
    for (let tries = 0; (await running.storage.lineCursors.load(`front:${name}`)) === null && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 10))
    await two.line.start()
    await insert([3])
    await until(() => tools.intake.kept.length === 1, 'the new row is read')
    assert.equal(one.line.record.figures().accepted, 1)
    await one.line.stop()
    await insert([4])
    await until(() => tools.intake.kept.length === 2, 'the other reads on')
    await two.line.stop()
    assert.deepEqual([two.line.record.figures().accepted, two.line.record.figures().duplicates], [1, 0])
  })

  test('a table that is away is said once and read when it is back', async ({ assert }) => {
    await front.run('drop table front_readings')
    const { tools, line } = lineOf('one')
    await line.start()
    await until(() => tools.errors.length > 0, 'it is said')
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.lengthOf(tools.errors, 1)
    await front.run(CREATE)
    await insert([1])
    await until(() => tools.intake.kept.length === 1, 'it is read')
    await line.stop()
  })
})
