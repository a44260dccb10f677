import { test } from '@japa/runner'
import { County, eventually, expectStatus, type Problem } from '#tests/walks/support/county'
import { startServer, type ServerProcess } from './server_process.js'

interface Summary {
  id: string
  number: string
  statusText: string
  phase: string
  light: string
  dueAt: string | null
  verdict: string | null
  unit: { id: string; name: string } | null
  ticketCount: number
  reworkCount: number
}

interface Detail extends Summary {
  tickets: { id: string; channelNumber: string | null; reporterPhone: string | null; answer: string | null; verdict: string | null; isMerged: boolean }[]
  allowedActions: string[]
  tasks: { id: string; name: string; isMine: boolean }[]
  mergedInto: { number: string } | null
  emergency: null | {
    id: string
    phone: { dueAt: string; doneAt: string | null; onTime: boolean | null }
    awaited: { dueAt: string; light: string } | null
    reports: { stage: string; title: string; onTime: boolean; writer: string; signer: string; told: unknown[] }[]
    tasks: { name: string; isMine: boolean }[]
  }
}

/** Monday, in office hours. */
const MONDAY = '2026-11-23T09:00:00+08:00'

const REPORT = {
  channel: 'grid', subtype: 'HJ05', level: 'normal', town: 'street_xingsha', address: '开元路示例 1 号', longitude: 113.08, latitude: 28.245,
  description: '路边焚烧落叶，有浓烟。',
}

