import { test } from '@japa/runner'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus } from './support/county.js'
import { timerModel } from './support/models.js'

const deploy = async (county: County, key: string, content: string) =>
  expectStatus(await (await county.as('admin')).post('/definitions', { resources: [{ name: 'timer.bpmn', content }] }), 201, `deploy ${key}`)

const fired = async (county: County, id: string) => {
  const { data } = await county.get<{ data: { type: string; payload: { cause?: string } }[] }>('window1', `/instances/${id}/history?limit=200`)
  return data.filter((entry) => entry.type === 'TimerDisarmed' && entry.payload.cause === 'fired').length
}

/** Walk D: claim due jobs → command bus → step → record → commit. */
test.group('walk D: a timer fires', (group) => {
  let server: ServerProcess
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    return () => server.stop()
  })

  test('an interrupting one takes the task away and makes another, once', async ({ assert }) => {
    const county = new County(server)
    await deploy(county, 'walk_timer', timerModel('walk_timer', 'PT2S'))
    const id = await county.start('window1', 'walk_timer')
    assert.lengthOf(await county.tasks('window2', id), 1)
    const task = await eventually('the escalation in the reviewer’s inbox', async () => (await county.tasks('admin_service_reviewer', id))[0])
    assert.equal(task.name, '超时处理')
    assert.isEmpty(await county.tasks('window2', id), 'the late task is nobody’s any more')
    assert.equal(await fired(county, id), 1)
    await county.complete('admin_service_reviewer', id, 'escalate')
    assert.equal((await county.get<{ status: string }>('window1', `/instances/${id}`)).status, 'completed')
  })

  test('one that does not interrupt leaves the task, and a task done in time leaves no timer', async ({ assert }) => {
    const county = new County(server)
    await deploy(county, 'walk_reminder', timerModel('walk_reminder', 'PT2S', false))
    const inTime = await county.start('window1', 'walk_reminder')
    await county.complete('window2', inTime, 'work')
    const late = await county.start('window1', 'walk_reminder')
    await eventually('the reminder', async () => (await county.tasks('admin_service_reviewer', late))[0])
    assert.lengthOf(await county.tasks('window2', late), 1)
    assert.equal(await fired(county, inTime), 0)
    assert.equal((await county.get<{ status: string }>('window1', `/instances/${inTime}`)).status, 'completed')
  })

  test('what fell due while the server was away fires after the start, and not before its time', async ({ assert }) => {
    const before = new County(server)
    await deploy(before, 'walk_restart', timerModel('walk_restart', 'PT3H'))
    await deploy(before, 'walk_later', timerModel('walk_later', 'P2D'))
    const due = await before.start('window1', 'walk_restart')
    const notYet = await before.start('window1', 'walk_later')
    assert.isEmpty(await before.tasks('admin_service_reviewer', due))

    server = await server.restart({ clock: '2026-11-23T14:00:00+08:00' })
    const after = new County(server)
    const task = await eventually('the timer of before the restart', async () => (await after.tasks('admin_service_reviewer', due))[0])
    assert.equal(task.name, '超时处理')
    assert.equal(await fired(after, due), 1)
    assert.isEmpty(await after.tasks('admin_service_reviewer', notYet))
    assert.lengthOf(await after.tasks('window2', notYet), 1)
  })

  test('a server that is killed fires each timer once after all', async ({ assert }) => {
    const before = new County(server)
    await deploy(before, 'walk_killed', timerModel('walk_killed', 'PT4H'))
    const ids = await Promise.all(Array.from({ length: 20 }, () => before.start('window1', 'walk_killed')))
    await server.kill()
    server = await server.restart({ clock: '2026-11-24T09:00:00+08:00' })
    const after = new County(server)
    for (const id of ids) await eventually(`the timer of ${id}`, async () => (await after.tasks('admin_service_reviewer', id))[0])
    assert.deepEqual(await Promise.all(ids.map((id) => fired(after, id))), ids.map(() => 1))
  })
})
