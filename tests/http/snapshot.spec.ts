import { test } from '@japa/runner'
import { County, eventually, expectStatus, type Problem } from '#tests/walks/support/county'
import { jpegBytes, type JpegOptions } from './jpeg_bytes.js'
import { Visitor, type Receipt, type Refusal } from './public_area.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Upload {
  id: string
  name: string
  size: number
  sha256: string
}
interface Report {
  statusText: string
  isMerged: boolean
  photoCount: number
  answer: string | null
  points: number | null
  canAddPhotos: boolean
  title: string
  steps: { text: string }[]
}
interface Detail {
  id: string
  phase: string
  number: string
  statusText: string
  dueAt: string | null
  description: string
  tickets: { id: string; reporterPhone: string | null; hasSealedPhone: boolean }[]
  photosBefore: { id: string; taker: string }[]
  photosAfter: { id: string; takenAt: string; longitude: number | null; latitude: number | null; taker: string }[]
  allowedActions: string[]
}

/** Monday, in office hours. */
const MONDAY = '2026-11-23T09:00:00+08:00'
const PLACE = { town: 'street_xingsha', address: '开元路示例 1 号', longitude: 113.08, latitude: 28.245 }
const REPORT = { subtype: 'HJ05', ...PLACE, description: '路边焚烧落叶，有浓烟。', photos: [] as Upload[] }

