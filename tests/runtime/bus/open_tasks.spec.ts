import { test } from '@japa/runner'
import type { Event } from '#engine/kernel/events'
import { NO_TASKS, openTasksAfter } from '#engine/runtime/bus/open_tasks'
import type { TaskRow } from '#engine/runtime/ports/rows'

const row = (id: string, more: Partial<TaskRow> = {}): TaskRow => ({ id, state: 'open', assignee: null, ...more }) as TaskRow
const event = (type: Event['type'], taskId: string): Event => ({ type, taskId }) as unknown as Event
const rows = (...all: TaskRow[]) => new Map(all.map((one) => [one.id, one]))

test.group('task rows kept beside a state', () => {
  const cases: { title: string; before?: TaskRow[]; events: Event[]; group?: TaskRow[]; known: string[] }[] = [
    { title: 'a new task is known', events: [event('TaskCreated', 'a')], group: [row('a')], known: ['a'] },
    { title: 'a closed one is not', before: [row('a'), row('b')], events: [event('TaskClosed', 'a')], group: [row('a')], known: ['b'] },
    { title: 'a claimed one is known as its group left it', before: [row('a')], events: [event('TaskAssigned', 'a')], group: [row('a', { assignee: 'li' })], known: ['a'] },
    { title: 'one assigned that nobody has read is not known', events: [event('TaskAssigned', 'a')], known: [] },
    { title: 'one of which anything else is said has to be read', before: [row('a'), row('b')], events: [event('TaskUrged', 'a')], group: [row('a')], known: ['b'] },
    { title: 'claimed and closed in one command', before: [row('a')], events: [event('TaskAssigned', 'a'), event('TaskClosed', 'a')], group: [row('a')], known: [] },
    { title: 'nothing is known after a migration', before: [row('a')], events: [event('InstanceMigrated', 'a')], group: [row('a')], known: [] },
  ]
  for (const { title, before = [], events, group = [], known } of cases) {
    test(title, ({ assert }) => {
      const after = openTasksAfter(rows(...before), events, rows(...group))
      assert.deepEqual([...after.keys()], known)
      for (const id of known) assert.strictEqual(after.get(id), group.find((one) => one.id === id) ?? before.find((one) => one.id === id))
    })
  }

  test('a body of many instances is not kept', ({ assert }) => {
    const many = Array.from({ length: 30 }, (_, n) => row(`t${n}`))
    assert.equal(openTasksAfter(NO_TASKS, many.map(({ id }) => event('TaskCreated', id)), rows(...many)).size, 0)
  })
})
