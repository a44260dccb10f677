import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { packageFolder } from '#tests/processes/read_package'
import { County, eventually } from '#tests/walks/support/county'
import { sendAsPlatform, type SentAnswer, type SentOptions } from './platform_sender.js'
import { startServer, type ServerProcess } from './server_process.js'

const KEYS = { appId: 'upper-of-test', secret: 'invented-secret-of-a-test-0001', bodyKey: '0123456789abcdeffedcba9876543210' }
const REHEARSED = (JSON.parse(readFileSync(`${packageFolder('one-thing/restaurant')}/rehearsals/all_granted.json`, 'utf8')) as { start: { values: Record<string, unknown> } }).start.values

/** An application of 开餐饮店 as the province sends it; the form's own fields are those of the package's rehearsal. */
function application(upperNo: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { applicantName, applicantIdNumber, contactName, contactPhone, receivedMaterials: _received, agentName: _agent, ...form } = REHEARSED
  return {
    upperNo, version: '1', itemCode: '示例ZT-430121-0001', itemName: '开餐饮店一件事', applicantType: '1', applicantName, idType: '111', idNo: applicantIdNumber, contactName, contactPhone,
    address: '星沙街道示例路 1 号', source: '2', appliedAt: '2026-11-20 09:00:00', divisionCode: '430121', form, ...more,
  }
}

const ticket = (ticketNo: string, more: Record<string, unknown> = {}) => ({
  ticketNo, version: '1', title: '井盖破损', content: '示例路与样板路口的井盖破了，晚上看不见。', kind: '投诉', reporterName: '示例甲', reporterPhone: '13800000000', isConfidential: '0', townName: '星沙街道',
  address: '示例路与样板路口', longitude: '113.08', latitude: '28.24', urgency: '2', receivedAt: '2026-11-20 09:00:00', answerDueAt: '2026-11-27 18:00:00', ...more,
})
const dispatch = (dispatchNo: string) => ({
  dispatchNo, version: '1', title: '低洼路段积水', content: '视频发现路面有水，请核实处置。', categoryCode: '03', urgency: '1', townName: '黄花镇', address: '示例大道下穿通道', dispatchedAt: '2026-11-20 09:00:00', feedbackDueAt: '2026-11-20 12:00:00',
})
const correction = (originalNo: string, version: number, fields: Record<string, unknown>) => ({ originalNo, version: String(version), correctedAt: '2026-11-20 10:00:00', reason: '填错了', fields })
const withdrawal = (originalNo: string, version = 2) => ({ originalNo, version: String(version), withdrawnAt: '2026-11-20 11:00:00', withdrawnBy: '1', reason: '不办了' })

interface Listed {
  data: { id: string; upperId: string; kind: string; status: string; number: string | null; instanceId: string | null; reasonCode: string | null }[]
}
interface Detail {
  id: string
  status: string
  title: string
  variables: Record<string, unknown>
}

