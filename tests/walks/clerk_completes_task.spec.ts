import { test } from '@japa/runner'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus, type Problem } from './support/county.js'
import { RestaurantCase } from './support/restaurant_case.js'

/** Walk A: page → controller → command bus → load → validate submission → step → record → commit → page. */
test.group('walk A: a clerk completes a task', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    return () => server.stop()
  })

  test('from the inbox to the next person, with the whole way in the journal', async ({ assert }) => {
    const filed = await RestaurantCase.file(county)
    const clerk = await county.as('window2')
    const [task] = await county.tasks('window2', filed.id)
    assert.equal(task?.name, '收件审查')
    assert.equal(task?.remainingWorkingDays, 1)
    assert.equal(task?.light, 'green')
    assert.equal(task?.dueAt, '2026-11-24T23:59:59.999+08:00', 'one working day ends at midnight of the next')

    const claimed = expectStatus(await clerk.post<{ instanceRevision: number }>(`/tasks/${task!.id}/claim`), 200, 'claim')
    const detail = expectStatus(await clerk.get<{ data: Record<string, unknown>; fieldPermissions: Record<string, string>; outcomes: { value: string }[]; revision: number }>(`/tasks/${task!.id}`), 200, 'task')
    assert.equal(detail.data.storeName, '浏阳河畔走查小馆')
    assert.equal(detail.fieldPermissions['*'], 'read')
    assert.deepEqual(detail.outcomes.map((outcome) => outcome.value), ['accept', 'defer', 'supplement', 'reject'])

    const done = expectStatus(
      await clerk.post<{ instanceRevision: number; instanceStatus: string }>(
        `/tasks/${task!.id}/complete`, { outcome: 'accept', opinion: '材料齐全。', variables: { receivedMaterials: ['identity'] } },
        { headers: { 'If-Match': `"${detail.revision}"`, 'Idempotency-Key': 'walk-a-1' } },
      ),
      200, 'complete',
    )
    assert.isAbove(done.instanceRevision, claimed.instanceRevision)
    assert.isEmpty(await county.tasks('window2', filed.id))
    const instanceId = await eventually('the item of 城管局 to begin', async () => (await filed.item('signboard')).instanceId)
    assert.equal((await county.task('urban_handler', instanceId, 'handle')).name, '承办')

    const again = await clerk.post(`/tasks/${task!.id}/complete`, { outcome: 'accept', opinion: '材料齐全。', variables: { receivedMaterials: ['identity'] } }, { headers: { 'If-Match': `"${detail.revision}"`, 'Idempotency-Key': 'walk-a-1' } })
    assert.deepEqual(expectStatus(again, 200, 'a double click gets the first answer'), done)
    const history = await county.get<{ data: { type: string; text: string | null; hash: string; actor: { name: string } }[] }>('window2', `/instances/${filed.id}/history?limit=200`)
    const words = history.data.flatMap((entry) => entry.text ?? [])
    assert.include(words, '李思雨发起办件')
    assert.include(words, '周小满办理“收件审查”：受理。意见：材料齐全。')
    assert.equal(history.data.filter((entry) => entry.type === 'TaskClosed').length, 1, 'once only in effect')
  })

  test('what the form does not allow is refused with the field, and nothing has changed', async ({ assert }) => {
    const filed = await RestaurantCase.file(county)
    const clerk = await county.as('window3')
    const task = await county.task('window3', filed.id, 'receive')
    expectStatus(await clerk.post(`/tasks/${task.id}/claim`), 200, 'claim')
    const complete = (variables: Record<string, unknown>, outcome = 'accept') => clerk.post<Problem>(`/tasks/${task.id}/complete`, { outcome, variables })
    const table: [string, Record<string, unknown>, string, string][] = [
      ['a field this node may only read', { storeName: '别的店名' }, 'accept', 'storeName'],
      ['a field the form does not have', { salary: 1 }, 'accept', 'salary'],
      ['a value against its rule', { contactPhone: '不是号码' }, 'accept', 'contactPhone'],
      ['补正 without saying what', { supplementDays: 5 }, 'supplement', 'supplementItems'],
      ['an outcome of nobody', {}, 'burn', 'outcome'],
    ]
    for (const [what, variables, outcome, path] of table) {
      const refused = await complete(variables, outcome)
      assert.equal(refused.status, 422, what)
      assert.include(refused.body.errors?.map((error) => error.path) ?? [], path, what)
      assert.match(`${refused.body.title}${refused.body.detail}`, /[一-鿿]/, 'in Chinese')
    }
    assert.equal((await filed.record()).statusText, '待收件审查')
    assert.equal((await county.task('window3', filed.id, 'receive')).revision, (await clerk.get<{ revision: number }>(`/tasks/${task.id}`)).body.revision)
  })

  test('two clerks at once: one has it, the other is told who', async ({ assert }) => {
    const filed = await RestaurantCase.file(county)
    const task = await county.task('window2', filed.id, 'receive')
    const clerks = await Promise.all(['window2', 'window3'].map((name) => county.as(name)))
    const answers = await Promise.all(clerks.map((clerk) => clerk.post<Problem>(`/tasks/${task.id}/claim`)))
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409])
    const late = answers.find((answer) => answer.status === 409)!
    assert.match(late.body.detail, /周小满|欧阳清和/, 'a name, no account')
  })
})
