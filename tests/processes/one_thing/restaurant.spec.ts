import { test } from '@japa/runner'

import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { provisionalYear } from '#processes/foundation/calendar/provisional_year'
import { CALENDAR_VARIABLE } from '#processes/foundation/case/calendar_change'
import { lightOf } from '#processes/foundation/clocks/light'
import { isCaseNumber } from '#processes/foundation/numbers/case_number'
import { CountyDriver, type Submitted } from '../county_driver.js'
import { readPackage } from '../read_package.js'
import { APPLICATION, EXAMINATION, PERMIT } from './restaurant_application.js'

const FILES = readPackage('one-thing/restaurant')
const open = (startIso = '2026-11-23T09:00:00+08:00') => CountyDriver.open(FILES, startIso)

function accepted(submitted: Submitted): string {
  if (!submitted.ok) throw new Error(JSON.stringify(submitted.rejection))
  return submitted.instanceId
}

function applied(driver: CountyDriver, change: Record<string, unknown> = {}): string {
  return accepted(driver.start('restaurant', 'window1', { ...APPLICATION, ...change }))
}

/** Handled, reviewed and decided in one department; the item ends granted and certified, or refused. */
function decide(driver: CountyDriver, caseId: string, code: string, department: string, outcome: 'grant' | 'refuse'): void {
  const instanceId = driver.item(caseId, code).instanceId!
  const proposal = outcome === 'grant' ? PERMIT : { refusalReasons: [{ reason: '安全出口少于两个' }], refusalBases: [{ basis: '《中华人民共和国消防法》第十五条' }] }
  accepted(driver.complete('handle', `${department}_handler`, outcome === 'grant' ? 'agree' : 'disagree', { ...EXAMINATION, ...proposal }, { instanceId }))
  accepted(driver.complete('review', `${department}_reviewer`, 'agree', {}, { instanceId }))
  accepted(driver.complete('decide', `${department}_approver`, outcome, {}, { instanceId }))
  if (outcome === 'grant') accepted(driver.complete('certify', `${department}_handler`, 'certified', { certificatePrintedOn: '2026-11-25' }, { instanceId }))
}

