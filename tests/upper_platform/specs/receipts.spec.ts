import { test } from '@japa/runner'
import { startUpperPlatform, type UpperPlatformProcess } from '../start_upper_platform.js'
import { createCounty, openReceivingCounty, type County, type Received } from './county.js'
import * as right from './right_messages.js'

const nowMs = () => Date.parse(right.NOW)

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 10))) if (Date.now() > end) throw new Error('it did not come to be within 20 s')
}

test.group('receipts, ledger and calls of the platforms above', (group) => {
  let platform: UpperPlatformProcess
  let county: County
  let receiving: Awaited<ReturnType<typeof openReceivingCounty>>
  let answer: (received: Received) => { status: number; body: unknown }
  const statuses = () => receiving.received.map(({ envelope }) => envelope.data.status)
  group.each.setup(async () => {
    answer = () => ({ status: 200, body: { code: '0', success: 'true', status: 'taken', localNo: '1' } })
    platform = await startUpperPlatform({ arguments: ['--clock', right.NOW] })
    receiving = await openReceivingCounty(platform.credentials, (received) => answer(received))
    county = createCounty(platform.url, platform.credentials, nowMs)
    await platform.setCounty(receiving.url, { times: 3, afterMs: 20 })
    return async () => {
      await platform.stop()
      await receiving.close()
    }
  })

  test('a queued verdict is hidden, then asked for; a wrong stage is refused by receipt, wrong form at once', async ({ assert }) => {
    await platform.change('city-brain', { delayMs: [400, 400] })
    assert.deepEqual((await county.tell('city-brain/event-progress', right.eventProgress, { messageId: 'a' })).body, { code: '0', success: 'true', status: 'queued' })
    assert.equal((await county.tell('city-brain/event-progress', { ...right.eventProgress, action: '77' })).body.code, '3010')
    assert.deepInclude((await county.ask('/city-brain/v1/receipts/a')).body.receipt as object, { status: 'queued' })
    let receipt: object = {}
    await until(async () => 'refusalCode' in (receipt = (await county.ask('/city-brain/v1/receipts/a')).body.receipt as object))
    assert.deepInclude(receipt, { messageId: 'a', dataset: 'event-progress', status: 'rejected', refusalCode: '5001', field: 'data.eventNo' })
    assert.equal((await county.ask('/city-brain/v1/receipts/unknown')).status, 404)
    assert.equal((await county.ask('/province/v1/receipts/a')).status, 404)
  }).timeout(30_000)

  test('receipts are brought twice and the later one first, signed by SM2; a county that is busy gets them again', async ({ assert }) => {
    await platform.change('city-brain', { callbacks: true, confirms: true, copies: 2, isShuffled: true, signsWith: 'SM2', delayMs: [50, 50], confirmDelayMs: [150, 150] })
    await county.tell('city-brain/event-filed', right.eventFiled, { messageId: 'a' })
    await until(() => receiving.received.length === 4)
    assert.deepEqual(statuses(), ['confirmed', 'confirmed', 'accepted', 'accepted'])
    assert.isTrue(receiving.received.every(({ isSigned, path, envelope }) => isSigned && path === '/inbound/city-brain/v1/receipts' && envelope.schema === 'city-brain/receipts'))
    answer = () => ({ status: receiving.received.length === 5 ? 503 : 200, body: { code: '0', success: 'true' } })
    await platform.change('city-brain', { copies: 1, confirms: false })
    await county.tell('city-brain/event-progress', right.eventProgress, { messageId: 'b' })
    await until(() => receiving.received.length === 6)
    assert.equal(receiving.received[4]!.envelope.messageId, receiving.received[5]!.envelope.messageId)
  }).timeout(30_000)

  test('the ledger of a day goes on page by page and counts each message once', async ({ assert }) => {
    for (let serial = 0; serial < 5; serial++) await county.tell('province/application', { ...right.application, projectNo: `430121-${serial}` }, { messageId: `m${serial}` })
    await county.tell('province/application', { ...right.application, projectNo: '430121-0' }, { messageId: 'm0' })
    await county.tell('province/acceptance', { ...right.acceptance, projectNo: '430121-9' }, { messageId: 'm9' })
    const pages: { messageId: string; status: string }[] = []
    for (let after = ''; ;) {
      const page = (await county.ask(`/province/v1/ledger?date=2026-11-23&limit=2${after && `&after=${after}`}`)).body as { total: number; entries: { messageId: string; status: string }[]; next?: string }
      assert.equal(page.total, 6)
      pages.push(...page.entries)
      if (page.next === undefined) break
      after = page.next
    }
    assert.deepEqual(pages.map(({ messageId }) => messageId), ['m0', 'm1', 'm2', 'm3', 'm4', 'm9'])
    assert.equal(pages.at(-1)!.status, 'rejected')
    assert.equal(((await county.ask('/province/v1/ledger?date=2026-11-22')).body as { total: number }).total, 0)
    assert.equal(((await county.ask('/emergency/v1/ledger?date=2026-11-23')).body as { total: number }).total, 0)
    assert.equal((await county.ask('/province/v1/ledger?date=today')).body.code, '3008')
    await platform.behave({ rules: [{ mode: 'html', dataset: 'ledger', times: 1 }, { mode: 'error-500', dataset: 'receipts', times: 1 }] })
    const spoilt = [await county.ask('/province/v1/ledger?date=2026-11-23'), await county.ask('/province/v1/receipts/m0')]
    assert.deepEqual(spoilt.map(({ status, type }) => [status, type.split(';')[0]]), [[200, 'text/html'], [500, 'application/json']])
    assert.equal((await county.ask('/province/v1/receipts/m0')).body.code, '0')
  })

  test('what it sends down is signed, comes twice when told to, and again until the county has settled it', async ({ assert }) => {
    const application = await platform.sample('application', '00000001')
    const [material] = application.data.materials as { materialId: string; sm3: string; size: string }[]
    const { answers } = await platform.send({ ...application, copies: 2 })
    assert.deepEqual(answers.map(({ status }) => status), [200, 200])
    assert.isTrue(receiving.received.every(({ isSigned, path }) => isSigned && path === '/inbound/province/v1/applications'))
    assert.equal(receiving.received[0]!.envelope.messageId, receiving.received[1]!.envelope.messageId)
    const file = await county.ask(`/province/v1/materials/${material!.materialId}`)
    assert.equal(Buffer.byteLength(file.text), Number(material!.size))
    await platform.spoilMaterial(material!.materialId, { missing: true })
    assert.equal((await county.ask(`/province/v1/materials/${material!.materialId}`)).status, 404)
    answer = () => (receiving.received.length === 3 ? { status: 422, body: { code: 'R05', success: 'false', reason: '没有原件' } } : { status: 422, body: { code: 'R06', success: 'false', reason: '已经办结' } })
    await platform.change('province', { encrypts: true })
    const withdrawal = await platform.send(await platform.withdrawal(application, 2))
    assert.deepInclude(receiving.received.at(-1)!.envelope.data, { originalNo: application.data.upperNo, version: '2', withdrawnBy: '1' })
    assert.deepEqual(receiving.received.map(({ isEncrypted, isSigned }) => isEncrypted && isSigned), [false, false, true, true])
    assert.deepEqual([withdrawal.answers[0]!.status, receiving.received.length], [422, 4])
    assert.deepEqual((await platform.sent()).map(({ dataset, answers: said }) => [dataset, said.length]), [['applications', 2], ['withdrawals', 1]])
  }).timeout(30_000)

  test('forged calls look like calls and are not signed by the platform', async ({ assert }) => {
    const ticket = await platform.sample('hotline-ticket')
    for (const forgery of ['signature', 'body'] as const) await platform.send({ ...ticket, forgery })
    assert.deepEqual(receiving.received.map(({ isSigned }) => isSigned), [false, false])
    await platform.send({ ...ticket, forgery: 'nonce' })
    assert.deepEqual(receiving.received.slice(2).map(({ isSigned }) => isSigned), [true, true])
    assert.isEmpty(await platform.sent(), 'a forged ticket is no ticket of the platform')
    assert.equal((await county.tell('hotline/ticket-answers', { ...right.ticketAnswer, ticketNo: ticket.data.ticketNo })).body.code, '7001')
    await platform.send(ticket)
    await platform.send(await platform.correction(ticket, 2, { address: '望仙路另一处' }))
    assert.deepInclude(receiving.received.at(-1)!.envelope.data, { originalNo: ticket.data.ticketNo, version: '2', fields: { address: '望仙路另一处' } })
    assert.equal((await county.tell('hotline/ticket-answers', { ...right.ticketAnswer, ticketNo: ticket.data.ticketNo, answeredAt: '2026-11-23 17:05:00' })).body.code, '0')
  })
})
