import { test } from '@japa/runner'
import * as fc from 'fast-check'
import type { TaskFilter, TaskSort } from '#engine/runtime/ports/task_queries'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { searchTerms } from '#engine/runtime/bus/search_terms'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { insertRows } from '#storage/write_rows'

const NOW_MS = 1_000_000
const TITLES = ['湘味楼餐饮店', '星沙街道小吃店', '黄花镇 KFC-01 分店', '（李记面馆）', '𠮷野家食堂', null]
const PRINCIPALS = ['user:li', 'role:clerk', 'role:clerk@dept:market', 'dept:market', 'post:window', 'role:other']

/** A hand-made county of tasks: every combination of state, assignee, due date, title. */
const tasks: (TaskRow & { title: string | null })[] = Array.from({ length: 240 }, (_, n) => ({
  id: `t${String(n).padStart(4, '0')}`, instanceId: `i${n}`, definitionId: 'd:1:p', definitionKey: n % 3 === 0 ? 'restaurant' : 'leave', packageId: 'p@1',
  elementId: 'e', elementInstanceId: `i${n}:1`, name: ['审核', '承办', '决定'][n % 3], state: n % 5 === 4 ? 'completed' : n % 11 === 10 ? 'cancelled' : 'open',
  assignee: n % 4 === 0 ? 'li' : n % 4 === 1 ? 'wang' : null, candidates: [PRINCIPALS[n % 6], PRINCIPALS[(n * 7 + 1) % 6]], formKey: null, outcomes: [],
  priority: (n * 13) % 4, createdAtMs: 1_000 + ((n * 37) % 100), dueAtMs: n % 6 === 5 ? null : NOW_MS + ((n * 53) % 41) - 20,
  amberAtMs: n % 6 === 5 ? null : NOW_MS + ((n * 53) % 41) - 30, revision: 1, completedAtMs: n % 5 === 4 ? 2_000 + (n % 50) : null,
  completedBy: n % 5 === 4 ? (n % 2 ? 'li' : 'wang') : null, outcome: null, opinion: null, title: TITLES[n % 6], number: n % 6 === 5 ? null : `430121${String(n).padStart(4, '0')}`,
  applicant: n % 2 ? '王五餐饮有限公司' : null, businessKey: null, starter: 'li', owner: null, parentTaskId: null, signPosition: null, urgedAtMs: null, formPackageId: null,
}))

const instanceOf = ({ instanceId, definitionId, definitionKey, packageId, title, number, applicant }: TaskRow) => ({
  id: instanceId, definitionId, definitionKey, packageId, status: 'active', revision: 1, stateVersion: 1, businessKey: null, starter: 'li', startedAtMs: 1, endedAtMs: null,
  headHash: '', tokens: '{}', data: '{}', title, number, applicant,
})

/** The same rules in plain words over the array: the checker shares nothing with the queries but the rows. */
const expected = (filter: TaskFilter): TaskRow[] => {
  const users = [filter.viewer.userId, ...filter.viewer.principals.filter((one) => one.startsWith('user:')).map((one) => one.slice(5))]
  const inView = (task: TaskRow): boolean =>
    filter.view === 'todo' ? task.state === 'open' && task.assignee !== null && users.includes(task.assignee)
    : filter.view === 'done' ? task.completedBy === filter.viewer.userId
    : task.state === 'open' && task.assignee === null && task.candidates.some((one) => filter.viewer.principals.includes(one))
  const light = (task: TaskRow): string =>
    task.dueAtMs === null ? 'none' : task.dueAtMs <= NOW_MS ? 'red' : task.amberAtMs !== null && task.amberAtMs <= NOW_MS ? 'amber' : 'green'
  const text = (task: TaskRow) => `${task.title ?? ''} ${task.number ?? ''} ${task.applicant ?? ''}`.toLowerCase()
  return tasks.filter(
    (task) =>
      inView(task) && (!filter.definitionKey || task.definitionKey === filter.definitionKey) && (!filter.light || light(task) === filter.light) &&
      (filter.dueBeforeMs === undefined || (task.dueAtMs !== null && task.dueAtMs < filter.dueBeforeMs)) && (!filter.q || filter.q.toLowerCase().split(' ').every((word) => text(task).includes(word))),
  )
}

const SORTS = ['dueAt', 'createdAt', 'priority', 'title', 'name'] as const
const ANY_SORT: readonly TaskSort[] = [...SORTS, ...SORTS.map((sort) => `-${sort}` as const)]