test.group('开餐饮店: the whole case', () => {
  test('three departments in parallel, one item refused, its siblings granted, handed out and closed', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    assert.isTrue(isCaseNumber(driver.caseOf(id).number), driver.caseOf(id).number)
    assert.equal(driver.caseOf(id).number.slice(0, 23), '43012100120261123000001')
    assert.equal(driver.caseOf(id).statusText, '待收件审查')
    assert.isNull(driver.caseOf(id).promised, 'no legal clock before 受理')

    driver.at('2026-11-23T10:00:00+08:00')
    accepted(driver.complete('receive', 'window2', 'accept', { receivedMaterials: ['identity', 'premises'] }))
    assert.deepEqual(driver.itemsOf(id).map((item) => [item.code, item.department, item.statusText]), [
      ['business_license', 'market', '承办中'],
      ['food_permit', 'market', '承办中'],
      ['signboard', 'urban', '承办中'],
      ['fire_check', 'fire', '承办中'],
    ])
    assert.deepEqual(driver.itemsOf(id).map((item) => item.number), [1, 2, 3, 4].map((n) => `${driver.caseOf(id).number}-0${n}`))

    driver.at('2026-11-24T10:00:00+08:00')
    decide(driver, id, 'fire_check', 'fire', 'refuse')
    assert.equal(driver.item(id, 'fire_check').resultText, '不予许可')
    assert.isNull(driver.caseOf(id).result, 'others are still open')
    decide(driver, id, 'signboard', 'urban', 'grant')
    decide(driver, id, 'business_license', 'market', 'grant')
    assert.equal(driver.caseOf(id).statusText, '部门审批中')
    decide(driver, id, 'food_permit', 'market', 'grant')
    assert.equal(driver.caseOf(id).result, 'partly')
    assert.equal(driver.caseOf(id).statusText, '待出件')

    accepted(driver.complete('deliver', 'issuer1', 'delivered', { deliveryMethod: 'window', recipientName: '章示例', recipientRelation: 'self' }))
    const closed = driver.caseOf(id)
    assert.equal(closed.statusText, '已办结')
    assert.deepEqual([closed.promised?.verdict, closed.legal?.verdict], ['on_time', 'on_time'])
    assert.deepEqual(closed.lifecycle.refused, [])
    for (const item of driver.itemsOf(id)) assert.deepEqual(item.lifecycle.refused, [], item.code)
    assert.equal(driver.states.get(id)!.status, 'completed')
    assert.isNull(driver.due('case_promised', id)!.dueAtMs, 'a closed case is due no more')
  })

  test('documents carry numbers of their own unit’s registers, each without gaps, and a job to print them', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    accepted(driver.complete('receive', 'window2', 'accept'))
    decide(driver, id, 'fire_check', 'fire', 'refuse')
    decide(driver, id, 'food_permit', 'market', 'grant')
    const second = applied(driver, { hasSignboard: 'no', isPublicGathering: 'no' })
    accepted(driver.complete('receive', 'window2', 'accept'))
    decide(driver, second, 'food_permit', 'market', 'grant')
    assert.deepEqual([...driver.documents(id), ...driver.documents(second)].map((document) => [document.template, document.number]), [
      ['receipt', '长县行审收〔2026〕1号'],
      ['acceptance', '长县行审受〔2026〕1号'],
      ['permit_refusal', '长县消许不〔2026〕1号'],
      ['permit_grant', '长县市监许准〔2026〕1号'],
      ['receipt', '长县行审收〔2026〕2号'],
      ['acceptance', '长县行审受〔2026〕2号'],
      ['permit_grant', '长县市监许准〔2026〕2号'],
    ])
    assert.lengthOf(driver.jobs, 7)
    for (const job of driver.jobs) assert.isTrue(driver.rows.has(`issued_documents/${String(job.input.documentKey)}`))
    assert.isBelow(Math.max(...driver.rounds), 4, 'rounds of loading')

    const grant = driver.documents(id).find((document) => document.template === 'permit_grant')!.snapshot
    assert.equal(grant.unit.name, '长沙县市场监督管理局')
    assert.equal(grant.item.name, '食品经营许可')
    assert.equal(grant.case.number, driver.item(id, 'food_permit').number)
    assert.deepEqual(grant.permit, {
      content: '热食类食品制售；冷食类食品制售',
      certificateNumber: '示例-2026-0001',
      validFromMs: Date.parse('2026-11-25T00:00:00+08:00'),
      validToMs: Date.parse('2031-11-24T00:00:00+08:00'),
      bases: ['《中华人民共和国食品安全法》第三十五条', '《食品经营许可和备案管理办法》'],
    })
    assert.equal(grant.handler.name, '曾国梁')
    assert.equal(grant.applicant.idNumber, '430121********0000')
    assert.equal(grant.applicant.phone, '130****0000')
    const refusal = driver.documents(id).find((document) => document.template === 'permit_refusal')!.snapshot
    assert.deepEqual(refusal.refusal, { reasons: ['安全出口少于两个'], bases: ['《中华人民共和国消防法》第十五条'] })
    assert.match(refusal.remedies!.reconsideration, /六十日/)
  })

  test('a person may ask for a further receipt, but for no decision', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    const asks = (template: string) => driver.submit(id, { type: 'RequestDocument', template }, { kind: 'user', id: 'window2' })
    accepted(asks('receipt'))
    assert.deepEqual(driver.documents(id).map((document) => document.number), ['长县行审收〔2026〕1号', '长县行审收〔2026〕2号'])
    for (const template of ['permit_grant', 'nothing']) {
      const refused = asks(template)
      assert.isFalse(refused.ok)
      assert.lengthOf(driver.documents(id), 2)
    }
    assert.equal(driver.caseOf(id).statusText, '待收件审查')
  })

  test('the answers choose the items', async ({ assert }) => {
    const table: [Record<string, unknown>, string[]][] = [
      [{}, ['business_license', 'food_permit', 'signboard', 'fire_check']],
      [{ placeArea: 50 }, ['business_license', 'food_permit', 'signboard']],
      [{ placeArea: 50.01, hasSignboard: 'no', signboards: [] }, ['business_license', 'food_permit', 'fire_check']],
      [{ hasSignboard: 'no', isPublicGathering: 'no' }, ['business_license', 'food_permit']],
    ]
    const driver = await open()
    for (const [change, codes] of table) assert.deepEqual(driver.itemsOf(applied(driver, change)).map((item) => item.code), codes)
  })

  test('materials follow the items, and count as received on paper or as a file', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver, { hasSignboard: 'no', isPublicGathering: 'no' })
    assert.notInclude(driver.caseOf(id).materials.map((material) => material.code), 'fire_equipment')
    assert.isFalse(driver.caseOf(id).materials.some((material) => material.received))
    accepted(driver.complete('receive', 'window1', 'accept', { receivedMaterials: ['layout'] }))
    assert.deepEqual(driver.documents(id)[0]!.snapshot.materials, [], 'the receipt says what had come by then')
    assert.deepEqual(driver.caseOf(id).materials.filter((material) => material.received).map((material) => material.code), ['layout'])
    assert.deepEqual(driver.documents(id).at(-1)!.snapshot.materials, [{ name: '经营场所平面布局图', form: '复印件', copies: 1, pages: null }])
  })
})

