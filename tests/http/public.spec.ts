import { test } from '@japa/runner'
import { openOutside } from '#tests/storage/outside_database'
import { County, eventually } from '#tests/walks/support/county'
import { readPrinted } from '#tests/walks/support/printed'
import { APPLICATION, MISSING, RestaurantCase } from '#tests/walks/support/restaurant_case'
import { Visitor, type PublicView, type Receipt, type Refusal } from './public_area.js'
import { startServer, type ServerProcess } from './server_process.js'

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
const SHORT = { hasSignboard: 'no', isPublicGathering: 'no', signboards: undefined, hasBusinessLicense: 'no' }

test.group('Public area', (group) => {
  let server: ServerProcess
  let visitor: Visitor
  let county: County
  group.setup(async () => {
    server = await startServer()
    visitor = new Visitor(server)
    county = new County(server)
  })
  group.teardown(() => server.stop())
  group.each.timeout(180_000)

  const application = (change: Record<string, unknown> = {}) => ({ ...APPLICATION, ...SHORT, ...change })
  async function file(change: Record<string, unknown> = {}): Promise<Receipt> {
    const token = await visitor.begin()
    const answer = await visitor.post<Receipt & Refusal>('/filings/current/submission', { values: application(change) }, token)
    if (answer.status !== 201) throw new Error(answer.text)
    return answer.body
  }
  const view = async (header: Record<string, string>) => (await visitor.get<PublicView>('/case', header)).body
  /** The case as the window finds it by its number. */
  async function caseOf(receipt: Receipt): Promise<RestaurantCase> {
    const { data } = await county.get<{ data: { id: string; number: string }[] }>('supervisor1', `/instances?q=${receipt.number}`)
    return RestaurantCase.of(county, data.find(({ number }) => number === receipt.number)!.id)
  }

  test('the guide names items, materials and the form; what is not offered cannot be applied for', async ({ assert }) => {
    const { body } = await visitor.get<{ data: { definitionKey: string; items: unknown[]; materials: unknown[] }[] }>('/services')
    const restaurant = body.data.find(({ definitionKey }) => definitionKey === 'restaurant')!
    assert.isAbove(restaurant.items.length, 3)
    assert.isAbove(restaurant.materials.length, 5)
    assert.isUndefined(body.data.find(({ definitionKey }) => definitionKey === 'evaluation'))
    for (const key of ['evaluation', 'restaurant_item', 'nothing']) {
      assert.equal((await visitor.get(`/services/${key}`)).status, 404)
      assert.equal((await visitor.post('/filings', { definitionKey: key, consent: true, adult: true, captcha: await visitor.captcha() })).status, 404)
    }
  })

  test('an application needs consent, full age and a captcha that was answered once and rightly', async ({ assert }) => {
    const begin = (body: Record<string, unknown>) => visitor.post('/filings', { definitionKey: 'restaurant', consent: true, adult: true, ...body })
    assert.equal((await begin({ consent: false, captcha: await visitor.captcha() })).status, 422)
    assert.equal((await begin({ adult: false, captcha: await visitor.captcha() })).status, 422)
    const captcha = await visitor.captcha()
    assert.equal((await begin({ captcha: { ...captcha, answer: '999' } })).body.code, 'E_CAPTCHA')
    // Spent by the wrong answer: the right one does not help any more.
    assert.equal((await begin({ captcha })).body.code, 'E_CAPTCHA')
    const fresh = await visitor.captcha()
    const at_once = await Promise.all(Array.from({ length: 6 }, () => begin({ captcha: fresh })))
    assert.deepEqual(at_once.map(({ status }) => status).sort(), [201, 422, 422, 422, 422, 422])
    const [id, expiry, mac] = (await visitor.captcha()).token.split('.')
    const later = (Number.parseInt(expiry!, 36) + 3_600_000).toString(36)
    for (const token of [`${id}.${later}.${mac}`, 'x', '..', `${id}.${expiry}.`]) assert.equal((await begin({ captcha: { token, answer: '1' } })).status, 422, token)
  })

  test('the picture carries outlines, no text', async ({ assert }) => {
    const { body } = await visitor.post<{ picture: string; question: null }>('/captchas', { kind: 'picture' })
    assert.match(body.picture, /^<svg [^>]+><rect/)
    assert.notMatch(body.picture, /<text|<title|script|href/)
    assert.isNull(body.question)
  })

  test('a draft goes on elsewhere by its resume code, once', async ({ assert }) => {
    const token = await visitor.begin()
    assert.equal((await visitor.send('PUT', '/filings/current/draft', { values: { storeName: '半份草稿' } }, token)).status, 200)
    const { body } = await visitor.post<{ code: string }>('/filings/current/resume-code', {}, token)
    assert.match(body.code, /^([2-9A-Z]{4}-){2}[2-9A-Z]{4}$/)
    const resume = async (code: string) => visitor.post<{ token: string; values: { storeName?: string } } & Refusal>('/filings/resumed', { code, captcha: await visitor.captcha() })
    const resumed = await resume(body.code.toLowerCase().replaceAll('-', ' '))
    assert.equal(resumed.body.values.storeName, '半份草稿')
    assert.equal((await resume(body.code)).body.code, 'E_RESUME_CODE')
    assert.equal((await resume('2345-6789-ABCD')).body.code, 'E_RESUME_CODE')
  })

  test('handed in eight times at once, an application is one case; corrected after a refusal it is accepted', async ({ assert }) => {
    const token = await visitor.begin()
    const submit = (values: unknown) => visitor.post<Receipt & Refusal>('/filings/current/submission', { values }, token)
    const refused = await submit(application({ storeName: '' }))
    assert.equal(refused.status, 422)
    assert.isTrue(refused.body.errors!.some(({ path }) => path.endsWith('storeName')))
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(application({ storeName: '双击小馆' }))))
    assert.equal(new Set(answers.map(({ status, body }) => `${status} ${body.number} ${body.password}`)).size, 1, answers[0]!.text)
    assert.equal(answers[0]!.status, 201)
    assert.equal((await submit(application({ storeName: '另一家' }))).body.number, answers[0]!.body.number)
    assert.equal((await visitor.send('PUT', '/filings/current/draft', { values: {} }, token)).status, 409)
    const { data } = await county.get<{ data: unknown[] }>('supervisor1', `/instances?q=${answers[0]!.body.number}`)
    assert.lengthOf(data, 1)
  })

  test('uploads: by content, within limits, and only into one\'s own application', async ({ assert }) => {
    const [mine, other] = [await visitor.begin(), await visitor.begin()]
    const upload = (name: string, bytes: Uint8Array | string, token = mine) => visitor.upload<Refusal & { id: string }>('/filings/current/attachments', token, name, bytes)
    const attacks: [string, string][] = [
      ['page.html', '<html><script>alert(1)</script></html>'], ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], ['run.exe', 'MZ\u0090\u0000\u0003'],
      ['photo.jpg', '<script>alert(1)</script>'], ['x.pdf.exe', 'MZ'], ['../../etc/passwd', 'root:x:0:0'], ['empty.pdf', ''],
    ]
    for (const [name, bytes] of attacks) assert.equal((await upload(name, bytes)).status, 422, name)
    assert.equal((await visitor.upload('/filings/current/attachments', { 'x-filing-token': 'stolen' }, 'a.pdf', PDF)).status, 404)
    const stored = await upload('租赁合同.pdf', PDF)
    assert.equal(stored.status, 201)
    const reference = { premisesFiles: [stored.body] }
    const stolen = await visitor.post('/filings/current/submission', { values: application(reference) }, other)
    assert.equal(stolen.status, 422, 'a file of another application')
    assert.equal((await visitor.post('/filings/current/submission', { values: application(reference) }, mine)).status, 201)
    let count = 0
    while ((await upload('a.pdf', PDF, other)).status === 201) count += 1
    assert.equal(count, 40)
  })

  test('number and password open the case, masked; every guess is answered alike and the fifth locks', async ({ assert }) => {
    const receipt = await file({ storeName: '覃走查的店' })
    const header = await visitor.opened(receipt)
    const seen = await view(header)
    assert.deepEqual(seen.applicant, { name: '覃**', idNumber: '430121********0007', phone: '100****0007' })
    assert.equal(seen.title, '覃**的店（开餐饮店）')
    const answer = await visitor.get('/case', header)
    for (const secret of ['430121199013320007', '10000000007', '覃走查']) assert.notInclude(answer.text, secret)

    const unknown = { number: receipt.number.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)), password: receipt.password }
    const wrong = { ...receipt, password: '22222222' }
    const [a, b] = [await visitor.inquire(unknown), await visitor.inquire(wrong)]
    assert.deepEqual([a.status, a.body], [b.status, b.body])
    const guesses = await Promise.all(Array.from({ length: 8 }, () => visitor.inquire(wrong)))
    assert.deepEqual(guesses.map(({ status }) => status).sort(), [422, 422, 422, 422, 429, 429, 429, 429])
    assert.equal((await visitor.inquire(receipt)).status, 429, 'locked for the right one, too')
  })

  test('a token opens its own case and nothing else', async ({ assert }) => {
    const [one, other] = [await file(), await file()]
    const [mine, foreign] = [await visitor.opened(one), await visitor.opened(other)]
    const ready = await eventually('the receipt to be printed', async () => (await view(mine)).documents.find(({ isReady }) => isReady))
    const document = await visitor.get(`/case/documents/${ready.id}`, mine)
    assert.equal(document.headers.get('content-type'), 'application/pdf')
    const printed = readPrinted(document.bytes)
    if (printed) assert.include(printed.text, one.password, 'the receipt carries the password')
    assert.equal((await visitor.get(`/case/documents/${ready.id}`, foreign)).status, 404)
    assert.equal((await visitor.get(`/case/documents/${ready.id}`)).status, 404)
    const [subject, expiry, mac] = mine['x-inquiry-token']!.split('.')
    const swapped = foreign['x-inquiry-token']!.split('.')[0]
    for (const token of [`${swapped}.${expiry}.${mac}`, `${subject}.zzzzzzzzz.${mac}`, (await visitor.begin())['x-filing-token']!, '']) {
      assert.equal((await visitor.get('/case', { 'x-inquiry-token': token })).status, 404, token)
    }
  })

  test('补正 from home goes where the clerk\'s act goes; what was not asked for is refused', async ({ assert }) => {
    const receipt = await file()
    const header = await visitor.opened(receipt)
    assert.equal((await visitor.upload('/case/attachments', header, 'a.pdf', PDF)).status, 409, 'nothing is asked yet')
    const walked = await caseOf(receipt)
    await walked.receive('supplement', { supplementItems: MISSING, supplementDays: 5 })
    const asked = (await view(header)).supplement!
    assert.deepEqual(asked.missing.map(({ name }) => name), MISSING.map(({ name }) => name))
    assert.includeMembers(asked.fields.map(({ field }) => field), ['layoutFiles', 'healthFiles'])
    const { body: upload } = await visitor.upload('/case/attachments', header, '布局图.pdf', PDF)
    const supplement = (files: unknown) => visitor.post<PublicView & Refusal>('/case/supplement', { files, note: '已补齐 <script>alert(1)</script>' }, header)
    for (const files of [{}, { receivedMaterials: [upload] }, { storeName: [upload] }, { layoutFiles: [{ ...upload, id: 'guessed' }] }]) {
      assert.equal((await supplement(files)).status, 422, JSON.stringify(files))
    }
    const done = await supplement({ layoutFiles: [upload] })
    assert.equal(done.status, 200, done.text)
    assert.isNull(done.body.supplement)
    assert.equal(done.body.statusText, '待收件审查')
    const record = await walked.record()
    assert.isTrue(record.materials.find(({ name }) => name.includes('布局图'))!.received)
  })

  test('withdrawn by the applicant before the decision, never after it', async ({ assert }) => {
    const receipt = await file()
    const header = await visitor.opened(receipt)
    assert.isTrue((await view(header)).canWithdraw)
    const withdrawn = await visitor.post<PublicView>('/case/withdrawal', { reason: '不开了' }, header)
    assert.equal(withdrawn.body.statusText, '申请人已撤回', withdrawn.text)
    assert.equal((await visitor.post('/case/withdrawal', { reason: '再来' }, header)).status, 409)

    const decided = await file()
    const other = await visitor.opened(decided)
    const walked = await caseOf(decided)
    await walked.accept({}, 'window1')
    await walked.grant('business_license')
    assert.isFalse((await view(other)).canWithdraw)
    assert.equal((await visitor.post('/case/withdrawal', { reason: '不开了' }, other)).status, 409)
  })

  test('好差评 once, after the end; a bad one says why and is put right', async ({ assert }) => {
    const receipt = await file()
    const header = await visitor.opened(receipt)
    const evaluate = (body: unknown) => visitor.post<PublicView & Refusal>('/case/evaluations', body, header)
    assert.equal((await evaluate({ satisfaction: 5 })).status, 409, 'not closed yet')
    const walked = await caseOf(receipt)
    await walked.accept({}, 'window1')
    await walked.grant('business_license')
    await walked.grant('food_permit')
    await walked.reading('待出件')
    await walked.deliver()
    assert.isTrue((await view(header)).canEvaluate)
    for (const body of [{ satisfaction: 0 }, { satisfaction: 6 }, { satisfaction: 2 }, { satisfaction: 1, text: '  ' }]) assert.equal((await evaluate(body)).status, 422, JSON.stringify(body))
    const answers = await Promise.all([1, 2, 3, 4].map(() => evaluate({ satisfaction: 1, text: '等了太久' })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
    assert.equal((await view(header)).evaluation!.statusText, '差评核实中')
    const { data } = await county.get<{ data: { id: string; elementId: string; instance: { id: string; title: string } }[] }>('supervisor1', '/tasks?view=claimable')
    const { id, instance } = data.find((task) => task.elementId === 'verify')!
    assert.include(JSON.stringify(await county.get('supervisor1', `/tasks/${id}`)), String(APPLICATION.storeName))
    await county.complete('supervisor1', instance.id, 'verify', { outcome: 'rectify', values: { complexity: 'complex', verification: '属实' } })
    assert.equal((await view(header)).evaluation!.statusText, '整改中')
    // What the case is called may name people: the task shows it, the journal of the evaluation keeps only its digest.
    const database = await openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
    const journal = JSON.stringify(await database.all('select command, events from journal where instance_id = ?', [instance.id]))
    await database.close()
    assert.include(journal, receipt.number)
    assert.notInclude(journal, String(APPLICATION.storeName))
  })

  test('eight people want three seats at once; a code gives one back, once', async ({ assert }) => {
    const clerk = await county.as('window1')
    assert.equal((await clerk.put('/window/appointment-rules', { morning: 3, afternoon: 0, daysAhead: 20 })).status, 200)
    const { data } = (await visitor.get<{ data: { day: string; halves: { half: string; free: number }[] }[] }>('/appointments/days')).body
    const { day } = data.at(-1)!
    const captchas = await Promise.all(Array.from({ length: 8 }, () => visitor.captcha()))
    const book = (phone: string, captcha: unknown, when = day) =>
      visitor.post<Refusal & { code: string }>('/appointments', { definitionKey: 'restaurant', day: when, half: 'morning', name: '约号人', phone, captcha })
    const answers = await Promise.all(captchas.map((captcha, index) => book(`1000000010${index}`, captcha)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 409, 409, 409, 409, 409])
    const { code } = answers.find(({ status }) => status === 201)!.body
    const cancel = async () => (await visitor.post('/appointments/cancellation', { code, captcha: await visitor.captcha() })).status
    assert.deepEqual([await cancel(), await cancel()], [200, 422])
    const again = await Promise.all([await visitor.captcha(), await visitor.captcha()].map((captcha) => book('10000000200', captcha)))
    assert.deepEqual(again.map(({ status }) => status).sort(), [201, 409], 'one phone, one appointment a day')
    assert.equal((await book('10000000201', await visitor.captcha(), '2020-01-01')).status, 409)
    const today = await county.get<{ data: { name: string; phone: string }[] }>('window1', `/window/appointments?day=${day}`)
    assert.lengthOf(today.data, 3)
  })

  test('the window finds what an applicant wrote before, and it is written down who looked', async ({ assert }) => {
    await file({ storeName: '回头客小馆', applicantIdNumber: '430121199013320015', hasSignboard: 'yes', signboards: APPLICATION.signboards, receivedMaterials: ['identity'] })
    const clerk = await county.as('window1')
    const found = await clerk.post<{ data: { values: Record<string, unknown> }[] }>('/window/applicants', { idNumber: ' 430121199013320015 ', definitionKey: 'restaurant' })
    assert.equal(found.body.data[0]!.values.storeName, '回头客小馆')
    assert.deepEqual(found.body.data[0]!.values.signboards, APPLICATION.signboards)
    assert.notProperty(found.body.data[0]!.values, 'items')
    assert.notProperty(found.body.data[0]!.values, 'receivedMaterials')
    assert.equal((await (await county.as('health_handler')).post('/window/applicants', { idNumber: '430121199013320015', definitionKey: 'restaurant' })).status, 403)
    const audit = await county.get<{ data: { object: string }[] }>('auditor', '/admin/audit?action=data.read')
    assert.isTrue(audit.data.some(({ object }) => object.startsWith('applicant:430121') && !object.includes('19901332')))
  })

  test('查询密码 issued again at the window: for the right document only, five tries, the old one void at once', async ({ assert }) => {
    const receipt = await file({ storeName: '忘记密码的店', applicantIdNumber: '430121199013320023' })
    const opened = await visitor.opened(receipt)
    const clerk = await county.as('window1')
    const reissue = (body: Record<string, unknown>, as = clerk) => as.post<Receipt & Refusal>('/window/inquiry-passwords', { number: receipt.number, idNumber: '430121199013320023', identityChecked: true, ...body })
    assert.equal((await reissue({ identityChecked: false })).status, 422)
    assert.equal((await reissue({}, await county.as('market_handler'))).status, 403)
    const [wrong, unknown] = [await reissue({ idNumber: '430121199013320031' }), await reissue({ number: `${receipt.number}9` })]
    assert.deepEqual([wrong.status, wrong.body.code, wrong.body.detail], [422, 'E_IDENTITY', unknown.body.detail], 'told alike')
    assert.equal((await view(opened)).statusText, '待收件审查', 'a wrong try voids nothing')

    const { status, body: fresh, text } = await reissue({ number: ` ${receipt.number.toLowerCase()} ` })
    assert.equal(status, 201, text)
    assert.equal(fresh.number, receipt.number)
    assert.notEqual(fresh.password, receipt.password)
    assert.equal((await visitor.get('/case', opened)).status, 404, 'what the old one had opened is closed')
    assert.equal((await visitor.inquire(receipt)).status, 422)
    assert.equal((await view(await visitor.opened(fresh))).statusText, '待收件审查')
    const twice = await Promise.all([reissue({}), reissue({})])
    assert.equal(new Set([fresh.password, ...twice.map(({ body }) => body.password)]).size, 3, 'each issue is one of its own')

    assert.equal((await (await county.as('secadmin')).post('/admin/roles', { userId: 'tax_handler', role: 'window_clerk', departmentId: 'tax' })).status, 201)
    assert.equal((await reissue({}, await county.as('tax_handler'))).status, 403, 'the window of another unit')

    for (let n = 0; n < 4; n += 1) assert.equal((await reissue({ idNumber: '430121199013320031' })).status, 422, 'that try counted too')
    assert.equal((await reissue({})).status, 429, 'locked for the right document, too')
    const audit = await county.get<{ data: { action: string; object: string; user: { id: string } }[] }>('auditor', '/admin/audit?action=inquiry.reissued')
    assert.lengthOf(audit.data.filter(({ object, user }) => object === receipt.number && user.id === 'window1'), 3)
    assert.isAtLeast((await county.get<{ data: unknown[] }>('auditor', '/admin/audit?action=inquiry.refused')).data.length, 7)
  })

  test('one address cannot take the server for itself', async ({ assert }) => {
    const answers = await Promise.all(Array.from({ length: 130 }, () => visitor.post('/captchas', { kind: 'picture' })))
    const refused = answers.filter(({ status }) => status === 429)
    assert.isAbove(refused.length, 50)
    assert.isAbove(Number(refused[0]!.headers.get('retry-after')), 0)
  })
})