const sorted = (rows: TaskRow[], filter: TaskFilter, sort: TaskSort): string[] => {
  const [plain, turn] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1]
  // dueAt, title and name run up, the others down
  const usual = plain === 'createdAt' || plain === 'priority' ? -1 : 1
  const value = (task: TaskRow): number | Buffer => {
    if (plain === 'title') return Buffer.from(task.title ?? '')
    if (plain === 'name') return Buffer.from(task.name)
    if (plain === 'dueAt') return task.dueAtMs ?? Number.MAX_SAFE_INTEGER
    return plain === 'priority' ? task.priority : filter.view === 'done' ? task.completedAtMs! : task.createdAtMs
  }
  const compare = (one: number | Buffer, other: number | Buffer) => (typeof one === 'number' ? one - (other as number) : Buffer.compare(one, other as Buffer))
  return [...rows].sort((a, b) => turn * usual * (compare(value(a), value(b)) || (a.id < b.id ? -1 : 1))).map(({ id }) => id)
}

test.group('task lists', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await running.storage.database.dialect.transaction(async (connection) => {
      await insertRows(connection, 'tasks', tasks.map((task) => ({ ...task, candidates: JSON.stringify(task.candidates), outcomes: '[]' })))
      const open = tasks.filter(({ state, assignee }) => state === 'open' && assignee === null)
      await insertRows(connection, 'task_candidates', open.flatMap((task) => [...new Set(task.candidates)].map((principal) => ({
        principal, taskId: task.id, dueAtMs: task.dueAtMs, createdAtMs: task.createdAtMs, priority: task.priority,
      }))))
      await insertRows(connection, 'instances', tasks.map(instanceOf))
      await insertRows(connection, 'instance_terms', tasks.flatMap((task) => searchTerms(task.title, task.number, task.applicant).map((term) => ({ term, instanceId: task.instanceId }))))
    })
  })
  group.teardown(() => running.close())

  const queries = () => running.engine.tasks

  const anyFilter = fc.record<TaskFilter>(
    {
      view: fc.constantFrom('todo' as const, 'claimable' as const, 'done' as const),
      viewer: fc.record({ userId: fc.constantFrom('li', 'wang', 'zhao'), principals: fc.subarray([...PRINCIPALS, 'user:wang']) }),
      nowMs: fc.constant(NOW_MS),
      definitionKey: fc.constantFrom('restaurant', 'leave', 'none'),
      light: fc.constantFrom('none' as const, 'green' as const, 'amber' as const, 'red' as const),
      dueBeforeMs: fc.integer({ min: NOW_MS - 25, max: NOW_MS + 25 }),
      q: fc.constantFrom('湘味', '星沙街道', '李', 'kfc', 'KFC-01', '4301210', '4301210012', '餐饮', '王五餐饮', '没有', '餐饮 43012100', '湘味 李', 'kfc 黄花', '街道 4301210012'),
    },
    { requiredKeys: ['view', 'viewer', 'nowMs'] },
  )

  const matchesChecker = (assert: { deepEqual(found: unknown, wanted: unknown): void }, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(anyFilter, fc.constantFrom(...ANY_SORT), fc.integer({ min: 1, max: 30 }), async (filter, sort, limit) => {
        const found: string[] = []
        let after: string | null = null
        do {
          const page: { data: TaskRow[]; next: string | null } = await queries().list(filter, sort, { limit, after })
          found.push(...page.data.map(({ id }) => id))
          after = page.next
        } while (after !== null)
        const wanted = sorted(expected(filter), filter, sort)
        assert.deepEqual(found, wanted)
        const badge = await queries().count(filter)
        assert.deepEqual(badge, wanted.length >= 100 ? { count: 99, capped: true } : { count: wanted.length, capped: false })
      }),
      { numRuns },
    )

  test('pages put together are the whole list, in order, without twins; the count is its length', async ({ assert }) => {
    await matchesChecker(assert, 120)
  }).timeout(120_000)

  test('the same when thousands of other instances have what is searched for', async ({ assert }) => {
    const { dialect } = running.storage.database
    const crowd = Array.from({ length: 2_100 }, (_, n) => ['餐饮', '湘味', '星沙', '沙街', `李${String.fromCodePoint(0x4e00 + n)}`, `kfc-0${n}`, `4301210x${n}`].map((term) => ({ term, instanceId: `other${n}` }))).flat()
    await dialect.transaction((connection) => insertRows(connection, 'instance_terms', crowd))
    await matchesChecker(assert, 120)
    await dialect.transaction(async (connection) => void (await connection.run(`delete from instance_terms where instance_id like 'other%'`)))
  }).timeout(120_000)

  test('a page is stable when rows are inserted before it', async ({ assert }) => {
    const filter: TaskFilter = { view: 'todo', viewer: { userId: 'li', principals: [] }, nowMs: NOW_MS }
    const first = await queries().list(filter, 'dueAt', { limit: 5 })
    const all = sorted(expected(filter), filter, 'dueAt')
    await running.storage.database.dialect.transaction((connection) =>
      insertRows(connection, 'tasks', [{ ...tasks[0], id: 'early', dueAtMs: 1, candidates: '[]', outcomes: '[]' }]),
    )
    const second = await queries().list(filter, 'dueAt', { limit: 5, after: first.next })
    assert.deepEqual(second.data.map(({ id }) => id), all.slice(5, 10))
    await running.storage.database.dialect.transaction(async (connection) => void (await connection.run(`delete from tasks where id = 'early'`)))
  })

  test('the tasks of many instances at once are those of each, oldest first', async ({ assert }) => {
    const second = { ...tasks[7], id: 'again', createdAtMs: tasks[7].createdAtMs - 1 }
    const { dialect } = running.storage.database
    await dialect.transaction((connection) => insertRows(connection, 'tasks', [{ ...second, candidates: '[]', outcomes: '[]' }]))
    const found = await queries().ofInstances(['i7', 'i9', 'none', 'i7'])
    assert.deepEqual([...found].map(([id, rows]) => [id, rows.map((row) => row.id)]).sort(), [['i7', ['again', tasks[7].id]], ['i9', [tasks[9].id]]])
    assert.deepEqual(found.get('i7'), await queries().ofInstance('i7'))
    assert.equal((await queries().ofInstances([])).size, 0)
    await dialect.transaction(async (connection) => void (await connection.run(`delete from tasks where id = 'again'`)))
  })

  test('the open task of an instance at an element: the newest, closed ones and other elements passed by', async ({ assert }) => {
    const { dialect } = running.storage.database
    const base = { ...tasks[3], instanceId: 'row', candidates: '[]', outcomes: '[]', elementId: 'review', state: 'open', completedAtMs: null, completedBy: null }
    const rows = [
      { ...base, id: 'row:1', createdAtMs: 1, state: 'completed' }, { ...base, id: 'row:2', createdAtMs: 2 }, { ...base, id: 'row:3', createdAtMs: 3 },
      { ...base, id: 'row:4', createdAtMs: 4, state: 'cancelled' }, { ...base, id: 'row:5', createdAtMs: 5, elementId: 'other' },
    ]
    await dialect.transaction((connection) => insertRows(connection, 'tasks', rows))
    assert.equal((await queries().openTask('row', 'review'))?.id, 'row:3')
    assert.equal((await queries().openTask('row', 'other'))?.id, 'row:5')
    assert.isNull(await queries().openTask('row', 'none'))
    assert.isNull(await queries().openTask('none', 'review'))
    await dialect.transaction(async (connection) => void (await connection.run(`delete from tasks where instance_id = 'row'`)))
  })

  test('a cursor belongs to its filters and its sort', async ({ assert }) => {
    const filter: TaskFilter = { view: 'todo', viewer: { userId: 'li', principals: [] }, nowMs: NOW_MS }
    const { next } = await queries().list(filter, 'dueAt', { limit: 5 })
    const wrong: [TaskFilter, TaskSort, string][] = [
      [filter, 'createdAt', next!], [{ ...filter, definitionKey: 'leave' }, 'dueAt', next!], [{ ...filter, viewer: { userId: 'wang', principals: [] } }, 'dueAt', next!],
      [filter, 'dueAt', 'nonsense'], [filter, 'dueAt', Buffer.from('[1,2]').toString('base64url')],
    ]
    for (const [other, sort, after] of wrong) await assert.rejects(() => queries().list(other, sort, { limit: 5, after }), /翻页标记/)
  })

  test('every list runs along an index: no page reads the whole table', async ({ assert }) => {
    if (running.database.name !== 'sqlite') {
      const rows = await running.storage.database.dialect.read((connection) =>
        connection.all(`explain select id from tasks where assignee = 'li' and state = 'open' order by due_sort_ms, id limit 10`),
      )
      assert.match(String(rows[0].key), /tasks_todo/)
      return
    }
    const plan = async (sql: string) =>
      (await running.storage.database.dialect.read((connection) => connection.all(`explain query plan ${sql}`))).map(({ detail }) => String(detail)).join('\n')
    assert.match(await plan(`select id from tasks where assignee = 'li' and state = 'open' order by due_sort_ms, id limit 10`), /USING (COVERING )?INDEX tasks_todo_by_due/)
    assert.match(await plan(`select task_id from task_candidates where principal = 'x' order by due_sort_ms, task_id limit 10`), /USING (COVERING )?INDEX candidates_by_due/)
    assert.match(await plan(`select id from tasks where completed_by = 'li' order by completed_at_ms desc, id desc limit 10`), /USING (COVERING )?INDEX tasks_done/)
  })
})