test.group('开餐饮店: 补正 and 不予受理', () => {
  const missing = [
    { name: '平面布局图', basis: '《食品经营许可和备案管理办法》', missing: '未标明操作流程' },
    { name: '健康证明', basis: '《中华人民共和国食品安全法》第四十五条', missing: '缺两名从业人员' },
  ]

  test('everything missing is told at once, and the case comes back to the window', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    const empty = driver.complete('receive', 'window1', 'supplement', { supplementDays: 5 })
    assert.isFalse(empty.ok)
    if (!empty.ok) assert.equal(empty.rejection.errors?.[0]?.path, 'supplementItems')
    assert.lengthOf(driver.documents(id), 1, 'no number is spent on a refused notice')

    accepted(driver.complete('receive', 'window1', 'supplement', { supplementItems: missing, supplementDays: 5 }))
    assert.equal(driver.caseOf(id).statusText, '待申请人补正')
    const notice = driver.documents(id).at(-1)!.snapshot
    assert.equal(notice.document.number, '长县行审补〔2026〕1号')
    assert.deepEqual(notice.supplement?.items, missing.map(({ name, missing: what, basis }) => ({ name, missing: what, basis })))
    assert.equal(notice.supplement?.dueMs, Date.parse('2026-12-01T00:00:00+08:00') - 1)

    driver.at('2026-11-25T09:00:00+08:00')
    accepted(driver.complete('supplement', 'window2', 'resubmit', { supplementNote: '已补齐' }))
    assert.equal(driver.caseOf(id).statusText, '待收件审查')
    accepted(driver.complete('receive', 'window1', 'accept'))
    assert.equal(driver.caseOf(id).acceptedAtMs, driver.nowMs, 'the legal clock begins at 受理, not at 收件')
  })

  test('a second 补正 has to say why', async ({ assert }) => {
    const driver = await open()
    applied(driver)
    accepted(driver.complete('receive', 'window1', 'supplement', { supplementItems: missing, supplementDays: 5 }))
    accepted(driver.complete('supplement', 'window2', 'resubmit'))
    const again = driver.complete('receive', 'window1', 'supplement', { supplementItems: missing, supplementDays: 5 })
    assert.isFalse(again.ok)
    if (!again.ok) assert.equal(again.rejection.errors?.[0]?.path, 'secondSupplementReason')
    accepted(driver.complete('receive', 'window1', 'supplement', { supplementItems: missing, supplementDays: 5, secondSupplementReason: '申请人变更了经营项目' }))
  })

  test('the applicant may withdraw instead', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    accepted(driver.complete('receive', 'window1', 'supplement', { supplementItems: missing, supplementDays: 5 }))
    accepted(driver.complete('supplement', 'window2', 'withdraw'))
    assert.equal(driver.caseOf(id).statusText, '申请人已撤回')
    assert.equal(driver.caseOf(id).closedAtMs, driver.nowMs)
  })

  test('non-acceptance needs reasons and bases, and starts no clock', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    const bare = driver.complete('receive', 'window1', 'reject')
    assert.isFalse(bare.ok)
    if (!bare.ok) assert.deepEqual(bare.rejection.errors?.map((error) => error.path), ['refusalReasons', 'refusalBases'])
    accepted(driver.complete('receive', 'window1', 'reject', { refusalReasons: [{ reason: '不属于本县管辖' }], refusalBases: [{ basis: '《中华人民共和国行政许可法》第三十二条' }] }))
    assert.equal(driver.caseOf(id).statusText, '不予受理')
    assert.deepEqual(new Set(driver.itemsOf(id).map((item) => item.statusText)), new Set(['不予受理']))
    assert.isNull(driver.caseOf(id).result)
    assert.equal(driver.documents(id).at(-1)!.number, '长县行审不受〔2026〕1号')
    for (const due of driver.dueItems.values()) assert.isNull(due.dueAtMs)
    assert.equal(driver.states.get(id)!.status, 'completed')
  })

  test('a grant without its content is refused until it is filled in', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver, { hasSignboard: 'no', isPublicGathering: 'no' })
    accepted(driver.complete('receive', 'window1', 'accept'))
    const instanceId = driver.item(id, 'food_permit').instanceId!
    accepted(driver.complete('handle', 'market_handler', 'agree', EXAMINATION, { instanceId }))
    accepted(driver.complete('review', 'market_reviewer2', 'agree', {}, { instanceId }))
    const bare = driver.complete('decide', 'market_approver', 'grant', {}, { instanceId })
    assert.isFalse(bare.ok)
    if (!bare.ok) assert.deepEqual(bare.rejection.errors?.map((error) => error.path), ['permitContent', 'certificateNumber', 'validTo'])
    accepted(driver.complete('decide', 'market_approver', 'grant', PERMIT, { instanceId }))
  })

  test('the reviewer may send it back, and the life-cycle follows', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    accepted(driver.complete('receive', 'window1', 'accept'))
    const { instanceId } = driver.item(id, 'signboard')
    const of = { instanceId: instanceId! }
    accepted(driver.complete('handle', 'urban_handler2', 'agree', { ...EXAMINATION, ...PERMIT }, of))
    accepted(driver.complete('review', 'urban_reviewer', 'return', {}, of))
    assert.equal(driver.item(id, 'signboard').statusText, '承办中')
    accepted(driver.complete('handle', 'urban_handler', 'agree', EXAMINATION, of))
    assert.equal(driver.item(id, 'signboard').statusText, '审核中')
  })
})

