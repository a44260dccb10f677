import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import { XMLParser } from 'fast-xml-parser'
import { createGenericTargets } from '#adapters/government/generic/generic_targets'
import { parseDeliveryPlaces, isAllowedPlace } from '#adapters/outbox/delivery_places'
import type { AnyFact } from '#processes/foundation/deliveries/fact'
import type { SendTools, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'

const { kinds } = createGenericTargets((url) => url.protocol === 'file:')
const kindNamed = (name: string): TargetKind => kinds.find(({ kind }) => kind === name)!

const FACT = {
  kind: 'completion', schemaVersion: 1, orderKey: 'c1', caseKey: 'c1', itemKey: 'c1/sign', number: '4301210012026-01', atMs: Date.parse('2026-11-23T10:00:00+08:00'), drill: false,
  content: { itemNumber: '4301210012026-01', itemName: '门头招牌 <设置> & "审批"', result: 'granted', completedAtMs: Date.parse('2026-11-23T10:00:00+08:00'), unit: { id: 'urban', name: '城管局' }, certificates: [] },
} as unknown as AnyFact

const FIELDS = [
  { name: 'projectNo', value: '=itemNumber', required: true, maxLength: 50 },
  { name: 'taskName', value: '=itemName', maxLength: 30 },
  { name: 'doneAt', value: '=completedAtMs', date: 'YYYYMMDDThhmmss' },
  { name: 'result', value: '=result', codes: 'result' },
  { name: 'unitName', value: '=unit.name' },
  { name: 'source', value: '长沙县' },
  { name: 'absent', value: '=phone' },
]

const settings = (change: Partial<TargetSettings> = {}): TargetSettings => ({
  id: 'generic', kind: 'generic_http', name: '示例', url: 'https://example.cn/api', appId: '', algorithm: 'HMAC-SHA256', encryptBody: false, secret: 'geheim', bodyKey: null, concurrency: 1,
  perSecond: null, window: null, timeoutMs: 30_000, codes: { result: { granted: '1', refused: '2' } }, businesses: null, enabled: true,
  options: { messages: { completion: { path: '/done', operation: 'SubmitResult', namespace: 'urn:example', table: 'exchange', idColumn: 'message_id', fields: FIELDS } } }, ...change,
})

const withFields = (fields: readonly unknown[]): TargetSettings => settings({ options: { messages: { completion: { path: '/done', fields } } } })
const map = (kind: string, given = settings(), fact = FACT) => kindNamed(kind).mappings['1']!(fact, given, { nowMs: 0, messageId: 'm1' })
const bodyOf = (kind: string, given?: TargetSettings): string => {
  const mapped = map(kind, given)
  if (!mapped.ok) throw new Error(mapped.reason)
  return mapped.message.body
}

interface Sent { url: string; headers: Record<string, string>; body: string }
const tools = (answer: () => Response, sent: Sent[] = []): SendTools => ({
  nowMs: () => 0, newNonce: () => 'n',
  fetch: async (input, init) => {
    sent.push({ url: String(input), headers: Object.fromEntries(new Headers(init?.headers)), body: String(init?.body) })
    return answer()
  },
})

test.group('targets set by data alone', () => {
  test('fields of a fact by FEEL, date format and code table; what has no value is left out', ({ assert }) => {
    assert.deepEqual(JSON.parse(bodyOf('generic_http')), {
      projectNo: '4301210012026-01', taskName: '门头招牌 <设置> & "审批"', doneAt: '20261123T100000', result: '1', unitName: '城管局', source: '长沙县',
    })
    assert.deepEqual(JSON.parse(bodyOf('generic_http', withFields([{ name: 'a.b', value: '1' }, { name: 'a.c', value: '2' }]))), { a: { b: '1', c: '2' } })
  })

  test('everything that does not fit is refused at once, by the name of the field, and nothing is cut', ({ assert }) => {
    const mapped = map('generic_http', withFields([
      { name: 'phone', value: '=phone', required: true }, { name: 'taskName', value: '=itemName', maxLength: 4 }, { name: 'result', value: '=unit.name', codes: 'result' }, { name: 'unit', value: '=unit' },
    ]))
    assert.equal(!mapped.ok && mapped.reason, '“phone”没有值；“taskName”超过 4 个字（现有 16 个）；“result”的值在代码表“result”中没有对应；“unit”不是单个的值。请补正办件数据，或更正字段对应。')
    assert.isFalse(map('generic_http', settings(), { ...FACT, drill: true } as AnyFact).ok, 'a drill')
    assert.isFalse(map('generic_http', settings(), { ...FACT, kind: 'evaluation' } as AnyFact).ok, 'a sort that was not set')
  })

  test('rules are checked when they are saved, each fault with its place', ({ assert }) => {
    const faults = (fields: readonly unknown[]) => (kindNamed('generic_http').check!(withFields(fields)) ?? []).map(({ path }) => path.replace('options.messages.completion.', ''))
    assert.deepEqual(faults(FIELDS), [])
    assert.deepEqual(faults([{ name: 'a', value: '=((' }]), ['fields[0].value'])
    assert.deepEqual(faults([{ name: '1a', value: '' }]), ['fields[0].name'])
    assert.deepEqual(faults([{ name: 'a', value: '' }, { name: 'a', value: '' }]), ['fields[1].name'])
    assert.deepEqual(faults([{ name: 'a', value: '', date: 'DD.MM.YYYY', maxLength: 0, codes: 'none' }]), ['fields[0].date', 'fields[0].maxLength', 'fields[0].codes'])
    assert.deepEqual(faults([]), ['fields'])
    assert.deepEqual((kindNamed('generic_http').check!(settings({ options: {} })) ?? []).map(({ path }) => path), ['options.messages'])
    assert.deepEqual((kindNamed('generic_http').check!(withFields([{ name: 'a.__proto__.b', value: '' }])) ?? []).length, 1)
    assert.deepEqual((kindNamed('generic_database').check!(settings({ url: 'https://x.cn/' })) ?? []).map(({ path }) => path), ['url'])
  })

  const ANSWERS: readonly [string, Response, Record<string, unknown>, string][] = [
    ['any 2xx is a success where nothing is said', new Response('thanks'), {}, 'accepted'],
    ['the rule decides', Response.json({ code: 0, id: 7 }), { success: '=body.code = 0', upperId: '=body.id' }, 'accepted'],
    ['no success, with a reason', Response.json({ code: 9, message: '编码不存在' }), { success: '=body.code = 0', reason: '=body.message' }, 'rejected'],
    ['no success, without one', new Response('<html>'), { success: '=body.code = 0', reason: '=body.message' }, 'retry'],
    ['4xx', Response.json({}, { status: 422 }), {}, 'rejected'],
    ['not let in', Response.json({}, { status: 401 }), {}, 'retry'],
    ['5xx', new Response('', { status: 503, headers: { 'retry-after': '7' } }), {}, 'retry'],
    ['elsewhere', new Response('', { status: 302, headers: { location: 'https://elsewhere.cn' } }), {}, 'retry'],
  ]
  for (const [title, response, rules, expected] of ANSWERS) {
    test(`answers: ${title}`, async ({ assert }) => {
      const sent: Sent[] = []
      const given = settings({ options: { ...settings().options, ...rules, authorization: 'bearer' } })
      const mapped = map('generic_http', given)
      if (!mapped.ok) throw new Error(mapped.reason)
      const receipt = await kindNamed('generic_http').send(mapped.message, given, tools(() => response, sent))
      assert.equal(receipt.kind, expected)
      assert.equal(sent[0]!.url, 'https://example.cn/api/done')
      assert.equal(sent[0]!.headers['idempotency-key'], 'm1')
      assert.equal(sent[0]!.headers.authorization, 'Bearer geheim')
      if (title === '5xx') assert.equal(receipt.kind === 'retry' && receipt.retryAfterMs, 7_000)
    })
  }

  test('SOAP: escaped, in the operation’s namespace; a fault is a refusal with its words', async ({ assert }) => {
    const given = settings({ kind: 'generic_soap' })
    const mapped = map('generic_soap', given)
    if (!mapped.ok) throw new Error(mapped.reason)
    const read = new XMLParser({ ignoreAttributes: false }).parse(mapped.message.body) as { 'soap:Envelope': { 'soap:Body': { SubmitResult: Record<string, string> } } }
    const { SubmitResult } = read['soap:Envelope']['soap:Body']
    assert.equal(SubmitResult.taskName, '门头招牌 <设置> & "审批"')
    assert.equal(SubmitResult['@_xmlns'], 'urn:example')
    const fault = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultstring>办件不存在</faultstring></s:Fault></s:Body></s:Envelope>'
    const refused = await kindNamed('generic_soap').send(mapped.message, given, tools(() => new Response(fault)))
    assert.deepEqual(refused, { kind: 'rejected', code: 'SOAP_FAULT', reason: '对方退回：办件不存在' })
    const bomb = '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><s:Envelope><s:Body><r>&y;</r></s:Body></s:Envelope>'
    assert.oneOf((await kindNamed('generic_soap').send(mapped.message, given, tools(() => new Response(bomb)))).kind, ['accepted', 'retry'])
  })

  test('files: whole under their name, the same twice is one, none is overwritten, nothing is left aside', async ({ assert }) => {
    const folder = mkdtempSync(join(tmpdir(), 'xingliu-drop-'))
    try {
      const given = settings({ kind: 'generic_file', url: `${pathToFileURL(folder).href}/` })
      const mapped = map('generic_file', given)
      if (!mapped.ok) throw new Error(mapped.reason)
      const send = () => kindNamed('generic_file').send(mapped.message, given, tools(() => new Response()))
      assert.deepEqual(await Promise.all([send(), send()]), [{ kind: 'accepted', upperId: 'm1.json' }, { kind: 'accepted', upperId: 'm1.json' }])
      assert.deepEqual(readdirSync(folder), ['m1.json'])
      assert.equal((JSON.parse(readFileSync(join(folder, 'm1.json'), 'utf8')) as { result: string }).result, '1')
      writeFileSync(join(folder, 'm1.json'), 'somebody else')
      assert.equal((await send()).kind, 'rejected')
      assert.equal(readFileSync(join(folder, 'm1.json'), 'utf8'), 'somebody else')
      assert.isTrue(existsSync(folder))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('deliveries go where the operator says, and nowhere else', ({ assert }) => {
    const places = parseDeliveryPlaces('https://api.example.cn/v1/ private+http://10.1.2.3:8080/, mysql://10.1.2.3/exchange file:///exchange/out/')!
    const allowed = (text: string) => isAllowedPlace(places, new URL(text))
    for (const text of ['https://api.example.cn/v1/done', 'http://10.1.2.3:8080/a', 'mysql://10.1.2.3:3306/exchange', 'file:///exchange/out/', 'file:///exchange/out/province']) assert.isTrue(allowed(text), text)
    for (const text of ['https://api.example.cn/v2', 'https://api.example.cn.evil.cn/v1/', 'mysql://10.1.2.3/mysql', 'mysql://10.9.9.9/exchange', 'file:///exchange/', 'file:///exchange/out/../../etc/', 'file:///etc/']) assert.isFalse(allowed(text), text)
    assert.isUndefined(parseDeliveryPlaces('ftp://x/'))
    assert.isUndefined(parseDeliveryPlaces('mysql://user:word@host/exchange'))
  })
})
