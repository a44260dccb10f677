import { test } from '@japa/runner'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { County, eventually, expectStatus } from './support/county.js'
import { readPrinted } from './support/printed.js'
import { APPLICATION, EXAMINATION, MISSING, PERMIT, REFUSAL, RestaurantCase } from './support/restaurant_case.js'

interface Document {
  id: string
  template: string
  title: string
  number: string | null
  itemName: string | null
  unit: string | null
  status: string
  sha256: string | null
}

const documentsOf = async (county: County, id: string, by = 'window1'): Promise<Document[]> =>
  (await county.get<{ data: Document[] }>(by, `/instances/${id}/documents`)).data

/** Waits until every document of the case is printed. */
const printedDocuments = (county: County, id: string): Promise<Document[]> =>
  eventually('every document to be printed', async () => {
    const documents = await documentsOf(county, id)
    return documents.length > 0 && documents.every((document) => document.status === 'ready') ? documents : null
  })

const endOf = (day: string) => `${day}T23:59:59.999+08:00`

test.group('开餐饮店 over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    // a Monday; the clock runs on from here
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    return () => server.stop()
  })

  test('the whole case: 补正 once, three departments in parallel, one item refused, its siblings granted, every document printed', async ({ assert }) => {
    const filed = await RestaurantCase.file(county)
    const received = await filed.record()
    assert.match(received.number, /^43012100120261123\d{6}/)
    assert.equal(received.statusText, '待收件审查')
    assert.isEmpty(received.clocks, 'no legal clock before 受理')
    assert.deepEqual([received.applicant.idNumber, received.applicant.phone], ['430121********0007', '100****0007'])

    await filed.receive('supplement', { supplementItems: MISSING, supplementDays: 5 })
    assert.equal((await filed.record()).statusText, '待申请人补正')
    await county.complete('window1', filed.id, 'supplement', { outcome: 'resubmit', values: { supplementNote: '申请人已补交。' } })
    assert.equal((await filed.record()).statusText, '待收件审查')
    await filed.accept({ receivedMaterials: ['identity', 'premises', 'layout', 'equipment', 'food_safety', 'health', 'signboard'] }, 'window3')

    const accepted = await filed.record()
    assert.deepEqual(accepted.items.map((item) => [item.code, item.department, item.statusText, item.light]), [
      ['business_license', '长沙县市场监督管理局', '承办中', 'green'],
      ['food_permit', '长沙县市场监督管理局', '承办中', 'green'],
      ['signboard', '长沙县城市管理局', '承办中', 'green'],
      ['fire_check', '长沙县消防救援大队', '承办中', 'green'],
    ])
    // 3, 8, 5 and 7 working days from Monday; 8 + 2 for the case, 20 by law
    assert.deepEqual(accepted.items.map((item) => item.dueAt), ['2026-11-26', '2026-12-03', '2026-11-30', '2026-12-02'].map(endOf))
    assert.deepEqual(accepted.clocks.map((clock) => [clock.kind, clock.dueAt, clock.provisional]), [['promised', endOf('2026-12-07'), false], ['legal', endOf('2026-12-21'), false]])

    // in parallel: each department has its own task now, before any other has moved
    for (const [code, username] of [['food_permit', 'market_handler2'], ['signboard', 'urban_handler'], ['fire_check', 'fire_handler2']] as const) {
      assert.equal((await county.task(username, (await filed.item(code)).instanceId!, 'handle')).name, '承办')
    }
    await filed.refuse('fire_check')
    assert.equal((await filed.item('fire_check')).result, '不予许可')
    assert.deepEqual((await filed.record()).items.slice(0, 3).map((item) => item.result), [null, null, null], 'siblings stay open')
    await filed.grant('signboard')
    await filed.grant('business_license')
    await filed.reading('部门审批中')
    await filed.grant('food_permit')
    await filed.reading('待出件')
    await filed.deliver()

    const closed = await filed.reading('已办结')
    assert.deepEqual(closed.items.map((item) => item.result), ['准予', '准予', '准予', '不予许可'])
    assert.isTrue(closed.clocks.every((clock) => clock.endedAt !== null && clock.light === 'none'))
    assert.equal(closed.lifecycle.states.find((state) => state.current)?.name, '已办结')
    assert.equal((await county.get<{ status: string }>('window1', `/instances/${filed.id}`)).status, 'completed')

    const documents = await printedDocuments(county, filed.id)
    assert.sameDeepMembers(documents.map((document) => [document.template, document.number]), [
      ['receipt', '长县行审收〔2026〕1号'],
      ['supplement', '长县行审补〔2026〕1号'],
      ['acceptance', '长县行审受〔2026〕1号'],
      ['permit_refusal', '长县消许不〔2026〕1号'],
      ['permit_grant', '长县城管许准〔2026〕1号'],
      ['permit_grant', '长县市监许准〔2026〕1号'],
      ['permit_grant', '长县市监许准〔2026〕2号'],
      ['delivery', '长县行审送〔2026〕1号'],
    ])
    for (const document of documents) await assertPrinted(document, closed.number)

    async function assertPrinted(document: Document, caseNumber: string): Promise<void> {
      const file = await (await county.as('window1')).get(`/documents/${document.id}`)
      expectStatus(file, 200, document.title)
      assert.match(file.headers.get('content-disposition') ?? '', /filename/)
      const { createHash } = await import('node:crypto')
      assert.equal(createHash('sha256').update(file.bytes).digest('hex'), document.sha256, document.title)
      const printed = readPrinted(file.bytes)
      if (!printed) return
      assert.isTrue(printed.fonts.length > 0 && printed.fonts.every((font) => font.isEmbedded && font.hasUnicode), `${document.title}: ${JSON.stringify(printed.fonts)}`)
      for (const text of [document.title, document.number!, caseNumber, '覃走查', document.unit!, '2026年11月', ...(WORDS[document.template] ?? [])]) {
        assert.include(printed.text, text.replace(/\s/g, ''), document.title)
      }
      if (document.itemName) assert.include(printed.text, document.itemName)
    }
  })

  test('审批单: form, opinions, course and the reader’s own watermark', async ({ assert }) => {
    const filed = await RestaurantCase.file(county, { storeName: '审批单走查店', hasSignboard: 'no', isPublicGathering: 'no' })
    await county.complete('window2', filed.id, 'receive', { outcome: 'accept', opinion: '材料齐全，予以受理。' })
    for (const [username, name] of [['window1', '李思雨'], ['market_handler', '张书言']] as const) {
      const sheet = await (await county.as(username)).get(`/instances/${filed.id}/sheet`)
      expectStatus(sheet, 200, 'sheet')
      const printed = readPrinted(sheet.bytes)
      if (!printed) return
      for (const text of ['审批单走查店', '覃走查', '材料齐全，予以受理。', '周小满', '收件审查', `${name}2026-11-23`]) assert.include(printed.text, text)
      assert.isTrue(printed.fonts.every((font) => font.isEmbedded))
      assert.isAtLeast(printed.pages, 1)
    }
  })

  test('the answers choose the items', async ({ assert }) => {
    const table: [string, Record<string, unknown>, string[]][] = [
      ['50 ㎡ is not above 50 ㎡: no 消防检查', { placeArea: 50 }, ['business_license', 'food_permit', 'signboard']],
      ['a little more is', { placeArea: 50.5 }, ['business_license', 'food_permit', 'signboard', 'fire_check']],
      ['no public gathering, no sign', { isPublicGathering: 'no', hasSignboard: 'no' }, ['business_license', 'food_permit']],
    ]
    for (const [what, change, codes] of table) {
      const filed = await RestaurantCase.file(county, change)
      assert.deepEqual((await filed.record()).items.map((item) => item.code), codes, what)
    }
    const without = { ...APPLICATION, storeName: '' }
    const refused = await (await county.as('window1')).post<{ errors: { path: string }[] }>('/instances', { definitionKey: 'restaurant', variables: without })
    assert.equal(refused.status, 422)
    assert.include(refused.body.errors.map((error) => error.path), 'storeName')
  })

  test('不予受理: reasons and bases, a notice with its number, no clock', async ({ assert }) => {
    const filed = await RestaurantCase.file(county)
    const bare = await county.tryComplete('window2', filed.id, 'receive', { outcome: 'reject' })
    assert.equal(bare.status, 422)
    assert.includeMembers(bare.body.errors?.map((error) => error.path) ?? [], ['refusalReasons', 'refusalBases'])
    await filed.receive('reject', { refusalReasons: [{ reason: '不属于本县管辖。' }], refusalBases: [{ basis: '《中华人民共和国行政许可法》第三十二条' }] })
    const record = await filed.record()
    assert.deepEqual([record.statusText, record.clocks], ['不予受理', []])
    const documents = await printedDocuments(county, filed.id)
    const notice = documents.find((document) => document.template === 'non_acceptance')!
    assert.equal(notice.number, '长县行审不受〔2026〕1号')
    const printed = readPrinted((await (await county.as('window1')).get(`/documents/${notice.id}`)).bytes)
    if (printed) for (const text of ['不属于本县管辖。', '第三十二条', '行政复议', '行政诉讼']) assert.include(printed.text, text)
  })

  test('文书编号 run from 1 without a gap, refused attempts and parallel cases notwithstanding', async ({ assert }) => {
    const cases = await Promise.all(Array.from({ length: 6 }, () => RestaurantCase.file(county)))
    await Promise.all(cases.map((filed, index) => (index % 2 ? county.tryComplete('window2', filed.id, 'receive', { outcome: 'reject' }) : filed.accept())))
    await Promise.all(cases.map((filed, index) => (index % 2 ? filed.accept() : null)))
    const numbers = new Map<string, number[]>()
    const all = await county.get<{ data: { id: string }[] }>('supervisor1', '/instances?definitionKey=restaurant&limit=200')
    for (const { id } of all.data) {
      for (const { number } of await documentsOf(county, id, 'supervisor1')) {
        const [, register, n] = /^(.+〔2026〕)(\d+)号$/.exec(number ?? '') ?? []
        if (register) numbers.set(register, [...(numbers.get(register) ?? []), Number(n)])
      }
    }
    assert.isAtLeast(numbers.get('长县行审受〔2026〕')?.length ?? 0, 7)
    for (const [register, found] of numbers) assert.deepEqual([...new Set(found)].sort((a, b) => a - b), Array.from({ length: found.length }, (_, n) => n + 1), register)
    const caseNumbers = await Promise.all(all.data.map(async ({ id }) => (await county.get<{ number: string }>('supervisor1', `/cases/${id}`)).number))
    assert.equal(new Set(caseNumbers).size, caseNumbers.length)
  })

  test('who has no part in it does not even learn that it exists', async ({ assert }) => {
    const filed = await RestaurantCase.file(county, { hasSignboard: 'no', isPublicGathering: 'no' })
    await filed.accept()
    const { instanceId } = await filed.item('food_permit')
    const [document] = await documentsOf(county, filed.id)
    const paths = [`/instances/${filed.id}`, `/instances/${instanceId}`, `/cases/${filed.id}`, `/instances/${filed.id}/history`, `/instances/${filed.id}/documents`, `/instances/${filed.id}/sheet`, `/documents/${document!.id}`]
    for (const path of paths) assert.equal((await (await county.as('health_handler')).get(path)).status, 404, path)
    for (const path of paths) assert.equal((await (await county.as('market_handler')).get(path)).status, 200, path)
    for (const username of ['sysadmin', 'secadmin', 'auditor']) assert.include([403, 404], (await (await county.as(username)).get(paths[0]!)).status, username)
    const task = await county.task('market_handler', instanceId!, 'handle')
    assert.equal((await (await county.as('health_handler')).get(`/tasks/${task.id}`)).status, 404)
    assert.include([403, 404], (await (await county.as('health_handler')).post(`/tasks/${task.id}/claim`)).status)
    const found = await county.get<{ data: unknown[] }>('health_handler', `/instances?q=${encodeURIComponent('浏阳河畔')}`)
    assert.isEmpty(found.data)
  })

  test('a reviewer sends it back, the handler corrects it, and the journal tells it in order', async ({ assert }) => {
    const filed = await RestaurantCase.file(county, { isPublicGathering: 'no' })
    await filed.accept()
    await filed.step('signboard', 'handle', 'handler', { outcome: 'disagree', opinion: '图纸不符。', values: { ...EXAMINATION, ...REFUSAL } })
    await filed.step('signboard', 'review', 'reviewer', { outcome: 'return', opinion: '请现场核查后再报。' })
    await filed.step('signboard', 'handle', 'handler', { outcome: 'agree', opinion: '现场核查符合。', values: { ...EXAMINATION, ...PERMIT } })
    await filed.step('signboard', 'review', 'reviewer', { outcome: 'agree', opinion: '同意。' })
    const { instanceId, statusText } = await filed.item('signboard')
    assert.equal(statusText, '待决定')
    const { data } = await county.get<{ data: { seq: number; text: string | null; hash: string }[] }>('urban_handler', `/instances/${instanceId}/history?limit=200`)
    const told = data.flatMap((entry) => (entry.text?.includes('意见：') ? [entry.text] : []))
    assert.deepEqual(told.map((text) => text.split('意见：')[1]), ['图纸不符。', '请现场核查后再报。', '现场核查符合。', '同意。'])
    assert.deepEqual(data.map((entry) => entry.seq), data.map((entry) => entry.seq).sort((a, b) => a - b))
    assert.isTrue(data.every((entry) => /^[0-9a-f]{64}$/.test(entry.hash)))
  })
})

/** What each kind of document has to say (domain: 行政许可法 §§32–38). */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  receipt: ['申请材料接收凭证', '430121********0007', '收件人'],
  supplement: ['未标明操作流程，请重新绘制。', '缺两名从业人员的健康证明。', '《食品经营许可和备案管理办法》', '2026年11月30日'],
  acceptance: ['受理通知书'],
  permit_grant: ['准予行政许可决定书', '示例-走-0007', '2026年12月1日', '2031年11月30日', '准予按申报内容经营。'],
  delivery: ['送达回证', '送达方式', '见证人'],
  permit_refusal: ['经营场所只有一个安全出口。', '《中华人民共和国消防法》第十五条', '行政复议', '行政诉讼'],
}
