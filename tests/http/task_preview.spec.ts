import { test } from '@japa/runner'
import { County, eventually, expectStatus, type Problem, type WalkedTask } from '#tests/walks/support/county'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Preview {
  next: { elementId: string; name: string; people: string; dueAt: string | null }[]
  documents: { name: string }[]
  ends: boolean
  incident: string | null
  waits: { elementId: string; name: string }[]
}

test.group('What happens next, told before it is done', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    return () => server.stop()
  })

  const received = async (): Promise<{ id: string; task: WalkedTask }> => {
    const id = await county.start('window1', 'restaurant', { ...APPLICATION })
    return { id, task: await county.task('window1', id, 'receive') }
  }
  const preview = async (taskId: string, body: object): Promise<Preview> =>
    expectStatus(await (await county.as('window1')).post<Preview>(`/tasks/${taskId}/preview`, body), 200, 'preview')
  /** Everything a commit would change: revision, journal and documents of the case. */
  const written = async (id: string) => {
    const [instance, history, documents] = await Promise.all([
      county.get<{ revision: number }>('window1', `/instances/${id}`),
      county.get<{ data: unknown[] }>('window1', `/instances/${id}/history?limit=200`),
      county.get<{ data: unknown[] }>('window1', `/instances/${id}/documents`),
    ])
    return { revision: instance.revision, entries: history.data.length, documents: documents.data.length }
  }

  test('受理, 补正 and 不予受理 lead to different steps, people and documents, and looking writes nothing', async ({ assert }) => {
    const { id, task } = await received()
    const before = await written(id)

    const accept = await preview(task.id, { outcome: 'accept', variables: {} })
    assert.deepEqual(accept.documents, [{ name: '受理通知书' }])
    assert.lengthOf(accept.next, 4, 'one step for each item applied for')
    const food = accept.next.find((step) => step.name === '食品经营许可·承办')!
    assert.match(food.people, /^市监局·承办人（\d+ 人）$/)
    assert.isString(food.dueAt)
    assert.isTrue(accept.next.every((step) => step.elementId === 'handle'))
    assert.deepEqual([accept.ends, accept.incident, accept.waits], [false, null, []])

    const supplement = await preview(task.id, { outcome: 'supplement', variables: { supplementDays: 5 } })
    assert.deepEqual(supplement.documents, [{ name: '补正材料一次性告知书' }])
    assert.deepEqual(supplement.next.map((step) => step.name), ['补正材料'])
    assert.match(supplement.next[0]!.dueAt!, /^2026-1[12]-/)
    assert.isFalse(supplement.ends)

    const reject = await preview(task.id, { outcome: 'reject' })
    assert.deepEqual(reject, { next: [], documents: [{ name: '不予受理通知书' }], ends: true, incident: null, waits: [], cancels: [], creates: [] })

    assert.deepEqual(await written(id), before)
    const still = await county.get<WalkedTask>('window1', `/tasks/${task.id}`)
    assert.deepEqual([still.revision, still.assignee], [task.revision, null])
  })

  test('what was told comes true', async ({ assert }) => {
    const { id, task } = await received()
    const told = await preview(task.id, { outcome: 'supplement', variables: { supplementDays: 5 } })
    const values = { supplementDays: 5, supplementItems: [{ name: '布局图', basis: '《食品经营许可和备案管理办法》', missing: '未标明操作流程。' }] }
    await county.complete('window1', id, 'receive', { outcome: 'supplement', values })
    const came = await county.task('window1', id, 'supplement')
    assert.deepEqual(told.next.map((step) => [step.name, step.dueAt?.slice(0, 10)]), [[came.name, came.dueAt?.slice(0, 10)]])
  })

  test('an incomplete form is no obstacle; an outcome the node does not offer and a field that is not writable are', async ({ assert }) => {
    const { task } = await received()
    const half = await preview(task.id, { outcome: 'supplement', variables: { supplementDays: 5, supplementItems: [{ name: '布局图' }] } })
    assert.deepEqual(half.next.map((step) => step.name), ['补正材料'])
    const clerk = await county.as('window1')
    for (const [body, path] of [
      [{ outcome: 'perhaps' }, 'outcome'],
      [{}, 'outcome'],
      [{ outcome: 'accept', variables: { applicantName: '另一个人' } }, 'applicantName'],
    ] as const) {
      const refused = await clerk.post<Problem>(`/tasks/${task.id}/preview`, body)
      assert.equal(refused.status, 422)
      assert.include(refused.body.errors!.map((error) => error.path), path)
    }
  })

  test('in a called process a required opinion may still be to come', async ({ assert }) => {
    const { id } = await received()
    await county.complete('window1', id, 'receive', { outcome: 'accept' })
    const item = await eventually('the item to begin', async () => {
      const { items } = await county.get<{ items: { code: string; instanceId: string | null }[] }>('window1', `/cases/${id}`)
      return items.find((one) => one.code === 'food_permit')?.instanceId
    })
    const task = await county.task('market_handler', item, 'handle')
    const told = expectStatus(await (await county.as('market_handler')).post<Preview>(`/tasks/${task.id}/preview`, { outcome: 'agree' }), 200, 'preview')
    assert.deepEqual(told.next.map((step) => step.name), ['食品经营许可·审核'])
    assert.match(told.next[0]!.people, /^市监局·审核人（\d+ 人）$/)
  })

  test('the last task of a process says that the case ends', async ({ assert }) => {
    expectStatus(await (await county.as('admin')).post('/definitions', { resources: approvalResources('leave') }), 201, 'deploy')
    const id = await county.start('window3', 'leave', { days: 3, reason: '示例事由' })
    const [task] = await county.tasks('window1', id)
    const first = await preview(task!.id, { outcome: 'agree' })
    assert.deepEqual([first.next.map((step) => step.name), first.ends], [['备案'], false])
    await county.complete('window1', id, 'approve', { outcome: 'agree' })
    const last = await county.task('issuer1', id, 'file')
    const told = expectStatus(await (await county.as('issuer1')).post<Preview>(`/tasks/${last.id}/preview`, {}), 200, 'preview')
    assert.deepEqual([told.next, told.ends], [[], true])
  })

  test('who may not complete the task finds nothing to look at', async ({ assert }) => {
    const { task } = await received()
    for (const username of ['urban_handler', 'supervisor1']) {
      const { status } = await (await county.as(username)).post(`/tasks/${task.id}/preview`, { outcome: 'accept' })
      assert.equal(status, 404, username)
    }
    const colleague = await county.as('window2')
    expectStatus(await colleague.post(`/tasks/${task.id}/claim`), 200, 'claim')
    assert.equal((await (await county.as('window1')).post(`/tasks/${task.id}/preview`, { outcome: 'accept' })).status, 404)
    assert.equal((await colleague.post(`/tasks/${task.id}/preview`, { outcome: 'accept' })).status, 200)
  })
})