test.group('随手拍 over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  let visitor: Visitor
  group.setup(async () => {
    server = await startServer({ clock: MONDAY })
    county = new County(server)
    visitor = new Visitor(server)
  })
  group.teardown(() => server.stop())
  group.each.timeout(300_000)

  const begin = async (): Promise<Record<string, string>> => {
    const answer = await visitor.post<Refusal & { token: string }>('/snapshots', { consent: true, captcha: await visitor.captcha() })
    return { 'x-snapshot-token': expectStatus(answer, 201, 'snapshot').token }
  }
  const photo = async (token: Record<string, string>, options: JpegOptions = {}): Promise<Upload> =>
    expectStatus(await visitor.upload<Upload>('/snapshots/current/photos', token, '现场.jpg', jpegBytes(options)), 201, 'photo')
  const submit = (token: Record<string, string>, change: Record<string, unknown> = {}) =>
    visitor.post<Receipt & Refusal>('/snapshots/current/submission', { ...REPORT, ...change }, token)
  const send = async (change: Record<string, unknown> = {}): Promise<Receipt> => expectStatus(await submit(await begin(), change), 201, 'submission')
  const opened = async ({ number, password }: Receipt): Promise<Record<string, string>> => {
    const answer = await visitor.post<Refusal & { token: string }>('/report-inquiries', { number, password, captcha: await visitor.captcha() })
    return { 'x-report-token': expectStatus(answer, 201, 'inquiry').token }
  }
  const view = async (header: Record<string, string>) => (await visitor.get<Report>('/report', header)).body
  const eventOf = async (receipt: Receipt): Promise<string> =>
    (await county.get<{ data: { id: string }[] }>('center_duty1', `/events?number=${receipt.number}`)).data[0]!.id
  const detail = (id: string, username = 'center_duty1') => county.get<Detail>(username, `/events/${id}`)
  const act = async (username: string, path: string, body: Record<string, unknown> = {}) => (await county.as(username)).post<Problem & Detail>(path, body)
  const pointsOf = async (receipt: Receipt) => (await view(await opened(receipt))).points

  const file = async (id: string) => {
    await county.complete('center_duty1', id, 'register', { outcome: 'accept' })
    await county.complete('street_xingsha_grid', id, 'verify', { outcome: 'confirmed', values: { verifyFindings: '有明火。' } })
    await county.complete('center_chief', id, 'file', { outcome: 'file' })
  }
  const toHandler = async (id: string) => {
    await county.complete('center_dispatcher', id, 'dispatch', { outcome: 'dispatch' })
    await county.complete('ecology_handler', id, 'sign', { outcome: 'sign' })
  }
  const close = async (id: string, values: Record<string, unknown> = {}) => {
    await county.complete('ecology_handler', id, 'handle', { outcome: 'done', values: { handlingResult: '已扑灭。', ...values } })
    await county.complete('street_xingsha_grid', id, 'check', { outcome: 'pass', opinion: '已清', values: { checkFindings: '现场干净。' } })
    await county.complete('center_duty1', id, 'conclude', { outcome: 'close', values: { answer: '已处理，谢谢您。' } })
  }

  test('from the photo to the answer: verified, filed, after-photo demanded, closed; the reporter sees it and has his points', async ({ assert }) => {
    const token = await begin()
    const receipt = expectStatus(
      await submit(token, { photos: [await photo(token, { position: { longitude: 113.1, latitude: 28.2 } })], reporterName: '市民甲', reporterPhone: '10000000011' }), 201, 'submission')
    assert.match(receipt.number, /^4301210205261123\d{4}$/)
    const id = await eventOf(receipt)
    const first = await detail(id)
    assert.equal(first.photosBefore[0]!.taker, '报告人')
    assert.deepInclude(first.tickets[0]!, { reporterPhone: '100****0011', hasSealedPhone: true })
    assert.deepEqual(Buffer.from((await (await county.as('center_duty1')).get(`/attachments/${first.photosBefore[0]!.id}`)).bytes), jpegBytes())

    const header = await opened(receipt)
    assert.deepInclude(await view(header), { statusText: '待受理', photoCount: 1, answer: null, points: 0, canAddPhotos: true })
    const more = expectStatus(await visitor.upload<Upload>('/report/photos', header, '又一张.jpg', jpegBytes({ seed: 2 })), 201, 'another photo')
    const twice = [{ ...more, name: '别的.exe', size: 1 }, more]
    assert.equal(expectStatus(await visitor.post<Report & Refusal>('/report/additions', { photos: twice }, header), 200, 'addition').photoCount, 2)
    const kept = await county.get<{ variables: { photosBefore: Upload[] } }>('center_duty1', `/instances/${id}`)
    assert.deepEqual(kept.variables.photosBefore[1], more, 'named and measured as it is kept, not as it was sent')
    assert.equal((await visitor.post('/report/additions', { photos: [more] }, header)).status, 422, 'a photo is added once')

    await file(id)
    assert.equal((await view(header)).points, 5)
    await toHandler(id)
    const handler = await county.as('ecology_handler')
    const refused = await county.tryComplete('ecology_handler', id, 'handle', { outcome: 'done', values: { handlingResult: '已扑灭。' } })
    assert.equal(refused.status, 422)
    assert.include(refused.text, 'photosAfter')
    const afterPhoto = (origin: Record<string, string>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(origin)) form.append(name, value)
      form.append('file', new Blob([new Uint8Array(jpegBytes({ seed: 3 }))]), '处置后.jpg')
      // The position of the address is one that proxies would keep: it is not taken from there.
      return handler.send<Upload>('POST', '/attachments?longitude=110&latitude=20', { body: form })
    }
    for (const wrong of [{ longitude: 'x' }, { latitude: '200' }, { altitude: '80' }]) assert.equal((await afterPhoto(wrong as never)).status, 422, JSON.stringify(wrong))
    const after = expectStatus(await afterPhoto({ takenAt: '2026-11-23T10:00:00+08:00', longitude: '113.08' }), 201, 'after photo')
    await close(id, { photosAfter: [{ id: after.id, name: after.name, size: after.size, sha256: after.sha256 }] })

    const done = await detail(id)
    assert.lengthOf(done.photosBefore, 2)
    assert.deepInclude(done.photosAfter[0]!, { takenAt: '2026-11-23T10:00:00.000+08:00', longitude: 113.08, latitude: null })
    assert.notInclude(['—', '报告人'], done.photosAfter[0]!.taker)
    const end = await view(header)
    assert.deepInclude(end, { statusText: '已结案', answer: '已处理，谢谢您。', points: 10, canAddPhotos: false })
    assert.equal((await visitor.upload('/report/photos', header, '晚了.jpg', jpegBytes())).status, 409)
    const byPhone = await Promise.all(['10000000011', '10000000012'].map(async (phone) => visitor.post('/points', { phone, captcha: await visitor.captcha() })))
    assert.deepEqual(byPhone.map(({ status }) => status), [404, 404], 'a phone number alone tells nobody whether it has reported')
    const again = await send({ address: '示例八路', longitude: 113.15, reporterPhone: '10000000011' })
    assert.equal(await pointsOf(again), 0, 'a report in the name of another phone does not tell what that phone has reported')
  })

  test('duplicates: points for the first report only, taken back when annulled; the office has the list, others do not', async ({ assert }) => {
    const far = { longitude: 113.2, latitude: 28.225, town: 'street_xingsha', address: '示例二路' }
    const first = await send({ ...far, reporterPhone: '10000000021', reporterName: '市民乙' })
    const second = await send({ ...far, reporterPhone: '10000000022' })
    const [one, other] = [await eventOf(first), await eventOf(second)]
    expectStatus(await act('center_duty1', `/events/${other}/merge`, { into: first.number }), 200, 'merge')
    assert.deepInclude(await view(await opened(second)), { isMerged: true, points: 0 })
    await file(one)
    assert.deepEqual([await pointsOf(first), await pointsOf(second)], [5, 0])

    const register = await county.get<{ lines: { reporterName: string; reporterPhone: string; points: number }[]; total: number }>('center_leader', '/events/points?month=2026-11')
    assert.deepInclude(register.lines.find(({ reporterPhone }) => reporterPhone === '100****0021')!, { reporterName: '市**', points: 5 })
    const sheet = await (await county.as('center_leader')).get('/events/points/export?month=2026-11')
    assert.equal(Buffer.from(sheet.bytes).subarray(0, 2).toString(), 'PK')
    assert.equal((await (await county.as('ecology_handler')).get('/events/points?month=2026-11')).status, 403)

    expectStatus(await act('center_supervisor', `/instances/${one}/void`, { reason: '误立案' }), 200, 'void')
    assert.equal(await pointsOf(first), 0)
    const after = await county.get<{ lines: { reporterPhone: string; points: number; takenBack: number }[] }>('center_leader', '/events/points?month=2026-11')
    assert.deepInclude(after.lines.find(({ reporterPhone }) => reporterPhone === '100****0021')!, { points: 0, takenBack: -5 })
  })

  test('an event in hand is merged by the centre with its earlier limit, and un-merged again', async ({ assert }) => {
    const far = { longitude: 113.25, latitude: 28.3, address: '示例三路' }
    const [early, late] = [await eventOf(await send({ ...far, reporterPhone: '10000000031' })), await eventOf(await send({ ...far, reporterPhone: '10000000032' }))]
    await file(early)
    await county.complete('center_dispatcher', early, 'dispatch', { outcome: 'dispatch' })
    await file(late)
    const before = await detail(early)
    assert.deepEqual((await detail(early, 'ecology_handler')).allowedActions.filter((name) => name === 'merge'), [], 'only the centre merges in hand')
    assert.equal((await act('ecology_handler', `/events/${early}/merge`, { into: (await detail(late)).number })).status, 403)
    assert.equal((await act('center_duty1', `/events/${early}/merge`, { into: '没有这个编号' })).status, 422)
    assert.equal((await detail(early)).statusText, '待签收', 'a refused merge leaves it where it was')
    expectStatus(await act('center_duty1', `/events/${early}/merge`, { into: (await detail(late)).number, reason: '同一处' }), 200, 'merge in hand')
    assert.deepInclude(await detail(early), { phase: 'merged', dueAt: null })
    await eventually('the master to count the earlier limit', async () => (await detail(late)).dueAt === before.dueAt)
    expectStatus(await act('center_duty1', `/events/${early}/unmerge`), 200, 'unmerge')
    assert.deepInclude(await detail(early), { phase: 'open', statusText: '待受理', dueAt: before.dueAt })
    expectStatus(await act('center_duty1', `/events/${early}/merge`, { into: (await detail(late)).number }), 200, 'from the desk again')
    await toHandler(late)
    await close(late)
    await eventually('the merged one to end', async () => (await detail(early)).statusText === '随主件办结')
  })

  test('the phone is shown whole to whoever works on it, for a reason', async ({ assert }) => {
    const receipt = await send({ longitude: 113.3, latitude: 28.13, address: '示例四路', reporterPhone: '10000000041' })
    const id = await eventOf(receipt)
    const path = `/events/${id}/tickets/${id}/phone`
    assert.equal((await act('center_duty1', path, { reason: '' })).status, 422)
    assert.equal(((await act('center_duty1', path, { reason: '核实地点' })) as { body: { phone?: string } }).body.phone, '10000000041')
    assert.equal((await act('town_huanghua_grid', path, { reason: '看看' })).status, 404)
    const { data } = await county.get<{ data: { action: string; detail: { reason?: string } }[] }>('auditor', `/admin/audit?object=phone:${id}`)
    assert.deepEqual(data.map(({ action, detail: { reason } }) => [action, reason]), [['data.read', '核实地点']])
    const instance = await (await county.as('center_duty1')).get(`/instances/${id}`)
    assert.notInclude(instance.text, '10000000041')
  })

  test('abuse: what is no photo, no place of the county, no kind, no captcha, no own file is refused, and nothing begins', async ({ assert }) => {
    const token = await begin()
    for (const [name, bytes] of [['病毒.exe', 'MZ\x90\0'], ['页.jpg', '<script>alert(1)</script>'], ['假.jpg', '%PDF-1.4']] as const) {
      assert.equal((await visitor.upload('/snapshots/current/photos', token, name, bytes)).status, 422, name)
    }
    const foreign = await photo(await begin(), { seed: 9 })
    const wrong: readonly Record<string, unknown>[] = [
      { longitude: 0, latitude: 0 }, { longitude: 113.08, latitude: 95 }, { longitude: 'x' }, { subtype: 'SF01' }, { subtype: '../x' }, { town: 'nowhere' },
      { description: '短' }, { photos: [foreign] }, { photos: Array.from({ length: 7 }, () => foreign) }, { reporterPhone: '123' }, { channel: 'grid' }, { reporterKey: 'me' },
    ]
    for (const change of wrong) assert.equal((await submit(token, change)).status, 422, JSON.stringify(change).slice(0, 80))
    assert.equal((await submit({ 'x-snapshot-token': 'x.y.z' })).status, 404)
    assert.equal((await submit({ 'x-filing-token': token['x-snapshot-token']! })).status, 404)
    const captcha = await visitor.captcha()
    const at_once = await Promise.all(Array.from({ length: 4 }, () => visitor.post('/snapshots', { consent: true, captcha })))
    assert.deepEqual(at_once.map(({ status }) => status).sort(), [201, 422, 422, 422])

    const text = '<img src=x onerror=alert(1)>{{7*7}}'
    const receipt = expectStatus(await submit(token, { description: text }), 201, 'script stays text')
    assert.equal((await detail(await eventOf(receipt))).description, text)
  })

  test('the same report sent several times at once is one event', async ({ assert }) => {
    const token = await begin()
    const photos = [await photo(token, { seed: 4 })]
    const sent = await Promise.all(Array.from({ length: 5 }, () => submit(token, { photos, address: '示例五路' })))
    assert.deepEqual([...new Set(sent.map(({ status, body }) => `${status} ${body.number} ${body.password}`))], [`201 ${sent[0]!.body.number} ${sent[0]!.body.password}`])
    assert.equal((await visitor.upload('/snapshots/current/photos', token, '晚.jpg', jpegBytes())).status, 409)
  })

  test('a draft of 采集通 sent twice at once by its own key is one event, and its photo one file', async ({ assert }) => {
    const grid = await county.as('street_xingsha_grid')
    const upload = () => {
      const body = new FormData()
      body.append('file', new Blob([new Uint8Array(jpegBytes({ seed: 5 }))]), '现场1.jpg')
      return grid.send<Upload>('POST', '/attachments', { body, headers: { 'idempotency-key': 'draft-1-0' } })
    }
    const files = await Promise.all([upload(), upload()])
    assert.equal(files[0]!.body.id, files[1]!.body.id)
    const { id, name, size, sha256 } = files[0]!.body
    const body = { channel: 'grid', subtype: 'HJ01', ...PLACE, address: '示例六路', description: '垃圾没有清理。', photosBefore: [{ id, name, size, sha256 }] }
    const report = () => grid.send<{ id: string }>('POST', '/events', { body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': 'draft-1' } })
    const events = await Promise.all([report(), report(), report()])
    assert.deepEqual([...new Set(events.map((answer) => `${answer.status} ${answer.body.id}`))], [`201 ${events[0]!.body.id}`])
  })

  test('guessing is locked, a flood is held back', async ({ assert }) => {
    const receipt = await send({ address: '示例七路' })
    for (let count = 0; count < 5; count += 1) {
      assert.equal((await visitor.post('/report-inquiries', { number: receipt.number, password: 'WRONG222', captcha: await visitor.captcha() })).status, 422)
    }
    assert.equal((await visitor.post('/report-inquiries', { ...receipt, captcha: await visitor.captcha() } as never)).status, 422, 'unknown fields')
    assert.equal((await visitor.post('/report-inquiries', { number: receipt.number, password: receipt.password, captcha: await visitor.captcha() })).status, 429)
    const flood = await Promise.all(Array.from({ length: 60 }, () => visitor.post('/snapshots', { consent: true, captcha: { token: 'x', answer: 'y' } })))
    assert.isAbove(flood.filter(({ status }) => status === 429).length, 10)
    assert.isEmpty(flood.filter(({ status }) => status !== 429 && status !== 422))
  })
})