test.group('五零 events over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: MONDAY })
    county = new County(server)
  })
  group.teardown(() => server.stop())

  const report = async (username: string, more: Record<string, unknown> = {}) =>
    expectStatus(await (await county.as(username)).post<Summary>('/events', { ...REPORT, ...more }), 201, `${username} reports`)
  const detail = (username: string, id: string) => county.get<Detail>(username, `/events/${id}`)
  const act = async (username: string, path: string, body: Record<string, unknown> = {}) => (await county.as(username)).post<Problem & Summary>(path, body)

  /** From the desk to the unit's signature. */
  const dispatch = async (id: string) => {
    await county.complete('center_duty1', id, 'register', { outcome: 'accept' })
    await county.complete('center_chief', id, 'file', { outcome: 'file' })
    await county.complete('center_dispatcher', id, 'dispatch', { outcome: 'dispatch' })
    await county.complete('ecology_handler', id, 'sign', { outcome: 'sign' })
  }

  test('from 随手拍 merged with a 12345 ticket to 结案 after one 返工: both reporters answered, each ticket with its own number', async ({ assert }) => {
    const master = await report('center_duty1', { channel: 'snapshot', reporterName: '市民甲', reporterPhone: '10000000001' })
    assert.match(master.number, /^4301210205261123\d{4}$/)
    await county.complete('center_duty1', master.id, 'register', { outcome: 'accept' })
    await county.complete('street_xingsha_grid', master.id, 'verify', { outcome: 'confirmed', values: { verifyFindings: '有明火。' } })
    await county.complete('center_chief', master.id, 'file', { outcome: 'file' })
    await county.complete('center_dispatcher', master.id, 'dispatch', { outcome: 'dispatch' })
    await county.complete('ecology_handler', master.id, 'sign', { outcome: 'sign' })

    const call = await report('center_duty2', { channel: 'hotline', channelNumber: '12345-示例-1', reporterName: '来电人乙', longitude: 113.0801, description: '开元路有人焚烧落叶，浓烟很大。' })
    const { data } = await county.get<{ data: { id: string; number: string; metres: number }[] }>('center_duty1', `/events/${call.id}/duplicates`)
    assert.deepEqual(data.map(({ id }) => id), [master.id])
    assert.isAtMost(data[0]!.metres, 15)
    assert.deepEqual((await detail('center_duty1', call.id)).allowedActions, ['merge'])
    assert.equal((await act('center_duty1', `/events/${call.id}/merge`, { into: '不存在' })).status, 422)
    const merged = expectStatus(await act('center_duty1', `/events/${call.id}/merge`, { into: master.number }), 200, 'merge')
    assert.equal(merged.phase, 'merged')
    assert.lengthOf((await detail('center_duty1', master.id)).tickets, 2)

    const undone = expectStatus(await act('center_duty1', `/events/${call.id}/unmerge`), 200, 'unmerge')
    assert.equal(undone.phase, 'open')
    assert.lengthOf((await detail('center_duty1', master.id)).tickets, 1)
    expectStatus(await act('center_duty1', `/events/${call.id}/merge`, { into: master.number }), 200, 'merge again')

    await county.complete('ecology_handler', master.id, 'handle', { outcome: 'done', values: { handlingResult: '已扑灭。' } })
    await county.complete('street_xingsha_grid', master.id, 'check', { outcome: 'fail', opinion: '还有余烬', values: { checkFindings: '余烬未清。' } })
    await county.complete('ecology_handler', master.id, 'handle', { outcome: 'done', values: { handlingResult: '余烬已清。' } })
    await county.complete('street_xingsha_grid', master.id, 'check', { outcome: 'pass', opinion: '已清', values: { checkFindings: '现场干净。' } })
    await county.complete('center_duty1', master.id, 'conclude', { outcome: 'close', values: { answer: '已处理，谢谢监督。' } })

    // what was merged ends in commits of its own
    await eventually('the merged report to end with its master', async () => (await detail('center_duty1', call.id)).statusText === '随主件办结')
    const closed = await detail('center_duty1', master.id)
    assert.deepInclude(closed, { statusText: '已结案', verdict: 'on_time', reworkCount: 1, ticketCount: 2 })
    assert.sameDeepMembers(closed.tickets.map(({ channelNumber, answer, isMerged }) => ({ channelNumber, answer, isMerged })), [
      { channelNumber: null, answer: '已处理，谢谢监督。', isMerged: false },
      { channelNumber: '12345-示例-1', answer: '已处理，谢谢监督。', isMerged: true },
    ])
    assert.equal(closed.tickets.find(({ isMerged }) => !isMerged)!.reporterPhone, '100****0001')
  })

  test('in hand: merged and taken back in one step each, however often and whoever at once', async ({ assert }) => {
    const [first, second, third] = [await report('street_xingsha_grid'), await report('street_xingsha_grid'), await report('street_xingsha_grid')]
    await dispatch(first.id)
    assert.sameMembers((await detail('center_chief', first.id)).allowedActions, ['merge', 'takeBack', 'supervise'])
    const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted()
    const both = await Promise.all([act('center_duty1', `/events/${first.id}/merge`, { into: second.number }), act('center_duty2', `/events/${first.id}/merge`, { into: third.number })])
    assert.equal(statuses(both)[0], 200)
    assert.oneOf(statuses(both)[1], [403, 409])
    const master = (await detail('center_duty1', first.id)).mergedInto!.number
    for (const one of [second, third]) assert.equal((await detail('center_duty1', one.id)).ticketCount, one.number === master ? 2 : 1)
    const undone = await Promise.all(['center_duty1', 'center_duty2'].map((who) => act(who, `/events/${first.id}/unmerge`)))
    assert.equal(statuses(undone)[0], 200)
    assert.oneOf(statuses(undone)[1], [403, 404, 409])
    for (const one of [second, third]) assert.equal((await detail('center_duty1', one.id)).ticketCount, 1)

    await dispatch(first.id)
    assert.equal((await act('center_duty1', `/events/${first.id}/take-back`, { reason: '改派' })).status, 403)
    assert.equal((await act('ecology_handler', `/events/${first.id}/take-back`, { reason: '改派' })).status, 403)
    const taken = await Promise.all(['center_chief', 'center_dispatcher'].map((who) => act(who, `/events/${first.id}/take-back`, { reason: '属地先行处置。' })))
    assert.equal(statuses(taken)[0], 200)
    assert.oneOf(statuses(taken)[1], [403, 409])
    await county.complete('center_dispatcher', first.id, 'dispatch', { outcome: 'dispatch', values: { unit: 'street_xingsha' } })
    assert.equal((await detail('center_chief', first.id)).unit!.id, 'street_xingsha')
  })

  test('a street sees its own, another street nothing of it, the centre everything', async ({ assert }) => {
    const { id, number } = await report('street_xingsha_grid')
    const seen = async (username: string) => (await county.get<{ data: Summary[] }>(username, `/events?number=${number}`)).data.map((one) => one.id)
    assert.deepEqual(await seen('street_xingsha_handler'), [id])
    assert.deepEqual(await seen('town_huanghua_handler'), [])
    assert.deepEqual(await seen('center_leader'), [id])
    assert.equal((await (await county.as('town_huanghua_handler')).get(`/events/${id}`)).status, 404)
    assert.equal((await act('town_huanghua_handler', `/events/${id}/whistle`, { urgency: 'urgent', departments: ['urban'], reason: '试探' })).status, 404)
    assert.equal((await act('street_xingsha_grid', `/events/${id}/supervise`, { reason: '试探' })).status, 403)
  })

  test('a number of 12345 is registered once, in a batch as well; a wrong line leaves the others alone', async ({ assert }) => {
    const line = { ...REPORT, channel: 'hotline', channelNumber: '12345-示例-批' }
    const client = await county.as('center_duty1')
    const { results } = expectStatus(
      await client.post<{ results: { ok: boolean; event: Summary | null; problem: Problem | null }[] }>('/events/batch', { events: [line, line, { ...REPORT, subtype: '没有' }, REPORT] }), 200, 'batch',
    )
    assert.deepEqual(results.map(({ ok }) => ok), [true, false, false, true])
    assert.include(results[1]!.problem!.detail, results[0]!.event!.number)
  })

  test('督办 and 吹哨 from the desk, seen on the event', async ({ assert }) => {
    const { id } = await report('street_xingsha_grid')
    await dispatch(id)
    expectStatus(await act('center_supervisor', `/events/${id}/supervise`, { reason: '签收后没有动静。' }), 200, 'supervise')
    assert.equal((await act('street_xingsha_handler', `/events/${id}/whistle`, { urgency: 'urgent', departments: ['nowhere'], reason: '集合' })).status, 422)
    expectStatus(await act('street_xingsha_handler', `/events/${id}/whistle`, { urgency: 'urgent', departments: ['urban', 'ecology'], reason: '请到开元路口集合。' }), 200, 'whistle')
    const event = await county.get<Detail & { supervision: string; whistles: { departments: { name: string }[] }[] }>('center_duty1', `/events/${id}`)
    assert.equal(event.supervision, 'blue')
    assert.deepEqual(event.whistles[0]!.departments.map(({ name }) => name), ['城管局', '生态环境分局'])
  })

  test('map and 考核 count what is there; nothing to divide by is null', async ({ assert }) => {
    const { points, towns } = await county.get<{ points: unknown[]; towns: { id: string; open: number }[] }>('center_duty1', '/events/map')
    assert.isAbove(points.length, 0)
    assert.equal(towns.find(({ id }) => id === 'street_xingsha')!.open, points.length)
    type Line = { group: { id: string } | null; counts: { due: number; filed: number; reworked: number; handledOnce: number }; rates: { closedInTime: number | null; rework: number | null } }
    const now = await county.get<{ rows: Line[]; total: Line }>('center_duty1', '/events/assessment?month=2026-11')
    assert.deepInclude(now.total.counts, { filed: 3, due: 3, reworked: 1, handledOnce: 1 })
    assert.equal(now.total.rates.rework, 1)
    assert.equal(now.rows.find(({ group }) => group?.id === 'street_xingsha')!.rates.closedInTime, 1 / 3)
    const empty = await county.get<{ total: Line }>('center_duty1', '/events/assessment?month=2024-01')
    assert.equal(empty.total.counts.due, 0)
    assert.isNull(empty.total.rates.closedInTime)
  })

  test('an urgent event is reported upward: phone and 初报 at once, once only, by the duty desk only', async ({ assert }) => {
    const ordinary = await report('street_xingsha_grid')
    const occurred = { incidentType: 'utility', occurredAt: MONDAY, receivedAt: MONDAY }
    assert.equal((await act('center_duty1', `/events/${ordinary.id}/emergency`, occurred)).status, 403, 'not urgent')
    const { id } = await report('street_xingsha_grid', { subtype: 'AQ01', description: '井盖缺失，有人坠落。' })
    const path = `/events/${id}/emergency`
    assert.equal((await act('ecology_handler', path, occurred)).status, 404, 'of another department')
    assert.equal((await act('street_xingsha_grid', path, occurred)).status, 403, 'not of the duty desk')
    assert.equal((await act('center_duty1', path, { ...occurred, receivedAt: '2026-11-25T09:00:00+08:00' })).status, 422, 'not received yet')
    assert.include((await detail('center_duty1', id)).allowedActions, 'emergency')
    const both = await Promise.all([act('center_duty1', path, occurred), act('center_chief', path, occurred)])
    assert.lengthOf(both.filter(({ status }) => status === 200), 1, 'twice at once is once')

    const opened = (await detail('center_duty1', id)).emergency!
    assert.sameMembers(opened.tasks.map(({ name }) => name), ['电话报告', '拟写初报'])
    assert.equal(opened.awaited?.dueAt, '2026-11-23T10:00:00.000+08:00')
    assert.notInclude((await detail('center_duty1', id)).allowedActions, 'emergency')
    await county.complete('center_duty1', opened.id, 'phone', { outcome: 'reported', values: { phoneReceiver: '市应急局值班室' } })
    const { id: writing } = await county.task('center_duty1', opened.id, 'write_first')
    const { data: told } = await county.get<{ data: Record<string, unknown> }>('center_duty1', `/tasks/${writing}`)
    assert.equal(told.occurredAt, '2026-11-23T09:00+08:00', 'as a field of a form takes it')
    await county.complete('center_duty1', opened.id, 'write_first', { outcome: 'submit', values: { occurredAt: told.occurredAt, receivedAt: told.receivedAt } })
    await county.complete('center_chief', opened.id, 'issue', { outcome: 'issue' })
    const { emergency } = await detail('center_duty1', id)
    assert.isTrue(emergency?.phone.onTime)
    assert.containsSubset(emergency?.reports, [{ stage: 'first', onTime: true, told: [] }])
    assert.deepEqual(emergency?.tasks.map(({ name }) => name), ['续报、终报'])
  })
})
