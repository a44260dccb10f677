import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { SIGNATURE_ALGORITHMS } from '#adapters/government/signing/algorithm'
import { GOVERNMENT_TARGETS } from '#adapters/government/target_kinds'
import type { AnyFact, FactContents, FactKind } from '#processes/foundation/deliveries/fact'
import type { FactTarget, Receipt, SendTools, TargetSettings } from '#processes/foundation/deliveries/target'
import { DAY_MS } from '#processes/foundation/calendar/local_time'
import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript } from '#processes/rehearsal/play_script'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compileFiles } from '#tests/processes/compile_files'
import { readPackage } from '#tests/processes/read_package'
import { startUpperPlatform, type UpperPlatformProcess } from '#tests/upper_platform/start_upper_platform'
import { ITEM, NOON_MS, sampleFact, SAMPLE_CONTENTS, SETTINGS } from './sample_facts.js'

/** The evening of the sample's day, running on. */
const CLOCK_MS = NOON_MS + 10 * 3_600_000
const startedMs = Date.now()
const tools: SendTools = { fetch, nowMs: () => CLOCK_MS + Date.now() - startedMs, newNonce: () => randomUUID() }

let above: UpperPlatformProcess
let serial = 0

const kindOf = (name: string) => GOVERNMENT_TARGETS.find(({ kind }) => kind === name)!

const settingsOf = (kind: string, change: Partial<TargetSettings> = {}): TargetSettings => {
  const { appId, secret, bodyKey, sm2PrivateKey } = above.credentials
  const algorithm = change.algorithm ?? 'HMAC-SHA256'
  return { ...SETTINGS, kind, url: above.url, appId, algorithm, secret: algorithm === 'SM2' ? sm2PrivateKey : secret, bodyKey, ...change }
}

/** One attempt, as the dispatcher makes it. */
async function tell(kind: string, fact: AnyFact, change: Partial<TargetSettings> = {}, messageId: string = randomUUID(), version?: string): Promise<Receipt> {
  const target = kindOf(kind)
  const settings = settingsOf(kind, change)
  const mapped = target.mappings[version ?? target.currentMapping]!(fact, settings, { nowMs: tools.nowMs(), messageId })
  return mapped.ok ? target.send(mapped.message, settings, tools) : { kind: 'rejected', code: 'MAPPING', reason: mapped.reason }
}

/** A case or an event with numbers of its own. */
function numbered() {
  serial += 1
  const caseNumber = `${ITEM.caseNumber}${String(serial).padStart(3, '0')}`
  const identity = { caseNumber, itemNumber: `${caseNumber}-01`, number: caseNumber, channelNumber: null }
  const fact = <Kind extends FactKind>(kind: Kind, change: Partial<FactContents[Kind]> = {}): AnyFact => {
    const own = Object.fromEntries(Object.entries(identity).filter(([name]) => name in SAMPLE_CONTENTS[kind]))
    return sampleFact(kind, { ...own, ...change } as Partial<FactContents[Kind]>)
  }
  return { caseNumber, fact }
}

/** The stages of a case in their order; both halves of the special procedure. */
const stagesOf = ({ fact }: ReturnType<typeof numbered>): AnyFact[] => [
  fact('application'), fact('acceptance'), fact('process'), fact('special_procedure', { endedAtMs: null }), fact('special_procedure'), fact('completion'), fact('evaluation'),
]

/** What a rehearsal of a package tells, a day earlier: the platform's clock has not come to it yet. */
async function storyFacts(name: string, file: string, kind: FactKind): Promise<AnyFact[]> {
  const files = readPackage(name)
  const { process } = JSON.parse(files.get('manifest.json')!) as { process: string }
  const parsed = parseScript(files.get(file)!, VIEW_NAMES)
  if (!parsed.ok) throw new Error(file)
  const target: FactTarget = { id: 'all', takes: [kind], businesses: null, channels: null, mappingVersion: '1', fullChain: false }
  const { stage } = playScript(parsed.script, await compileFiles(files), process, [target])
  const earlier = (key: string, value: unknown): unknown => (key.endsWith('AtMs') && typeof value === 'number' ? value - DAY_MS : value)
  return stage.business.deliveries.map(({ fact }) => JSON.parse(JSON.stringify(fact), earlier) as AnyFact)
}

async function verdict(kind: string, messageId: string): Promise<Receipt | null> {
  for (let tries = 0; tries < 200; tries += 1) {
    const receipt = await kindOf(kind).poll!(messageId, settingsOf(kind), tools)
    if (receipt !== null) return receipt
    await delay(20)
  }
  return null
}

