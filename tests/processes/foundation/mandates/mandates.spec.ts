import { test } from '@japa/runner'

import type { MandateRow } from '#processes/foundation/mandates/mandate'
import { CountyDriver } from '#tests/processes/county_driver'
import { APPLICATION } from '#tests/processes/one_thing/restaurant_application'
import { readPackage } from '#tests/processes/read_package'

const AT = '2026-11-23T09:00:00+08:00'
const PERIOD = { from: '2026-11-23', to: '2026-12-31' }
const LETTER = { files: [{ id: 'a1', name: '授权委托书.pdf' }] }
const ASSISTANT = { agent: 'health_handler', agentName: '', relation: '村帮代办员', ...PERIOD, ...LETTER }
const PRIVATE = { agent: '', agentName: '覃代理', relation: '亲属', ...PERIOD, ...LETTER }

test.group('帮代办: mandates of a case', () => {
  async function opened() {
    const county = await CountyDriver.open(readPackage('one-thing/restaurant'), AT)
    const started = county.start('restaurant', 'window1', APPLICATION)
    const id = started.ok ? started.instanceId : ''
    const note = (fact: string, ref: string, values: object, by = 'window1'): string | null => {
      const answer = county.submit(id, { type: 'NoteFact', fact, ref, values: values as never }, { kind: 'user', id: by })
      return answer.ok ? null : `${answer.rejection.code} ${answer.rejection.message}`
    }
    const mandate = (number: number) => county.rows.get(`mandates/${id}/mandate/${number}`) as unknown as MandateRow | undefined
    return { county, id, note, mandate }
  }

  test('entered by the window, named after the account, in force within its days', async ({ assert }) => {
    const { county, id, note, mandate } = await opened()
    assert.isNull(note('mandate-given', id, ASSISTANT))
    assert.deepInclude(mandate(1)!, { kind: 'assistant', agent: 'health_handler', agentName: county.stage.directory().person('health_handler')!.name, state: 'valid', fromMs: Date.parse('2026-11-23T00:00:00+08:00') })
    assert.equal(mandate(1)!.toMs, Date.parse('2026-12-31T23:59:59.999+08:00'))
    assert.isNull(note('mandate-given', id, PRIVATE))
    assert.deepInclude(mandate(2)!, { kind: 'private', agent: null, agentName: '覃代理' })
  })

  const REFUSED: readonly (readonly [what: string, values: object, by: string, said: RegExp])[] = [
    ['by a handler', ASSISTANT, 'market_handler', /^FORBIDDEN/],
    ['for nobody', { ...ASSISTANT, agent: 'no_such_person' }, 'window1', /没有这个帮代办员/],
    ['without a name', { ...PRIVATE, agentName: ' ' }, 'window1', /填写代理人姓名/],
    ['without a letter', { ...PRIVATE, files: [] }, 'window1', /授权委托书/],
    ['for an account without a letter', { ...ASSISTANT, files: [] }, 'window1', /授权委托书/],
    ['for more than a year', { ...ASSISTANT, to: '2027-11-24' }, 'window1', /授权最长 366 天/],
    ['for a handler of one of its items', { ...ASSISTANT, agent: 'market_handler' }, 'window1', /不能兼任/],
    ['for whoever decides one of its items', { ...ASSISTANT, agent: 'fire_approver' }, 'window1', /不能兼任/],
    ['for the window itself', { ...ASSISTANT, agent: 'window2' }, 'window1', /不能兼任/],
    ['without a relation', { ...ASSISTANT, relation: '' }, 'window1', /与申请人的关系/],
    ['that ends before it begins', { ...ASSISTANT, to: '2026-11-22' }, 'window1', /止期不早于起期/],
    ['that is over', { ...ASSISTANT, from: '2026-01-01', to: '2026-11-22' }, 'window1', /止期已过/],
    ['with a day that is none', { ...ASSISTANT, to: '2026-02-30' }, 'window1', /起止日期/],
  ]
  test('what is no mandate is refused, in words', async ({ assert }) => {
    const { id, note, mandate } = await opened()
    for (const [what, values, by, said] of REFUSED) assert.match(note('mandate-given', id, values, by) ?? '', said, what)
    assert.isUndefined(mandate(1))
    assert.isNull(note('mandate-given', id, { ...ASSISTANT, to: '2027-11-23' }), 'a year to the day')
    assert.match(note('mandate-given', id, ASSISTANT) ?? '', /^CONFLICT/)
  })

  test('withdrawn by the window or the agent himself, with a reason, once; not of another case', async ({ assert }) => {
    const { county, id, note, mandate } = await opened()
    note('mandate-given', id, ASSISTANT)
    const key = `${id}/mandate/1`
    assert.match(note('mandate-withdrawn', key, { reason: '乱来' }, 'market_handler') ?? '', /^FORBIDDEN/)
    assert.match(note('mandate-withdrawn', key, { reason: ' ' }) ?? '', /原因/)
    const other = county.start('restaurant', 'window1', APPLICATION)
    const elsewhere = county.submit(other.ok ? other.instanceId : '', { type: 'NoteFact', fact: 'mandate-withdrawn', ref: key, values: { reason: '别件' } }, { kind: 'user', id: 'window1' })
    assert.isFalse(elsewhere.ok)
    assert.isNull(note('mandate-withdrawn', key, { reason: '不再帮办' }, 'health_handler'))
    assert.deepInclude(mandate(1)!, { state: 'withdrawn' })
    assert.match(note('mandate-withdrawn', key, { reason: '再一次' }) ?? '', /已经撤回/)
    assert.isNull(note('mandate-given', id, ASSISTANT), 'a new one may follow')
  })
})
