import { test } from '@japa/runner'
import { openStorage, type Storage } from '#storage/open_storage'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'

const BEGIN_MS = Date.parse('2026-03-02T09:00:00+08:00')
/** More than two slices, so that what is counted at their edges shows. */
const INSTANCES = 4_100
const HOUR = 3_600_000

/** Column names with a value for each instance, as SQL over `n`. */
const INSTANCE = {
  id: "'i' || n", definition_id: "case when n % 10 = 0 then 'p:2:p' else 'p:1:p' end", package_id: "'p@1'", definition_key: "'p'", status: "'active'", revision: '1', state_version: '1',
  started_at_ms: `${BEGIN_MS} + (n / 7) * 1000`, head_hash: "'x'", tokens: "'{}'", data: "'{}'",
}
const TASK = {
  id: "'i' || n || ':1'", instance_id: "'i' || n", definition_id: "'p:1:p'", definition_key: "'p'", package_id: "'p@1'", element_id: "'check'", element_instance_id: "'e'", name: "'审查'",
  state: "case when n % 20 = 1 then 'open' when n % 20 = 2 then 'cancelled' else 'completed' end", candidates: "'[]'", outcomes: "'[]'", priority: '0', created_at_ms: `${BEGIN_MS}`, revision: '1',
  completed_at_ms: `${BEGIN_MS} + (n % 100) * 60000`,
}

test.group('times of tasks over all instances', (group) => {
  let database: TestDatabase
  let storage: Storage
  group.setup(async () => {
    database = await createTestDatabase()
    storage = await openStorage(database.config)
    await storage.migrate()
    const isMySql = storage.database.dialect.name === 'mysql'
    const text = (expression: string) => (isMySql ? expression.replace(/'i' \|\| n \|\| ':1'/, "concat('i', n, ':1')").replace(/'i' \|\| n/, "concat('i', n)").replace('(n / 7)', '(n div 7)') : expression)
    const fill = (table: string, columns: Record<string, string>, from: number, to: number) =>
      storage.database.dialect.transaction(async (connection) => {
        const rows = `with recursive numbers(n) as (select ${from} union all select n + 1 from numbers where n < ${to}) select ${Object.values(columns).map(text).join(', ')} from numbers`
        if (isMySql) await connection.run('set session max_recursive_iterations = 10000')
        await connection.run(`insert into ${table} (${Object.keys(columns).join(', ')}) ${rows}`)
      })
    await fill('instances', INSTANCE, 1, INSTANCES)
    await fill('tasks', TASK, 1, INSTANCES)
    await fill('archived_instances', INSTANCE, INSTANCES + 1, INSTANCES + 100)
    await fill('archived_tasks', TASK, INSTANCES + 1, INSTANCES + 100)
  })
  group.teardown(async () => {
    await storage.close()
    await database.drop()
  })

  const times = (fromMs = 0, beforeMs = Number.MAX_SAFE_INTEGER) => storage.engine.operations.taskTimes({ definitionId: 'p:1:p', definitionKey: 'p', fromMs, beforeMs })
  /** The same, counted one by one. */
  const expected = (isWanted: (n: number) => boolean = () => true) => {
    const all = Array.from({ length: INSTANCES + 100 }, (_, index) => index + 1).filter((n) => n % 10 !== 0 && isWanted(n))
    return { instances: all.length, waiting: all.filter((n) => n % 20 === 1).length, completed: all.filter((n) => n % 20 > 2).length }
  }
  const shapeOf = ({ instances, elements: [check] }: Awaited<ReturnType<typeof times>>) =>
    ({ instances, waiting: check?.waiting ?? 0, completed: (check?.durations ?? []).reduce((sum, { count }) => sum + count, 0) })

  test('every instance of the version counts once, live or archived, whatever lies at the edge of a slice', async ({ assert }) => {
    assert.deepEqual(shapeOf(await times()), expected())
  })

  test('a period is by the start of the instance', async ({ assert }) => {
    const [from, before] = [BEGIN_MS + 100_000, BEGIN_MS + 300_000]
    assert.deepEqual(shapeOf(await times(from, before)), expected((n) => Math.floor(n / 7) >= 100 && Math.floor(n / 7) < 300))
    assert.deepEqual(shapeOf(await times(BEGIN_MS + HOUR * 24)), { instances: 0, waiting: 0, completed: 0 })
  })

  test('durations are rounded by no more than half a step', async ({ assert }) => {
    const { elements } = await times()
    const durations = elements[0]!.durations
    assert.deepEqual(durations.map(({ seconds }) => seconds), durations.map(({ seconds }) => seconds).toSorted((a, b) => a - b))
    // one minute exactly stays one minute, 99 minutes lie in the step of minute 99
    assert.deepEqual([durations[0]!.seconds, durations.at(-1)!.seconds], [180, 99 * 60].map((seconds) => seconds + 30))
  })
})