test.group('inbound', (group) => {
  let server: ServerProcess
  let county: County
  let files: Server
  const bytes = new Map<string, Buffer>()
  let next = 0
  const newNumber = () => `示例${(next += 1).toString().padStart(6, '0')}`

  group.setup(async () => {
    files = createServer((request, response) => {
      const file = bytes.get(request.url ?? '')
      response.writeHead(file && request.headers['x-signature'] ? 200 : 404).end(file)
    })
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
    server = await startServer({ env: { HTTP_TASK_ALLOW: `private+${base}/` } })
    county = new County(server)
    const admin = await county.as('sysadmin')
    const made = await admin.post('/admin/api-clients', {
      id: KEYS.appId, name: '示例上级平台', channels: ['province', 'hotline', 'mass-work', 'city-brain', 'emergency'], algorithms: ['HMAC-SHA256', 'SM3-HMAC'], materialUrl: base, secret: KEYS.secret, bodyKey: KEYS.bodyKey,
    })
    if (made.status !== 201) throw new Error(made.text)
  })
  group.teardown(async () => {
    await server.stop()
    files.close()
  })
  group.each.timeout(120_000)

  const send = (place: readonly [string, string], data: unknown, options?: SentOptions) => sendAsPlatform(server.url, KEYS, place, data, options)
  const listed = async (q: string) => (await county.get<Listed>('sysadmin', `/inbound/messages?q=${encodeURIComponent(q)}`)).data
  const instanceOf = async (number: string) => (await listed(number)).find(({ instanceId }) => instanceId !== null)!.instanceId!
  const detail = async (number: string, username = 'window1') => county.get<Detail>(username, `/instances/${await instanceOf(number)}`)

  test('another client of the same channel neither changes an application nor learns of it', async ({ assert }) => {
    const other = { appId: 'another-of-test', secret: 'invented-secret-of-a-test-0002', bodyKey: KEYS.bodyKey }
    const made = await (await county.as('sysadmin')).post('/admin/api-clients', { id: other.appId, name: '示例另一系统', channels: ['province'], algorithms: ['HMAC-SHA256'], materialUrl: null, secret: other.secret, bodyKey: other.bodyKey })
    assert.equal(made.status, 201, made.text)
    const number = newNumber()
    const strange = (place: readonly [string, string], data: unknown) => sendAsPlatform(server.url, other, place, data)
    // a correction that overtakes its original is held, whoever sent it: it is judged when the original is there
    assert.equal((await strange(['province', 'corrections'], correction(number, 2, { contactName: '别人' }))).status, 202)
    assert.equal((await send(['province', 'applications'], application(number))).body.status, 'taken')
    assert.equal((await strange(['province', 'applications'], application(number))).body.code, 'R07')
    for (const [dataset, data] of [['corrections', correction(number, 3, { contactName: '别人' })], ['withdrawals', withdrawal(number, 3)]] as const) {
      assert.equal((await strange(['province', dataset], data)).body.code, 'R05')
    }
    assert.equal((await send(['province', 'corrections'], correction(number, 2, { contactName: '本人甲' }))).body.status, 'taken')
    assert.equal((await detail(number)).variables.contactName, '本人甲')
  })

  test('an application becomes a case under its own number; again, under another message id, encrypted: the same answer, no second case', async ({ assert }) => {
    const number = newNumber()
    const first = await send(['province', 'applications'], application(number), { messageId: `m-${number.slice(2)}` })
    assert.equal(first.status, 200, JSON.stringify(first.body))
    assert.equal(first.body.status, 'taken')
    assert.match(first.body.localNo ?? '', /^430121/)
    const again = await Promise.all([
      send(['province', 'applications'], application(number), { messageId: `m-${number.slice(2)}` }),
      send(['province', 'applications'], application(number), { algorithm: 'SM3-HMAC', encrypt: true }),
    ])
    for (const answer of again) assert.deepEqual(answer, first)
    const found = await detail(number)
    assert.equal(found.variables.storeName, REHEARSED.storeName)
    assert.equal(found.variables.sourceNumber, number)
    const changed = await send(['province', 'applications'], application(number, { applicantName: '示例乙' }))
    assert.deepEqual([changed.status, changed.body.code], [409, 'R07'])
    const named = await send(['province', 'applications'], application(newNumber()), { messageId: `m-${number.slice(2)}` })
    assert.deepEqual([named.status, named.body.code], [409, 'R07'])
  })

  test('what does not fit is refused with code, field and reason, and can be sent right under the same number', async ({ assert }) => {
    const number = newNumber()
    const unknown = await send(['province', 'applications'], application(number, { itemCode: '示例ZT-000000-0000' }))
    assert.deepEqual([unknown.status, unknown.body.code], [422, 'R03'])
    const { storeName: _store, ...form } = application(number).form as Record<string, unknown>
    const lacking = await send(['province', 'applications'], application(number, { form }))
    assert.deepEqual([lacking.status, lacking.body.code, lacking.body.field], [422, 'R02', 'data.form.storeName'])
    assert.match(lacking.body.reason ?? '', /店铺名称/)
    assert.equal((await send(['province', 'applications'], application(number))).body.status, 'taken')
    const drill = await send(['hotline', 'tickets'], ticket(newNumber(), { title: '【演练】井盖破损' }))
    assert.deepEqual([drill.status, drill.body.code], [422, 'R10'])
  })

  test('forged, replayed, late and malformed requests are turned away and counted', async ({ assert }) => {
    const nonce = 'nonce-of-a-replay-1'
    const good = ticket(newNumber())
    assert.equal((await send(['hotline', 'tickets'], good, { headers: { 'x-nonce': nonce } })).status, 200)
    const cases: [string, Promise<SentAnswer>, number, string][] = [
      ['nonce again', send(['hotline', 'tickets'], good, { headers: { 'x-nonce': nonce } }), 401, 'R01'],
      ['clock', send(['hotline', 'tickets'], good, { headers: { 'x-timestamp': '1700000000' } }), 401, 'R01'],
      ['body changed', send(['hotline', 'tickets'], good, { body: (body) => body.replace('破损', '完好') }), 401, 'R01'],
      ['other secret', sendAsPlatform(server.url, { ...KEYS, secret: 'another-secret' }, ['hotline', 'tickets'], good), 401, 'R01'],
      ['nobody', sendAsPlatform(server.url, { ...KEYS, appId: 'nobody' }, ['hotline', 'tickets'], good), 401, 'R01'],
      ['no such channel', send(['moon', 'tickets'], good), 422, 'R03'],
      ['no such data set', send(['hotline', 'applications'], { originalNo: '示例1', version: '2', reason: '示例' }), 422, 'R03'],
      ['too large', send(['hotline', 'tickets'], ticket(newNumber(), { content: '长'.repeat(400_000) })), 413, 'R02'],
      ['no number', send(['hotline', 'tickets'], { ...good, ticketNo: '' }), 422, 'R02'],
    ]
    for (const [what, answer, status, code] of cases) assert.deepEqual([what, (await answer).status, (await answer).body.code], [what, status, code])
    await eventually('the counts', async () => {
      const { channels } = await county.get<{ channels: { id: string; turnedAway: { code: string; count: number }[] }[] }>('sysadmin', '/inbound')
      return channels.find(({ id }) => id === 'hotline')!.turnedAway.find(({ code }) => code === 'R01')?.count === 5
    })
  })

  test('tickets and dispatches become events with the number and limit of their channel; a ticket typed in by hand before is the same event', async ({ assert }) => {
    const [hotline, letters, city, typed] = [newNumber(), newNumber(), newNumber(), newNumber()]
    for (const [place, data] of [
      [['hotline', 'tickets'], ticket(hotline, { isConfidential: '1' })], [['mass-work', 'tickets'], ticket(letters, { kind: '求决', townName: '别处' })], [['city-brain', 'dispatches'], dispatch(city)],
    ] as const) assert.equal((await send(place, data)).body.status, 'taken')
    const event = async (number: string) => county.get<{ channel: string; subtypeName: string; address: string; tickets: { channelName: string; channelNumber: string; reporterName: string | null; dueAt: string | null }[] }>('center_duty1', `/events/${await instanceOf(number)}`)
    const [one, two, three] = [await event(hotline), await event(letters), await event(city)]
    assert.deepEqual([one.tickets[0]!.channelName, one.tickets[0]!.channelNumber, one.tickets[0]!.reporterName], ['12345', hotline, '要求保密'])
    assert.isNotNull(one.tickets[0]!.dueAt)
    assert.equal(two.tickets[0]!.channelName, '网上群众工作部')
    assert.match(two.address, /镇街以核实为准/)
    assert.equal(three.tickets[0]!.channelName, '城市超脑')

    const byHand = await (await county.as('center_duty1')).post<{ number: string }>('/events', {
      channel: 'hotline', channelNumber: typed, level: 'normal', subtype: 'AQ01', description: '来电反映井盖破损', town: 'street_xingsha', address: '示例路口',
    })
    assert.equal(byHand.status, 201, byHand.text)
    const linked = await send(['hotline', 'tickets'], ticket(typed))
    assert.deepEqual([linked.body.status, linked.body.localNo], ['taken', byHand.body.number])
  })

  test('corrections change what may still be changed; afterwards, and for what decides the items, they are refused', async ({ assert }) => {
    const number = newNumber()
    await send(['province', 'applications'], application(number))
    const good = await send(['province', 'corrections'], correction(number, 2, { contactPhone: '13900000000', form: { storeName: '示例新名餐馆' } }))
    assert.equal(good.body.status, 'taken', JSON.stringify(good.body))
    const after = await detail(number)
    assert.deepEqual([after.variables.contactPhone, after.variables.storeName, after.variables.placeArea], ['13900000000', '示例新名餐馆', REHEARSED.placeArea])
    const wrong = await send(['province', 'corrections'], correction(number, 3, { contactPhone: '1' }))
    assert.deepEqual([wrong.status, wrong.body.code, wrong.body.field], [422, 'R02', 'data.form.contactPhone'])
    const items = await send(['province', 'corrections'], correction(number, 4, { form: { placeArea: 20 } }))
    assert.deepEqual([items.body.code, items.body.field], ['R06', 'data.fields.form.placeArea'])
    await county.complete('window2', after.id, 'receive', { outcome: 'accept' })
    const late = await send(['province', 'corrections'], correction(number, 5, { contactPhone: '13700000000' }))
    assert.equal(late.body.code, 'R06')
    assert.equal((await detail(number, 'window2')).variables.contactPhone, '13900000000')
  })

  test('a withdrawal ends what is not decided, is noted where it is too late, and one that overtook its original waits for it', async ({ assert }) => {
    const [withdrawn, filed, early] = [newNumber(), newNumber(), newNumber()]
    await send(['province', 'applications'], application(withdrawn))
    assert.equal((await send(['province', 'withdrawals'], withdrawal(withdrawn))).body.status, 'taken')
    assert.equal((await send(['province', 'withdrawals'], { ...withdrawal(withdrawn), withdrawnAt: '2026-11-20 12:00:00' })).body.status, 'taken')
    assert.equal((await county.get<{ statusText: string }>('supervisor1', `/cases/${await instanceOf(withdrawn)}`)).statusText, '申请人已撤回')
    assert.equal((await send(['province', 'corrections'], correction(withdrawn, 3, { contactPhone: '13900000000' }))).body.code, 'R04')

    await send(['hotline', 'tickets'], ticket(filed))
    const id = await instanceOf(filed)
    await county.complete('center_duty1', id, 'register', { outcome: 'accept' })
    await county.complete('street_xingsha_grid', id, 'verify', { outcome: 'confirmed', values: { verifyFindings: '现场井盖破损。' } })
    await county.complete('center_chief', id, 'file', { outcome: 'file' })
    const late = await send(['hotline', 'withdrawals'], withdrawal(filed))
    assert.deepEqual([late.status, late.body.code], [422, 'R06'])
    assert.equal((await county.get<{ phase: string }>('center_duty1', `/events/${id}`)).phase, 'open')
    assert.include(JSON.stringify(await county.get('center_chief', `/instances/${id}/history`)), '要求撤回')
    const held = await send(['hotline', 'withdrawals'], withdrawal(early))
    assert.deepEqual([held.status, held.body.status], [202, 'held'])
    assert.equal((await listed(early))[0]!.status, 'held')
    assert.equal((await send(['hotline', 'tickets'], ticket(early))).body.status, 'taken')
    assert.deepEqual((await listed(early)).map(({ kind, status }) => `${kind} ${status}`).sort(), ['ticket taken', 'withdrawal taken'])
    assert.equal((await county.get<{ phase: string }>('center_duty1', `/events/${await instanceOf(early)}`)).phase, 'closed')
  })

  test('what waits for a message that never came is given up with a reason, once; sent again after its original it is taken', async ({ assert }) => {
    const number = newNumber()
    const overtaking = withdrawal(number)
    const again = { messageId: `w-${number.slice(2)}` }
    assert.equal((await send(['hotline', 'withdrawals'], overtaking, again)).body.status, 'held')
    const [row] = await listed(number)
    const path = `/inbound/messages/${row!.id}/give-up`
    const giveUp = async (username: string, reason: string) => (await county.as(username)).post<{ status: string; reason: string }>(path, { reason })
    assert.deepEqual([(await giveUp('sysadmin', ' ')).status, (await giveUp('center_supervisor', '试试')).status, (await giveUp('window1', '试试')).status], [422, 403, 403])
    const both = await Promise.all([giveUp('sysadmin', '热线确认原件未派出'), giveUp('sysadmin', '热线确认原件未派出')])
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
    const given = both.find(({ status }) => status === 200)!.body
    assert.equal(given.status, 'refused')
    assert.match(given.reason, /热线确认原件未派出/)
    assert.equal((await (await county.as('sysadmin')).post('/inbound/messages/nothing/give-up', { reason: '试试' })).status, 404)
    assert.equal((await send(['hotline', 'withdrawals'], overtaking, again)).body.status, 'held', 'it waits anew')
    assert.equal((await send(['hotline', 'tickets'], ticket(number))).body.status, 'taken')
    assert.equal((await send(['hotline', 'withdrawals'], overtaking, again)).body.status, 'taken')
    assert.equal((await county.get<{ phase: string }>('center_duty1', `/events/${await instanceOf(number)}`)).phase, 'closed')
  })

  test('files that are named are fetched, checked and laid into the case; one with another digest is not', async ({ assert }) => {
    const number = newNumber()
    const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n')
    for (const id of ['m-good', 'm-bad']) bytes.set(`/province/v1/materials/${id}`, pdf)
    const material = (materialId: string, code: string, sm3: string) => ({ materialId, name: '示例材料', code, fileName: `${materialId}.pdf`, mimeType: 'application/pdf', size: String(pdf.length), sm3 })
    const right = createHash('sm3').update(pdf).digest('hex')
    const sent = await send(['province', 'applications'], application(number, { materials: [material('m-good', 'identity', right), material('m-bad', 'premises', '0'.repeat(64))] }))
    assert.equal(sent.body.status, 'taken', JSON.stringify(sent.body))
    const id = await instanceOf(number)
    interface Seen { materials: { name: string; status: string; reason: string | null }[] }
    await eventually('both files to be settled', async () => (await county.get<Seen>('window1', `/instances/${id}/inbound`)).materials.every(({ status }) => status !== 'waiting'))
    const { materials } = await county.get<Seen>('window1', `/instances/${id}/inbound`)
    assert.deepEqual(materials.map(({ name, status }) => `${name} ${status}`).sort(), ['m-bad.pdf failed', 'm-good.pdf fetched'])
    assert.match(materials.find(({ status }) => status === 'failed')!.reason ?? '', /SM3/)
    const files = (await detail(number)).variables.identityFiles as { name: string; size: number }[]
    assert.deepEqual(files.map(({ name, size }) => [name, size]), [['m-good.pdf', pdf.length]])
  })

  test('whoever keeps the system running sees no content, and only people of the case its messages', async ({ assert }) => {
    for (const path of ['/inbound', '/deliveries', '/targets', '/reconciliations']) {
      assert.equal((await (await county.as('center_supervisor')).get(path)).status, 403, `${path} is the county's, not of one unit`)
    }
    const number = newNumber()
    await send(['province', 'applications'], application(number))
    const [row] = await listed(number)
    assert.notInclude(JSON.stringify(row), REHEARSED.applicantName as string)
    const path = `/instances/${row!.instanceId}/inbound`
    assert.equal((await (await county.as('sysadmin')).get(path)).status, 403)
    assert.equal((await (await county.as('fire_handler')).get(path)).status, 404)
    const own = await county.get<{ data: { applicantName: string } }>('window1', `${path}/${row!.id}`)
    assert.equal(own.data.applicantName, REHEARSED.applicantName)
  })

  test('any order and repetition of the same messages ends in the same case', async ({ assert }) => {
    const messages = [
      (no: string) => [['hotline', 'tickets'], ticket(no)] as const,
      (no: string) => [['hotline', 'corrections'], correction(no, 2, { address: '示例一路', content: '第一次更正的内容。' })] as const,
      (no: string) => [['hotline', 'corrections'], correction(no, 3, { address: '示例二路' })] as const,
      (no: string) => [['hotline', 'corrections'], correction(no, 4, { reporterPhone: '13900000003' })] as const,
    ]
    const play = async (order: readonly number[], atOnce: boolean) => {
      const no = newNumber()
      const sendOne = (index: number) => {
        const [place, data] = messages[index]!(no)
        return send(place, data)
      }
      if (atOnce) await Promise.all(order.map(sendOne))
      else for (const index of order) await sendOne(index)
      await eventually('everything to be judged', async () => (await listed(no)).every(({ status }) => status === 'taken'))
      const { variables } = await detail(no, 'center_duty1')
      return [variables.address, variables.description, variables.reporterPhone, (await listed(no)).length]
    }
    const straight = await play([0, 1, 2, 3], false)
    assert.deepEqual(straight, ['示例二路', '井盖破损。第一次更正的内容。', '13900000003', 4])
    const everyOrder = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }).chain((order) => fc.array(fc.constantFrom(...order), { maxLength: 3 }).map((again) => [...order, ...again]))
    await fc.assert(fc.asyncProperty(everyOrder, fc.boolean(), async (order, atOnce) => assert.deepEqual(await play(order, atOnce), straight)), { numRuns: 8 })
  })
})
