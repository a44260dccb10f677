import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { OutboxRow } from '#engine/runtime/participant'
import { cityBrain } from '#adapters/government/city_brain/target'
import { provincialService } from '#adapters/government/provincial_service/target'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { AnyFact, FactContents, FactKind } from '#processes/foundation/deliveries/fact'
import type { TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { ITEM, NOON_MS, sampleFact, SAMPLE_CONTENTS, SETTINGS } from '#tests/adapters/government/sample_facts'
import { startUpperPlatform, type LedgerRow, type UpperPlatformProcess } from '#tests/upper_platform/start_upper_platform'
import { openStorage, type Storage } from '#storage/open_storage'
import { createTestDatabase, type TestDatabase } from '../support/test_database.js'
import { openSending, TARGET, type Sending } from './sending.js'

/** Five stages each; `npm run test:soak` takes two thousand. */
const CASES = Number(process.env.OUTBOX_CASES ?? 100)
const CLOCK_MS = NOON_MS + 10 * 3_600_000
const startedMs = Date.now()
const nowMs = (): number => CLOCK_MS + Date.now() - startedMs
const TODAY = '2026-11-22'

const STAGES: readonly FactKind[] = ['application', 'acceptance', 'process', 'completion', 'evaluation']
const EVENT_STAGES: readonly FactKind[] = ['event_filed', 'event_progress', 'event_closed']

/** The facts of one case or event, under a number of its own. */
function rowsOf(kind: TargetKind, stages: readonly FactKind[], index: number): OutboxRow[] {
  const number = `${ITEM.caseNumber}${String(index).padStart(6, '0')}`
  return stages.map((stage, position) => {
    const own = Object.entries({ caseNumber: number, itemNumber: `${number}-01`, number }).filter(([name]) => name in SAMPLE_CONTENTS[stage])
    const fact = { ...sampleFact(stage, Object.fromEntries(own) as Partial<FactContents[FactKind]>), orderKey: number, number } as AnyFact
    return {
      target: TARGET, orderKey: number, seq: position + 1, kind: stage, schemaVersion: 1, mappingVersion: kind.currentMapping, caseKey: number, number, business: 'restaurant', fact,
    }
  })
}

/** Round after round of stages, as a busy day brings them. */
const interleaved = (rows: readonly OutboxRow[][]): OutboxRow[] => rows[0]!.flatMap((_, position) => rows.map((one) => one[position]!))

/** Ledger of the platform and ours, line by line. What it confirms after it accepted is taken either way. */
const line = (messageId: string, dataSet: string, status: string): string => `${messageId} ${dataSet} ${status === 'confirmed' ? 'accepted' : status}`
const dataSetOf: Readonly<Partial<Record<FactKind, string>>> = { event_filed: 'event-filed', event_progress: 'event-progress', event_closed: 'event-closed' }
const ours = (rows: readonly Delivery[]): string[] => rows.map(({ id, kind, status }) => line(id, dataSetOf[kind] ?? kind, status)).toSorted()
const theirs = (rows: readonly LedgerRow[]): string[] => rows.map(({ messageId, dataset, status }) => line(messageId, dataset, status)).toSorted()

/** Per number, the data sets in the order in which they first took effect. */
function chains(rows: readonly LedgerRow[]): Set<string> {
  const byCase = new Map<string, string[]>()
  for (const { number, dataset } of rows) {
    const key = number.replace(/-01$/, '')
    byCase.set(key, [...(byCase.get(key) ?? []), dataset])
  }
  return new Set([...byCase.values()].map((one) => one.join(' → ')))
}

test.group('deliveries against the upper platform', (group) => {
  let above: UpperPlatformProcess
  let database: TestDatabase
  let storage: Storage
  const opened: Sending[] = []
  /** One database for all: what is counted and read is what this test queued. */
  const open = async (kind: TargetKind, rows: readonly OutboxRow[], change: Partial<TargetSettings> = {}) => {
    const { appId, secret, bodyKey } = above.credentials
    const settings: TargetSettings = { ...SETTINGS, id: TARGET, kind: kind.kind, url: above.url, appId, secret, bodyKey, concurrency: 16, timeoutMs: 500, options: { maximumAttempts: 100 }, ...change }
    const sending = await openSending({ settings, kind, nowMs, random: () => -1.4, database, storage })
    opened.push(sending)
    const earlier = await sending.all()
    const isOneOf = (statuses: Delivery['status'][]) => ({ status }: Delivery) => statuses.includes(status)
    await storage.outbox.deliveries.tell(nowMs(), () => ({ changes: [], deliveries: rows }))
    sending.dispatcher.start()
    const keys = new Set(rows.map(({ orderKey }) => orderKey))
    return {
      tools: sending.tools,
      until: (count: number, ...statuses: Delivery['status'][]) => sending.until(count + earlier.filter(isOneOf(statuses)).length, ...statuses),
      all: async () => (await sending.all()).filter(({ orderKey }) => keys.has(orderKey)),
    }
  }

  group.setup(async () => {
    above = await startUpperPlatform({ arguments: ['--clock', new Date(nowMs()).toISOString()] })
    database = await createTestDatabase()
    storage = await openStorage(database.config)
    await storage.migrate()
    return async () => {
      await storage.close()
      await database.drop()
      await above.stop()
    }
  })
  group.each.teardown(async () => {
    for (const one of opened.splice(0)) await one.close()
    await above.behave({ rules: [], mix: null })
  })

  test('a platform that fails in every way, is killed and comes back has in the end what we have, row by row, each once and in order', async ({ assert }) => {
    const trouble = { 'error-500': 0.02, 'error-500-after': 0.02, 'garbage': 0.02, 'empty': 0.02, 'false-zero': 0.02, 'html': 0.02, 'cut': 0.02, 'reset': 0.02, 'reset-after': 0.03, 'hang-after': 0.01, 'late': 0.02 }
    await above.behave({ rules: [], mix: { seed: 5, shares: trouble, most: 3, ms: 100 } })
    const rows = interleaved(Array.from({ length: CASES }, (_, index) => rowsOf(provincialService, STAGES, index)))
    const sending = await open(provincialService, rows, { algorithm: 'SM3-HMAC', encryptBody: true })
    await sending.until(Math.floor(rows.length / 4), 'accepted', 'confirmed')
    await above.kill()
    await delay(200)
    above = await above.restart()
    await above.setClock(new Date(nowMs()).toISOString())
    await sending.until(rows.length, 'accepted', 'confirmed')

    const told = await above.entries({ platform: 'province' })
    const kept = await sending.all()
    assert.deepEqual(ours(kept), theirs(told))
    assert.deepEqual([...chains(told)], [STAGES.join(' → ')])
    assert.isAbove(told.reduce((sum, { arrivals }) => sum + arrivals, 0), rows.length, 'some arrived more than once and counted once')
    const active = { ...SETTINGS, url: above.url, appId: above.credentials.appId, secret: above.credentials.secret }
    const ledger = await provincialService.ledger!(TODAY, active, sending.tools)
    assert.deepEqual(ledger.map(({ messageId, kind, status }) => line(messageId, kind, status)).toSorted(), ours(kept))
  }).timeout(600_000)

  test('verdicts that come late and out of order are matched; a refusal holds back its own event alone', async ({ assert }) => {
    await above.change('city-brain', { delayMs: [10, 400], isShuffled: true })
    const rows = Array.from({ length: 12 }, (_, index) => rowsOf(cityBrain, EVENT_STAGES, 900_000 + index))
    // filed before it was reported: the platform finds that out after it has taken it
    const [wrong] = rows[3]!
    wrong!.fact = { ...(wrong!.fact as AnyFact), content: { ...SAMPLE_CONTENTS.event_filed, number: wrong!.number, filedAtMs: NOON_MS - 60_000 } } as AnyFact
    // nothing is lost here: a busy machine is given time to answer
    const sending = await open(cityBrain, interleaved(rows), { timeoutMs: 30_000 })
    await sending.until(33, 'accepted')
    await sending.until(1, 'rejected')
    const stuck = (await sending.all()).filter(({ status }) => status !== 'accepted')
    assert.deepEqual(stuck.map(({ kind, status, code }) => [kind, status, code]), [['event_filed', 'rejected', '5006'], ['event_progress', 'waiting', null], ['event_closed', 'waiting', null]])
    assert.match(stuck[0]!.reason ?? '', /立案时间早于上报时间/)
    const told = await above.entries({ platform: 'city-brain' })
    assert.lengthOf(told, 34)
    assert.isTrue(told.every(({ arrivals }) => arrivals === 1), 'asked for, not sent again')
  })

  test('a fact that cannot be told waits for a person with its reason, and the platform never hears of it', async ({ assert }) => {
    const [first, second] = [rowsOf(provincialService, STAGES, CASES), rowsOf(provincialService, STAGES, CASES + 1)]
    const applicant = { ...SAMPLE_CONTENTS.application.applicant, idNumber: '' }
    first[0]!.fact = { ...(first[0]!.fact as AnyFact), content: { ...SAMPLE_CONTENTS.application, applicant } } as AnyFact
    const sending = await open(provincialService, [...first, ...second])
    await sending.until(STAGES.length, 'accepted', 'confirmed')
    await sending.until(1, 'rejected')
    const [stuck] = await sending.all()
    assert.match(stuck!.reason ?? '', /“证件号码”没有填写/)
    assert.lengthOf(await above.entries({ number: `${first[0]!.number}-01` }), 0)
  })
})