test.group('开餐饮店: clocks and lights', () => {
  test('the case is promised by its longest item, each item by its own limit', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    driver.at('2026-11-23T16:30:00+08:00')
    accepted(driver.complete('receive', 'window1', 'accept'))
    const end = (iso: string) => Date.parse(`${iso}T23:59:59.999+08:00`)
    // Monday; 8 + 2 working days for the case, 3, 8, 5 and 7 for the items
    assert.equal(driver.due('case_promised', id)?.dueAtMs, end('2026-12-07'))
    assert.equal(driver.due('case_legal', id)?.dueAtMs, end('2026-12-21'))
    const days = { business_license: '2026-11-26', food_permit: '2026-12-03', signboard: '2026-11-30', fire_check: '2026-12-02' }
    for (const [code, day] of Object.entries(days)) assert.equal(driver.due('item_promised', `${id}/${code}`)?.dueAtMs, end(day), code)
    assert.equal(driver.search.get(id)?.dueAtMs, end('2026-12-07'))
    assert.equal(driver.search.get(driver.item(id, 'fire_check').instanceId!)?.dueAtMs, end('2026-12-02'))

    const due = driver.due('item_promised', `${id}/signboard`)!
    const lights = ['2026-11-23', '2026-11-27', '2026-11-28', '2026-11-30', '2026-12-01'].map((day) => lightOf(due, Date.parse(`${day}T12:00:00+08:00`)))
    assert.deepEqual(lights, ['green', 'green', 'amber', 'amber', 'red'])
  })

  test('an overdue item is found overdue for ever', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    accepted(driver.complete('receive', 'window1', 'accept'))
    driver.at('2026-12-01T09:00:00+08:00')
    decide(driver, id, 'signboard', 'urban', 'grant')
    assert.equal(driver.item(id, 'signboard').promised?.verdict, 'overdue')
    assert.equal(driver.item(id, 'signboard').legal?.verdict, 'on_time')
    assert.isNull(driver.due('item_promised', `${id}/signboard`)!.dueAtMs)
  })

  test('a case accepted on 30 December is due provisionally in January', async ({ assert }) => {
    const driver = await open('2026-12-30T09:00:00+08:00')
    const id = applied(driver)
    accepted(driver.complete('receive', 'window1', 'accept'))
    assert.isTrue(driver.caseOf(id).promised?.provisional)
    assert.equal(driver.due('case_promised', id)?.dueAtMs, Date.parse('2027-01-14T23:59:59.999+08:00'))
    assert.match(driver.documents(id)[0]!.number!, /〔2026〕1号/)
    driver.at('2027-01-05T09:00:00+08:00')
    decide(driver, id, 'signboard', 'urban', 'grant')
    assert.equal(driver.documents(id).at(-1)!.number, '长县城管许准〔2027〕1号')
  })

  test('when the notice of the year arrives, open clocks are counted again and ended ones keep their verdict', async ({ assert }) => {
    const driver = await open('2026-12-30T09:00:00+08:00')
    const id = applied(driver)
    accepted(driver.complete('receive', 'window1', 'accept'))
    decide(driver, id, 'signboard', 'urban', 'grant')
    const ended = driver.item(id, 'signboard').promised
    const before = driver.caseOf(id).promised!.dueAtMs
    const notice = { ...provisionalYear(2027), status: 'official' as const, source: '示例', workdays: [{ date: '2027-01-02', name: '元旦调休上班' }] }
    driver.years = [...OFFICIAL_YEARS, notice]
    const fire = driver.item(id, 'fire_check').instanceId!
    for (const instanceId of [id, fire]) accepted(driver.submit(instanceId, { type: 'SetVariables', variables: { [CALENDAR_VARIABLE]: '2027 年：示例' } }, { kind: 'system' }))

    assert.isFalse(driver.caseOf(id).promised!.provisional)
    assert.equal(driver.caseOf(id).promised!.dueAtMs, Date.parse('2027-01-13T23:59:59.999+08:00'))
    assert.isBelow(driver.caseOf(id).promised!.dueAtMs!, before!)
    assert.equal(driver.due('case_promised', id)?.dueAtMs, driver.caseOf(id).promisedDueAtMs)
    assert.equal(driver.due('item_promised', `${id}/fire_check`)?.dueAtMs, driver.item(id, 'fire_check').promisedDueAtMs)
    assert.equal(driver.search.get(fire)?.dueAtMs, driver.item(id, 'fire_check').promisedDueAtMs)
    assert.deepEqual(driver.item(id, 'signboard').promised, ended)
  })

  test('without the current year’s calendar nothing is accepted', async ({ assert }) => {
    const driver = await open('2027-01-04T09:00:00+08:00')
    applied(driver)
    const refused = driver.complete('receive', 'window1', 'accept')
    assert.isFalse(refused.ok)
    if (!refused.ok) assert.match(refused.rejection.message, /2027 年的工作日历还没有录入/)
  })

  test('a cancelled case ends its clocks and its open items', async ({ assert }) => {
    const driver = await open()
    const id = applied(driver)
    accepted(driver.complete('receive', 'window1', 'accept'))
    decide(driver, id, 'signboard', 'urban', 'grant')
    accepted(driver.cancel(id, 'window1', '申请人注销'))
    assert.equal(driver.caseOf(id).statusText, '已终止')
    assert.equal(driver.item(id, 'signboard').result, 'granted')
    assert.equal(driver.item(id, 'fire_check').result, 'cancelled')
    for (const due of driver.dueItems.values()) assert.isNull(due.dueAtMs)
  })
})

test.group('开餐饮店: numbers', () => {
  test('a process takes fifty case numbers at a time; another process never gets one of them', async ({ assert }) => {
    const driver = await open()
    const numbers: string[] = []
    for (let n = 0; n < 120; n += 1) {
      driver.node = n % 3 === 0 ? 'n2' : 'n1'
      numbers.push(driver.caseOf(applied(driver)).number)
    }
    assert.equal(new Set(numbers).size, 120)
    for (const number of numbers) assert.isTrue(isCaseNumber(number))
    assert.equal(driver.rows.get('counters/case/001/20261123')?.value, 150)
    driver.at('2026-11-24T09:00:00+08:00')
    assert.match(driver.caseOf(applied(driver)).number, /^4301210012026112400000/)
  })
})
