import { test } from '@japa/runner'
import { presentStarted, presentTasks } from '#adapters/web/server/presentation/task_summary'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { accepted, completeTask, createdTasks, LI, publish } from '#tests/runtime/support/commands'
import { P6 } from '#tests/runtime/support/models'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'

const ROWS = 9

test.group('Rows of the inbox', (group) => {
  let running: TestEngine
  /** By instance: 0 stands at its first task, 1 was handed on by wang, 2 by zhao after wang. */
  const ids: string[] = []
  let queries = 0

  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { p6: P6 })
    for (let n = 0; n < ROWS; n += 1) {
      const started = accepted(await running.engine.start({ definitionKey: 'p6', title: `第${n}件`, actor: LI }))
      ids.push(started.instanceId)
      if (n % 3 === 0) continue
      running.clock.nowMs += 1_000
      const forked = accepted(await running.engine.bus.submit(completeTask(started.instanceId, createdTasks(started.events)[0]!, {}, 'wang')))
      if (n % 3 === 1) continue
      for (const taskId of createdTasks(forked.events)) {
        running.clock.nowMs += 1_000
        accepted(await running.engine.bus.submit(completeTask(started.instanceId, taskId, {}, 'zhao')))
      }
    }
    const { dialect } = running.storage.database
    const read = dialect.read.bind(dialect)
    dialect.read = (work) => {
      queries += 1
      return read(work)
    }
  })
  group.teardown(() => running.close())

  const services = () => ({
    engine: running.engine,
    organisation: { directory: () => ({ person: () => null, department: () => null }), snapshot: () => ({ posts: [] }) },
    calendar: { calendar: () => ({ workingDaysBetween: () => 0 }) },
    clock: () => running.clock.nowMs,
  }) as never
  const login = { userId: 'li', principals: ['user:li', 'role:clerk'] } as never
  const openTasks = async (): Promise<TaskRow[]> =>
    (await Promise.all(ids.map((id) => running.engine.tasks.ofInstance(id)))).flat().filter((task) => task.state === 'open')
  /** What `work` answers, and how many reads it took. */
  const counted = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    queries = 0
    return [await work(), queries]
  }

  test('who handed each on and whose draft there is: two queries a page, not a row', async ({ assert }) => {
    const tasks = await openTasks()
    const drafted = new Set([tasks[0]!.id, tasks[4]!.id])
    const draft = (taskId: string, userId: string) => ({
      id: `${taskId}~${userId}`, userId, definitionKey: 'p6', taskId, instanceId: null, title: null, values: {}, createdAtMs: 1, updatedAtMs: 1,
    })
    for (const id of drafted) await running.engine.drafts.put(draft(id, 'li'))
    await running.engine.drafts.put(draft(tasks[2]!.id, 'wang'))
    const [rows, reads] = await counted(() => presentTasks(services(), login, tasks))
    assert.equal(reads, 2)
    assert.deepEqual(rows.map((row) => row.id), tasks.map((task) => task.id))
    assert.deepEqual(rows.map((row) => row.from!.id), tasks.map((task) => ['li', 'wang', 'zhao'][ids.indexOf(task.instanceId) % 3]))
    assert.deepEqual(rows.filter((row) => row.hasDraft).map((row) => row.id), [...drafted])
    const [, readsOfOne] = await counted(() => presentTasks(services(), login, tasks.slice(0, 1)))
    assert.equal(readsOfOne, 2)
  })

  test('a page of what one has started costs one query, and each row says where it stands', async ({ assert }) => {
    const { data } = await running.engine.instances.list({ startedBy: 'li' }, { limit: 50 })
    const [rows, reads] = await counted(() => presentStarted(services(), data))
    assert.equal(reads, 1)
    const open = await openTasks()
    for (const row of rows) assert.equal(row.name, [...new Set(open.filter((task) => task.instanceId === row.id).map((task) => task.name))].join('、'))
  })

  test('an empty page costs none', async ({ assert }) => {
    const [rows, reads] = await counted(() => presentTasks(services(), login, []))
    assert.deepEqual([rows.length, reads], [0, 0])
  })
})
