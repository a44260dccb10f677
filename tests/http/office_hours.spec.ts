import { test } from '@japa/runner'
import { County, eventually, expectStatus, type Problem } from '#tests/walks/support/county'
import { readPackage } from '../processes/read_package.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Hours { own: { from: string; to: string }[] | null; inForce: { from: string; to: string }[]; inheritedFrom: string | null }
interface Preview { open: number; earlier: number; later: number; overdueAtOnce: number; samples: { number: string; before: string; after: string }[] }
interface Event { id: string; number: string; dueAt: string | null; verdict: string | null }

const PATH = '/admin/departments/ecology/office-hours'
const MORNINGS = [{ from: '09:00', to: '11:00' }]

test.group('office hours of a unit over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  let running: Event
  let closed: Event
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    running = await filed()
    closed = await filed()
    await county.complete('ecology_handler', closed.id, 'handle', { outcome: 'done', values: { handlingResult: '已扑灭。' } })
    await county.complete('street_xingsha_grid', closed.id, 'check', { outcome: 'pass', opinion: '合格', values: { checkFindings: '现场干净。' } })
    await county.complete('center_duty1', closed.id, 'conclude', { outcome: 'close', values: { answer: '已处理。' } })
    return () => server.stop()
  })

  async function filed(): Promise<Event> {
    const body = { channel: 'grid', subtype: 'HJ05', town: 'street_xingsha', address: '示例路 1 号', description: '路边焚烧落叶，有浓烟。' }
    const { id } = expectStatus(await (await county.as('center_duty1')).post<Event>('/events', body), 201, 'report')
    await county.complete('center_duty1', id, 'register', { outcome: 'accept' })
    await county.complete('center_chief', id, 'file', { outcome: 'file' })
    await county.complete('center_dispatcher', id, 'dispatch', { outcome: 'dispatch' })
    await county.complete('ecology_handler', id, 'sign', { outcome: 'sign' })
    return look(id)
  }

  const look = (id: string) => county.get<Event>('center_duty1', `/events/${id}`)
  const preview = async (own: unknown) => (await county.as('sysadmin')).post<Preview & Problem>(`${PATH}/preview`, { own })
  const save = async (own: unknown, reason: string | null = '冬季作息') => (await county.as('sysadmin')).put<{ hours: Hours; recounted: number } & Problem>(PATH, { own, ...(reason === null ? {} : { reason }) })

  test('a unit without hours of its own has those of the business', async ({ assert }) => {
    const hours = await county.get<Hours>('sysadmin', PATH)
    assert.deepEqual(hours, { own: null, inForce: [{ from: '08:00', to: '12:00' }, { from: '14:00', to: '18:00' }], inheritedFrom: null })
    assert.equal((await (await county.as('sysadmin')).get('/admin/departments/nowhere/office-hours')).status, 404)
  })

  test('the preview says what would move, and moves nothing', async ({ assert }) => {
    const seen = expectStatus(await preview(MORNINGS), 200, 'preview')
    assert.deepEqual([seen.open, seen.later, seen.earlier, seen.overdueAtOnce], [1, 1, 0, 0])
    assert.equal(seen.samples[0]!.number, running.number)
    assert.equal((await look(running.id)).dueAt, running.dueAt)
  })

  test('saving moves the open limit to where the preview said, leaves the closed verdict, and stands in journal and audit', async ({ assert }) => {
    const seen = expectStatus(await preview(MORNINGS), 200, 'preview')
    const saved = expectStatus(await save(MORNINGS), 200, 'save')
    assert.deepEqual([saved.recounted, saved.hours.own], [1, MORNINGS])
    const now = await look(running.id)
    assert.equal(now.dueAt, seen.samples[0]!.after)
    const untouched = await look(closed.id)
    assert.deepEqual([untouched.dueAt, untouched.verdict], [closed.dueAt, 'on_time'])
    const { data } = await county.get<{ data: { object: string; detail: { reason: string } }[] }>('auditor', '/admin/audit?action=office_hours.saved')
    assert.deepEqual(data.map(({ object, detail }) => [object, detail.reason]), [['ecology', '冬季作息']])
    expectStatus(await save(null, '恢复'), 200, 'back')
    assert.equal((await look(running.id)).dueAt, running.dueAt, 'and back')
  })

  test('an item promised in 工作时 runs inside the hours of its department, and moves with them; items in days stay', async ({ assert }) => {
    const { start } = JSON.parse(readPackage('one-thing/enterprise').get('rehearsals/all_granted.json')!) as { start: { values: Record<string, unknown> } }
    const id = await county.start('window1', 'enterprise', start.values)
    await county.complete('window2', id, 'receive', { outcome: 'accept' })
    const items = async () => (await county.get<{ items: { code: string; instanceId: string | null; dueAt: string | null }[] }>('window1', `/cases/${id}`)).items
    const item = (code: string) => eventually(`the item ${code} is worked on`, async () => (await items()).find((one) => one.code === code && one.instanceId !== null))
    const setup = await item('setup')
    const handled = { values: { examinationFindings: '材料齐全。', resultContent: '按申请办理。' } }
    await county.complete('market_handler', setup.instanceId!, 'handle', { outcome: 'agree', opinion: '同意', ...handled })
    await county.complete('market_reviewer', setup.instanceId!, 'review', { outcome: 'pass', opinion: '同意' })
    await county.complete('market_approver', setup.instanceId!, 'decide', { outcome: 'grant', opinion: '同意' })
    await county.complete('market_handler', setup.instanceId!, 'certify', { outcome: 'certified', values: { certificateNumber: '示例-1', certificatePrintedOn: '2026-11-23' } })
    await county.task('police_handler', (await item('seal')).instanceId!, 'handle')
    const [before, invoice] = [await item('seal'), await item('invoice')]
    const police = '/admin/departments/police/office-hours'
    const client = await county.as('sysadmin')
    const seen = expectStatus(await client.post<Preview>(`${police}/preview`, { own: MORNINGS }), 200, 'preview')
    assert.deepEqual(seen.samples.map((one) => one.before), [before.dueAt])
    assert.equal(expectStatus(await client.put<{ recounted: number }>(police, { own: MORNINGS, reason: '冬季作息' }), 200, 'save').recounted, 1)
    assert.equal((await item('seal')).dueAt, seen.samples[0]!.after)
    assert.isAbove(Date.parse(seen.samples[0]!.after), Date.parse(before.dueAt!))
    assert.equal((await item('invoice')).dueAt, invoice.dueAt)
  })

  test('wrong hours are refused in words, others may not', async ({ assert }) => {
    for (const own of [[], [{ from: '12:00', to: '08:00' }], [{ from: '08:00', to: '12:00' }, { from: '11:00', to: '18:00' }], [{ from: '25:00', to: '26:00' }]]) {
      assert.equal((await save(own)).status, 422, JSON.stringify(own))
      assert.equal((await preview(own)).status, 422, JSON.stringify(own))
    }
    assert.equal((await save(MORNINGS, null)).status, 422)
    for (const other of ['center_duty1', 'secadmin', 'supervisor1']) assert.equal((await (await county.as(other)).get(PATH)).status, 403, other)
  })
})
