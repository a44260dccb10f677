import { PDFDocument } from '@cantoo/pdf-lib'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import { County, eventually, expectStatus, type Problem } from '#tests/walks/support/county'
import { readPrinted } from '#tests/walks/support/printed'
import { APPLICATION, MISSING, RestaurantCase } from '#tests/walks/support/restaurant_case'
import type { ApiAnswer } from './api_client.js'
import { Visitor, type Receipt, type Refusal } from './public_area.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Kept {
  id: string
  code: string
  caseNumber: string
  gradeText: string
}
interface Material {
  code: string
  received: boolean
  grade: string | null
  files: { id: string; name: string }[]
  record: { id: string; state: string } | null
  reused: { caseNumber: string; purpose: string } | null
  canVerify: boolean
  offers: Kept[]
}
interface EntrustedCase {
  mandate: { id: string; instanceId: string; state: string }
  supplement: { fields: { field: string }[] } | null
}

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR4nGP4jwMwDC0JALoev0Ewkwr8AAAAAElFTkSuQmCC', 'base64')
/** `2026-11-23`, as many days after today in the county. */
const dayFromNow = (days: number): string => new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10)

const SHORT = { hasSignboard: 'no', isPublicGathering: 'no', signboards: undefined }

test.group('Materials: evidence and what was given once', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer()
    county = new County(server)
  })
  group.teardown(() => server.stop())
  group.each.timeout(180_000)

  const materials = async (user: string, id: string) => (await county.get<{ data: Material[] }>(user, `/cases/${id}/materials`)).data
  const identity = async (user: string, id: string) => (await materials(user, id)).find(({ code }) => code === 'identity')!
  const post = async <T = Problem>(user: string, path: string, body: unknown): Promise<ApiAnswer<T>> => (await county.as(user)).post<T>(path, body)

  async function scan(): Promise<Buffer> {
    const document = await PDFDocument.create()
    document.addPage([300, 500]).drawText('SCANNED')
    return Buffer.from(await document.save())
  }

  /** A case with an identity card as a picture and as a scanned PDF, filed by the window; its original seen. */
  async function verified(idNumber: string): Promise<{ id: string; record: string; number: string }> {
    const clerk = await county.as('window1')
    const file = expectStatus(await clerk.upload<{ id: string; name: string; size: number; sha256: string }>('/attachments', '身份证.png', PICTURE), 201, 'upload')
    const paper = expectStatus(await clerk.upload<{ id: string; name: string; size: number; sha256: string }>('/attachments', '身份证.pdf', await scan()), 201, 'upload')
    const id = await county.start('window1', 'restaurant', { ...APPLICATION, ...SHORT, applicantIdNumber: idNumber, identityFiles: [file, paper].map(({ id: one, name, size, sha256 }) => ({ id: one, name, size, sha256 })) })
    const before = await identity('window1', id)
    if (before.grade !== 'C' || !before.canVerify) throw new Error(JSON.stringify(before))
    const { data } = expectStatus(await post<{ data: Material[] }>('window1', `/cases/${id}/materials/identity/verification`, { files: before.files.map((one) => one.id), note: '与原件一致' }), 200, 'verify')
    const after = data.find(({ code }) => code === 'identity')!
    return { id, record: after.record!.id, number: (await RestaurantCase.of(county, id).record()).number }
  }

  test('seen once by the window, a material is offered to the next application of the same applicant, and to nobody else\'s', async ({ assert }) => {
    const first = await verified('430121199013320021')
    assert.deepInclude(await identity('window1', first.id), { grade: 'B', canVerify: false })
    const look = (idNumber: string, user = 'window1') => post<{ data: Kept[] }>(user, '/window/materials', { idNumber, definitionKey: 'restaurant' })
    assert.deepEqual((await look(' 430121199013320021 ')).body.data.map(({ id, code, caseNumber }) => ({ id, code, caseNumber })), [{ id: first.record, code: 'identity', caseNumber: first.number }])
    assert.deepEqual((await look('430121199013320022')).body.data, [])
    assert.equal((await look('430121199013320021', 'health_handler')).status, 403)
    expectStatus(await post('secadmin', '/admin/roles', { userId: 'health_handler2', role: 'window_clerk', departmentId: 'health' }), 201, 'a window of another department')
    const elsewhere = await look('430121199013320021', 'health_handler2')
    assert.equal(elsewhere.status, 403, elsewhere.text)
    assert.match(elsewhere.text, /不由您的窗口受理/)
    assert.equal((await post('health_handler2', '/window/applicants', { idNumber: '430121199013320021', definitionKey: 'restaurant' })).status, 403, 'nor what he wrote before')

    const file = (idNumber: string, record: string, user = 'window1') =>
      post<{ id: string } & Problem>(user, '/instances', { definitionKey: 'restaurant', variables: { ...APPLICATION, ...SHORT, applicantIdNumber: idNumber }, reusedMaterials: [{ code: 'identity', record }] })
    const second = expectStatus(await file('430121199013320021', first.record), 201, 'file')
    assert.deepInclude(await identity('window1', second.id), { received: true, grade: 'B' })
    for (const [idNumber, record] of [['430121199013320022', first.record], ['430121199013320021', 'no-such-thing']] as const) {
      const refused = await file(idNumber, record)
      assert.equal(refused.status, 404, refused.text)
      assert.match(refused.body.detail, /没有这份已有材料/)
    }
    assert.equal((await file('430121199013320021', first.record, 'urban_handler')).status, 403)

    const [copy, paper] = (await identity('window1', second.id)).files
    const read = async (user: string, id: string, fileId: string) => (await county.as(user)).get<Problem>(`/cases/${id}/materials/identity/files/${fileId}`)
    const opened = await (await county.as('window1')).get(`/cases/${second.id}/materials/identity/files/${copy!.id}`)
    assert.equal(opened.status, 200)
    const printed = readPrinted(opened.bytes)
    if (printed !== null) assert.match(printed.text, /仅用于.+《开餐饮店一件事》.*有效期至/)
    const stamped = await (await county.as('window1')).get(`/cases/${second.id}/materials/identity/files/${paper!.id}`)
    assert.equal(stamped.status, 200, 'a scanned PDF is shown stamped as well')
    const pages = readPrinted(stamped.bytes)
    if (pages !== null) assert.match(pages.text, /SCANNED/)
    if (pages !== null) assert.match(pages.text.replaceAll(/\s/g, ''), /仅用于.+有效期至/)
    assert.equal((await read('health_handler', second.id, copy!.id)).status, 404)
    assert.equal((await read('window1', first.id, copy!.id)).status, 404, 'its own file is no copy')
    assert.equal((await read('window1', second.id, 'guessed')).status, 404)

    assert.equal((await post('health_handler', `/materials/${first.record}/revocation`, { reason: '乱来' })).status, 404)
    expectStatus(await post('window1', `/materials/${first.record}/revocation`, { reason: '证件已挂失' }), 200, 'revoke')
    assert.equal((await post('window1', `/materials/${first.record}/revocation`, { reason: '再撤一次' })).status, 409)
    assert.deepEqual((await look('430121199013320021')).body.data, [])
    assert.equal((await read('window1', second.id, copy!.id)).status, 409)
    const refused = await county.tryComplete('window2', second.id, 'receive', { outcome: 'accept' })
    assert.match(refused.body.detail, /沿用的材料已被撤销（证件已挂失）/)
  })

  test('taken from an open case by the page, once, however often and at once it is asked', async ({ assert }) => {
    const first = await verified('430121199013320023')
    const id = await county.start('window1', 'restaurant', { ...APPLICATION, ...SHORT, applicantIdNumber: '430121199013320023' })
    assert.deepEqual((await identity('window1', id)).offers.map(({ id: record }) => record), [first.record])
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('window1', `/cases/${id}/materials/identity/reuse`, { record: first.record })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
    assert.deepInclude((await identity('window1', id)).reused!, { caseNumber: first.number })
    for (const user of ['health_handler', 'housing_fund_handler']) {
      assert.equal((await (await county.as(user)).get(`/cases/${id}/materials`)).status, 404, user)
      assert.equal((await post(user, `/cases/${id}/materials/identity/verification`, { files: [] })).status, 404, user)
      assert.equal((await post(user, `/cases/${id}/materials/identity/reuse`, { record: first.record })).status, 404, user)
    }
  })

  test('online, the number and password of an earlier case give its materials to this application, and nothing else', async ({ assert }) => {
    const visitor = new Visitor(server)
    const filed = async (idNumber: string): Promise<Receipt> => {
      const token = await visitor.begin()
      const answer = await visitor.post<Receipt & Refusal>('/filings/current/submission', { values: { ...APPLICATION, ...SHORT, applicantIdNumber: idNumber, receivedMaterials: ['identity'] } }, token)
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.body
    }
    const idOf = async ({ number }: Receipt) => (await county.get<{ data: { id: string; number: string }[] }>('supervisor1', `/instances?q=${number}`)).data.find((one) => one.number === number)!.id
    const earlier = await filed('430121199013320024')
    const earlierId = await idOf(earlier)
    expectStatus(await post('window1', `/cases/${earlierId}/materials/identity/verification`, { files: [] }), 200, 'verify')
    const others = await verified('430121199013320024')

    const token = await visitor.begin()
    const find = async (receipt: Receipt, header = token) => visitor.post<{ proof: string; data: Kept[] } & Refusal>('/filings/current/kept-materials', { ...receipt, captcha: await visitor.captcha() }, header)
    assert.equal((await find({ number: earlier.number, password: 'AAAA-AAAA' })).body.code, 'E_INQUIRY')
    const found = await find({ number: earlier.number, password: earlier.password })
    assert.equal(found.status, 201, found.text)
    assert.lengthOf(found.body.data, 1)
    assert.notEqual(found.body.data[0]!.id, others.record, 'only what the proven case has given')
    const [kept] = found.body.data
    const submit = (header: Record<string, string>, idNumber: string, proof: string, record: string) =>
      visitor.post<Receipt & Refusal>('/filings/current/submission', { values: { ...APPLICATION, ...SHORT, applicantIdNumber: idNumber }, reused: { proof, materials: [{ code: 'identity', record }] } }, header)
    assert.equal((await submit(token, '430121199013320024', found.body.proof, others.record)).body.code, 'E_KEPT_MATERIAL')
    assert.equal((await submit(token, '430121199013320024', `${found.body.proof}x`, kept!.id)).body.code, 'E_KEPT_MATERIAL')
    assert.equal((await submit(await visitor.begin(), '430121199013320024', found.body.proof, kept!.id)).body.code, 'E_KEPT_MATERIAL', 'another application')
    assert.equal((await submit(token, '430121199013320025', found.body.proof, kept!.id)).status, 404, 'another applicant')
    const done = await submit(token, '430121199013320024', found.body.proof, kept!.id)
    assert.equal(done.status, 201, done.text)
    assert.deepInclude(await identity('window1', await idOf(done.body)), { received: true, grade: 'B' })
  })

  test('what the window filed is printed together, page for page as alone; nothing of others, nothing unknown', async ({ assert }) => {
    const ids = [await county.start('window1', 'restaurant', { ...APPLICATION, ...SHORT }), await county.start('window1', 'restaurant', { ...APPLICATION, ...SHORT, storeName: '第二家' })]
    const receipts = await Promise.all(ids.map(async (id) => (await county.get<{ data: { id: string; number: string; template: string }[] }>('window1', `/instances/${id}/documents`)).data.find(({ template }) => template === 'receipt')!))
    const print = async (documents: string, user = 'window1') => (await county.as(user)).get<Problem>(`/window/prints/${encodeURIComponent(documents)}`)
    const together = await print(receipts.map(({ id }) => id).join(','))
    assert.equal(together.status, 200, together.text.slice(0, 500))
    const printed = readPrinted(together.bytes)
    if (printed !== null) {
      assert.equal(printed.pages, 2)
      for (const { number } of receipts) assert.include(printed.text, number)
    }
    assert.equal((await print(`${receipts[0]!.id},guessed`)).status, 404)
    assert.equal((await print(receipts[0]!.id, 'market_handler')).status, 403)
    assert.equal((await print(Array.from({ length: 31 }, (_, index) => `d${index}`).join(','))).status, 422)
  })

  /** The receipt on the window's screen carries the applicant's key to his case; the same receipt on the agent's does not. */
  async function agentNeverSeesPassword(assert: Assert, id: string, agent: string): Promise<void> {
    const receipt = await eventually('the receipt to be printed', async () => {
      const { data } = await county.get<{ data: { id: string; template: string; status: string }[] }>(agent, `/instances/${id}/documents`)
      return data.find(({ template, status }) => template === 'receipt' && status === 'ready') ?? null
    })
    const copies = await Promise.all(['window1', agent].map(async (user) => (await county.as(user)).get(`/documents/${receipt.id}`)))
    assert.deepEqual(copies.map(({ status }) => status), [200, 200])
    assert.notEqual(copies[0]!.headers.get('etag'), copies[1]!.headers.get('etag'))
    const [whole, masked] = copies.map(({ bytes }) => readPrinted(bytes))
    if (!whole || !masked) return
    const password = /[2-9A-HJKMNP-Y]{8}/.exec(whole.text.slice(whole.text.indexOf('查询密码')))?.[0] ?? ''
    assert.lengthOf(password, 8, whole.text)
    assert.notInclude(masked.text, password)
    assert.include(masked.text, '（不显示）')
  }

  /** The window has no task of the case in hand; what takes a number stays with who has. */
  async function windowPrintsLetter(assert: Assert, id: string, agent: string): Promise<void> {
    const ask = (user: string, template: string) => post<{ number: string | null; title: string } & Problem>(user, `/instances/${id}/documents`, { template })
    const requestable = async (user: string) => (await county.get<{ requestable: { template: string }[] }>(user, `/cases/${id}`)).requestable.map(({ template }) => template)
    assert.deepEqual(await requestable('window1'), ['authority_letter'])
    assert.deepInclude(expectStatus(await ask('window1', 'authority_letter'), 201, 'letter'), { title: '授权委托书', number: null })
    assert.equal((await ask('window1', 'receipt')).status, 403)
    assert.equal((await ask('window1', 'constructor')).status, 403)
    assert.deepEqual(await requestable(agent), [])
    assert.equal((await ask(agent, 'authority_letter')).status, 403)
  }

  test('帮代办: the agent sees and supplements the cases entrusted to him, as the applicant\'s agent, and only as long', async ({ assert }) => {
    const walked = await RestaurantCase.file(county, SHORT)
    const agent = 'health_handler'
    const give = async (body: Record<string, unknown>, user = 'window1') => {
      const letter = expectStatus(await (await county.as(user)).upload<{ id: string }>('/attachments', '授权委托书.png', PICTURE), 201, 'letter')
      const whole = { agent, relation: '村帮代办员', from: dayFromNow(-1), to: dayFromNow(30), files: [letter.id], ...body }
      return post<{ data: { id: string; state: string }[] } & Problem>(user, `/cases/${walked.id}/mandates`, whole)
    }
    assert.equal((await (await county.as(agent)).get(`/instances/${walked.id}`)).status, 404)
    assert.equal((await give({}, agent)).status, 403)
    assert.equal((await give({ to: dayFromNow(-1) })).status, 422)
    assert.equal((await give({ to: dayFromNow(366) })).status, 422, 'a year at most')
    assert.match((await give({ files: [] })).body.detail, /授权委托书/)
    assert.match((await give({ agent: 'market_handler' })).body.detail, /不能兼任/)
    assert.equal((await give({ agent: 'nobody-here' })).status, 422)
    assert.match((await give({ agent: null, agentName: '覃代理', files: [] })).body.detail, /授权委托书/)
    const [mandate] = expectStatus(await give({}), 201, 'give').data
    assert.equal((await give({})).status, 409)
    await windowPrintsLetter(assert, walked.id, agent)

    const mine = async (user = agent) => (await county.get<{ data: EntrustedCase[] }>(user, '/mandates')).data.filter((one) => one.mandate.instanceId === walked.id)
    assert.deepEqual((await mine()).map((one) => one.mandate.id), [mandate!.id])
    assert.deepEqual(await mine('housing_fund_handler'), [])
    assert.equal((await (await county.as(agent)).get(`/instances/${walked.id}`)).status, 200)
    await agentNeverSeesPassword(assert, walked.id, agent)
    await walked.receive('supplement', { supplementItems: MISSING, supplementDays: 5 })
    const file = expectStatus(await (await county.as(agent)).upload<{ id: string; name: string; size: number; sha256: string }>('/attachments', '布局图.png', PICTURE), 201, 'upload')
    const answer = { files: { layoutFiles: [{ id: file.id, name: file.name, size: file.size, sha256: file.sha256 }] }, note: '代为补齐' }
    assert.equal((await post('housing_fund_handler', `/mandates/${mandate!.id}/supplement`, answer)).status, 404)
    assert.include((await mine())[0]!.supplement!.fields.map(({ field }) => field), 'layoutFiles')
    const handIn = async (user = agent) => (await county.as(user)).post<EntrustedCase & Problem>(`/mandates/${mandate!.id}/supplement`, answer, { headers: { 'idempotency-key': 'agent-hands-in-once' } })
    expectStatus(await handIn(), 200, 'supplement')
    expectStatus(await handIn(), 200, 'the same again is the same answer')
    const layout = (await materials('window1', walked.id)).find(({ code }) => code === 'layout')!
    assert.deepInclude(layout, { received: true, grade: 'C' })
    const history = await county.get<{ data: { actor: { name: string; onBehalfOf?: { name: string } } }[] }>('window1', `/instances/${walked.id}/history?limit=100`)
    assert.isTrue(history.data.some(({ actor }) => actor.onBehalfOf?.name === '申请人'))

    assert.equal((await post('housing_fund_handler', `/mandates/${mandate!.id}/withdrawal`, { reason: '乱来' })).status, 404)
    expectStatus(await post('window1', `/mandates/${mandate!.id}/withdrawal`, { reason: '申请人收回授权' }), 200, 'withdraw')
    assert.equal((await (await county.as(agent)).get(`/instances/${walked.id}`)).status, 404)
    assert.equal((await (await county.as(agent)).get(`/cases/${walked.id}/materials`)).status, 404)
    assert.equal((await post(agent, `/mandates/${mandate!.id}/supplement`, answer)).status, 403)
    assert.equal((await handIn()).status, 403, 'nor is the answer of then given again')
  })
})