test.group('against the upper platform', (group) => {
  group.setup(async () => {
    above = await startUpperPlatform({ arguments: ['--clock', new Date(CLOCK_MS).toISOString()] })
    await above.change('city-brain', { delayMs: [5, 40] })
    return () => above.stop()
  })
  group.each.teardown(() => above.behave({ rules: [], mix: null }))

  test('初报, 续报 and 终报 as the rehearsed story of an urgent event makes them are taken, in their order and no other', async ({ assert }) => {
    const facts = await storyFacts('five-zero/event', 'rehearsals/emergency_reported.json', 'emergency_report')
    assert.deepEqual(facts.map((fact) => fact.kind === 'emergency_report' && [fact.content.stage, fact.content.sequence]), [['first', 0], ['follow_up', 1], ['final', 2]])
    const [first, second, last] = facts as [AnyFact, AnyFact, AnyFact]
    const options = { options: { dutyPhone: '0731-84000000' } }
    assert.deepInclude(await tell('emergency', second, options), { kind: 'rejected', code: '6001' })
    for (const fact of [first, second, last]) assert.equal((await tell('emergency', fact, options)).kind, 'accepted')
    assert.deepInclude(await tell('emergency', last, options), { kind: 'rejected', code: '6003' })
  })

  for (const algorithm of SIGNATURE_ALGORITHMS) {
    for (const encryptBody of [false, true]) {
      test(`a case goes up stage by stage, signed with ${algorithm}${encryptBody ? ', encrypted with SM4' : ''}`, async ({ assert }) => {
        const one = numbered()
        for (const fact of stagesOf(one)) {
          const receipt = await tell('provincial_service', fact, { algorithm, encryptBody })
          assert.equal(receipt.kind, 'accepted', `${fact.kind}: ${JSON.stringify(receipt)}`)
        }
        const entries = await above.entries({ number: `${one.caseNumber}-01`, platform: 'province' })
        assert.deepEqual(entries.map(({ dataset }) => dataset), ['application', 'acceptance', 'process', 'special-procedure', 'special-procedure', 'completion'])
      })
    }
  }

  test('every other platform takes what it is told, and gives its verdict at once or when asked', async ({ assert }) => {
    const one = numbered()
    assert.equal((await tell('good_review', one.fact('evaluation'), { algorithm: 'SM2' })).kind, 'accepted')
    assert.equal((await tell('emergency', one.fact('emergency_report'))).kind, 'accepted')
    assert.equal((await tell('emergency', one.fact('emergency_report', { stage: 'final', sequence: 1 }))).kind, 'accepted')
    assert.equal((await tell('my_changsha', one.fact('case_progress'))).kind, 'accepted')
    for (const fact of [one.fact('event_filed'), one.fact('event_progress'), one.fact('event_closed'), one.fact('alarm', { alarmId: one.caseNumber })]) {
      const messageId = randomUUID()
      assert.equal((await tell('city_brain', fact, {}, messageId)).kind, 'sent')
      assert.equal((await verdict('city_brain', messageId))?.kind, 'accepted', fact.kind)
    }
  })

  test('tickets that the hotlines sent are answered, each once', async ({ assert }) => {
    const county = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"code":"0","success":"true","status":"taken"}'))
    await new Promise<void>((resolve) => county.listen(0, '127.0.0.1', resolve))
    try {
      await above.setCounty(`http://127.0.0.1:${(county.address() as AddressInfo).port}`)
      for (const [sample, kind] of [['hotline-ticket', 'hotline'], ['mass-work-ticket', 'mass_work']] as const) {
        const ticket = await above.sample(sample)
        await above.send(ticket)
        const answer = numbered().fact('ticket_answered', { channelNumber: String(ticket.data.ticketNo), answeredAtMs: tools.nowMs() + 1000 })
        assert.equal((await tell(kind, answer)).kind, 'accepted')
        assert.deepInclude(await tell(kind, answer), { kind: 'rejected', code: '7002' })
      }
    } finally {
      county.close()
    }
    assert.deepInclude(await tell('hotline', numbered().fact('ticket_answered', { channelNumber: 'GD-unknown' })), { kind: 'rejected', code: '7001' })
  })

  test('a row made by the version before is still taken as that version', async ({ assert }) => {
    const one = numbered()
    for (const fact of stagesOf(one).slice(0, 6)) assert.equal((await tell('provincial_service', fact, {}, randomUUID(), 'v1')).kind, 'accepted', fact.kind)
    const [completion] = await above.entries({ number: `${one.caseNumber}-01`, dataset: 'completion' })
    assert.equal(completion!.version, '1.0')
    assert.equal(completion!.data.certificateValidity, '20261122-20311121')
  })

  test('不予受理 is told with its end, and a withdrawal or what counts as one before any acceptance', async ({ assert }) => {
    const refused = numbered()
    for (const fact of [
      refused.fact('application'), refused.fact('acceptance', { accepted: false, reason: '不属于本机关职权范围', promisedDueAtMs: null }),
      refused.fact('completion', { result: 'not_accepted', resultText: '不予受理', certificates: [] }),
    ]) assert.equal((await tell('provincial_service', fact)).kind, 'accepted', fact.kind)
    for (const [result, resultText] of [['withdrawn', '申请人撤回'], ['deemed_withdrawn', '补正逾期，视为撤回']] as const) {
      const ended = numbered()
      for (const fact of [ended.fact('application'), ended.fact('completion', { result, resultText, certificates: [] })]) assert.equal((await tell('provincial_service', fact)).kind, 'accepted', fact.kind)
      const [told] = await above.entries({ number: `${ended.caseNumber}-01`, dataset: 'completion' })
      assert.deepInclude(told!.data, { result: '4', resultDesc: resultText })
    }
  })

  test('what the platform refuses is a refusal with its code and words; the corrected fact is taken under the same id', async ({ assert }) => {
    const one = numbered()
    assert.deepInclude(await tell('provincial_service', one.fact('acceptance')), { kind: 'rejected', code: '4001' })
    await tell('provincial_service', one.fact('application'))
    const messageId = randomUUID()
    const wrong = await tell('provincial_service', one.fact('acceptance', { acceptedAtMs: NOON_MS - 86_400_000 }), {}, messageId)
    assert.deepEqual(wrong, { kind: 'rejected', code: '4008', reason: wrong.kind === 'rejected' ? wrong.reason : '' })
    assert.match(wrong.kind === 'rejected' ? wrong.reason : '', /受理时间早于申请时间/)
    assert.equal((await tell('provincial_service', one.fact('acceptance'), {}, messageId)).kind, 'accepted')
  })

  test('wrong keys or an unregistered application are our set-up: to be tried again, never held against the case', async ({ assert }) => {
    const fact = numbered().fact('application')
    const changes: [Partial<TargetSettings>, string][] = [
      [{ secret: 'another' }, '1006'], [{ appId: 'nobody' }, '1002'], [{ encryptBody: true, bodyKey: 'f'.repeat(32) }, '1008'], [{ algorithm: 'SM2', secret: '1'.repeat(64) }, '1006'],
    ]
    for (const [change, code] of changes) assert.deepInclude(await tell('provincial_service', fact, change), { kind: 'retry', code })
    assert.deepInclude(await tell('provincial_service', fact, { algorithm: 'SM2', secret: 'no key' }), { kind: 'retry', code: 'E_TARGET_KEYS' })
  })

  const troubles: [string, string][] = [
    ['error-500', '9999'], ['error-500-after', '9999'], ['busy', '1016'], ['limited', '1015'], ['garbage', 'HTTP_200'], ['empty', 'HTTP_200'], ['false-zero', 'HTTP_200'],
    ['html', 'HTTP_200'], ['cut', 'E_TARGET_UNREACHABLE'], ['hang', 'E_TARGET_TIMEOUT'], ['hang-after', 'E_TARGET_TIMEOUT'], ['reset', 'E_TARGET_UNREACHABLE'], ['reset-after', 'E_TARGET_UNREACHABLE'],
  ]
  for (const [mode, code] of troubles) {
    test(`an answer of the kind "${mode}" leaves it open; the next attempt settles it, and it counts once`, async ({ assert }) => {
      const one = numbered()
      const messageId = randomUUID()
      await above.behave({ rules: [{ platform: 'province', mode: mode as 'ok', times: 1 }], mix: null })
      const first = await tell('provincial_service', one.fact('application'), { timeoutMs: 300 }, messageId)
      assert.deepInclude(first, { kind: 'retry', code })
      if (mode === 'busy' || mode === 'limited') assert.isAbove(first.kind === 'retry' ? (first.retryAfterMs ?? 0) : 0, 0)
      assert.equal((await tell('provincial_service', one.fact('application'), {}, messageId)).kind, 'accepted')
      assert.lengthOf(await above.entries({ number: `${one.caseNumber}-01` }), 1)
    })
  }

  test('a good answer under a wrong content type is still one', async ({ assert }) => {
    await above.behave({ rules: [{ mode: 'wrong-type', times: 1 }], mix: null })
    assert.equal((await tell('provincial_service', numbered().fact('application'))).kind, 'accepted')
  })

  test('what never arrived is asked for in vain and sent again; a platform that is gone is not reached', async ({ assert }) => {
    assert.deepInclude(await kindOf('provincial_service').poll!('never-sent', settingsOf('provincial_service'), tools), { kind: 'retry', code: '1013' })
    await above.listen(false)
    assert.deepInclude(await tell('provincial_service', numbered().fact('application')), { kind: 'retry', code: 'E_TARGET_UNREACHABLE' })
    assert.isNull(await kindOf('provincial_service').poll!('never-sent', settingsOf('provincial_service'), tools))
    await above.listen(true)
  })

  test('the ledger of the day, page by page, agrees with what was told', async ({ assert }) => {
    const ledger = await kindOf('provincial_service').ledger!('2026-11-22', settingsOf('provincial_service'), tools)
    const entries = (await above.entries({ platform: 'province' })).filter(({ status }) => status !== 'queued')
    assert.isAbove(ledger.length, 40)
    assert.deepEqual(ledger.map(({ messageId, status }) => `${messageId} ${status}`), entries.map(({ messageId, status }) => `${messageId} ${status}`))
    assert.includeMembers(ledger.map(({ kind }) => kind), ['application', 'special_procedure', 'evaluation'])
    await assert.rejects(() => kindOf('provincial_service').ledger!('2026-11-22', settingsOf('provincial_service', { secret: 'another' }), tools), /没有给出 2026-11-22 的台账/)
  })
})
