import { randomUUID } from 'node:crypto'
import type { OutboxRow } from '#engine/runtime/participant'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { AnyFact } from '#processes/foundation/deliveries/fact'
import type { Receipt, SendTools, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { createDispatcher, type Dispatcher } from '#adapters/outbox/dispatcher'
import { createGuardedFetch } from '#adapters/outbox/guarded_fetch'
import { sealedDeliveries } from '#adapters/outbox/sealed_deliveries'
import type { Seal } from '#adapters/outbox/target_book'
import { parsePlace } from '#adapters/http_task/allow_list'
import { openText, sealText } from '#adapters/web/server/accounts/sealed_text'
import { openStorage, type Storage } from '#storage/open_storage'
import { createTestDatabase, type TestDatabase } from '../support/test_database.js'

export const TARGET = 'above'

/** What is told lies sealed, as on the server. */
export const sealWith = (key: string): Seal => ({ seal: (text, context) => sealText(key, 'test', text, context), open: (sealed, context) => openText(key, 'test', sealed, context) })
const SEAL = sealWith('key')
export const sealedIn = (storage: Storage) => sealedDeliveries(storage.outbox.deliveries, SEAL)

/** The simplest target there is: posts id, key and position. */
export const TEST_KIND: TargetKind = {
  kind: 'test', name: '示例平台', takes: ['case_progress'], currentMapping: '1',
  mappings: {
    1: (fact, _settings, { messageId }) =>
      fact.number === 'unmappable' ? { ok: false, reason: '缺少实施编码。' } : {
        ok: true,
        message: { messageId, method: 'POST', path: '/messages', contentType: 'application/json', body: JSON.stringify({ id: messageId, key: fact.orderKey, seq: Number(fact.number) }) },
      },
  },
  async send(message, settings, { fetch }) {
    try {
      const response = await fetch(settings.url + message.path, { method: 'POST', headers: { 'content-type': message.contentType }, body: message.body, signal: AbortSignal.timeout(settings.timeoutMs) })
      const text = await response.text()
      return receiptOf(response, text)
    } catch (error) {
      return { kind: 'retry', code: 'UNREACHABLE', reason: `连不上：${String(error)}` }
    }
  },
  async poll(messageId, settings, { fetch }) {
    const response = await fetch(`${settings.url}/verdicts/${messageId}`)
    const { verdict } = (await response.json()) as { verdict: string | null }
    if (verdict === 'rejected') return { kind: 'rejected', code: 'R2', reason: '办件不存在' }
    return verdict === 'accepted' || verdict === 'confirmed' ? { kind: verdict } : null
  },
}

function receiptOf(response: Response, text: string): Receipt {
  if (response.status === 422) return { kind: 'rejected', code: 'R1', reason: '事项编码不存在' }
  const after = response.headers.get('retry-after')
  const retry = (reason: string): Receipt => ({ kind: 'retry', code: String(response.status), reason, ...(after === null ? {} : { retryAfterMs: Number(after) * 1_000 }) })
  if (!response.ok) return retry(`对方返回 ${response.status}`)
  try {
    const { ok, number } = JSON.parse(text) as { ok?: boolean; number?: string }
    if (ok === true) return { kind: response.status === 202 ? 'sent' : 'accepted', ...(number === undefined ? {} : { upperId: number }) }
  } catch {
    // told below
  }
  return retry('应答看不懂')
}

export const settingsFor = (url: string, change: Partial<TargetSettings> = {}): TargetSettings => ({
  id: TARGET, kind: 'test', name: '示例平台', url, appId: 'county', algorithm: 'HMAC-SHA256', encryptBody: false, secret: 's', bodyKey: null, concurrency: 8, perSecond: null,
  window: null, timeoutMs: 1_000, codes: {}, options: { maximumAttempts: 50, firstPauseMs: 5 }, businesses: null, enabled: true, ...change,
})

const factOf = (orderKey: string, number: string): AnyFact =>
  ({ kind: 'case_progress', schemaVersion: 1, orderKey, caseKey: orderKey, itemKey: null, number, atMs: 0, drill: false, content: {} }) as unknown as AnyFact

export const rowOf = (orderKey: string, seq: number, number = String(seq)): OutboxRow => ({
  target: TARGET, orderKey, seq, kind: 'case_progress', schemaVersion: 1, mappingVersion: '1', caseKey: orderKey, number, business: null, fact: factOf(orderKey, number),
})

/** Puts rows into the queue, due now. */
export const queue = async (storage: Storage, rows: readonly OutboxRow[]): Promise<void> => {
  await sealedIn(storage).tell(Date.now(), () => ({ changes: [], deliveries: rows }))
}

/** `keys` cases of `stages` stages each. */
export const cases = (keys: number, stages: number): OutboxRow[] =>
  Array.from({ length: keys * stages }, (_, index) => rowOf(`case-${String(index % keys).padStart(5, '0')}`, Math.floor(index / keys) + 1))

export interface Sending {
  storage: Storage
  database: TestDatabase
  dispatcher: Dispatcher
  tools: SendTools
  /** All deliveries there are, by key and position. */
  all(): Promise<Delivery[]>
  /** Resolves once this many rows are in one of these statuses. */
  until(count: number, ...statuses: Delivery['status'][]): Promise<void>
  close(): Promise<void>
}

export interface SendingInput {
  settings: TargetSettings
  storage?: Storage
  database?: TestDatabase
  /** Fixed dice, so that a red run is red again. */
  random?: () => number
  nowMs?: () => number
  node?: string
  kind?: TargetKind
  timing?: { dutyMs: number; leaseMarginMs: number }
}

/** One database for the specs of a group. */
export interface Shared {
  storage: Storage
  database: TestDatabase
  /** No deliveries, no leases, no memory of failures. */
  empty(): Promise<void>
  close(): Promise<void>
}

export async function openShared(): Promise<Shared> {
  const database = await createTestDatabase()
  const storage = await openStorage(database.config)
  await storage.migrate()
  return {
    storage, database,
    empty: () => storage.database.dialect.transaction(async (connection) => {
      for (const table of ['deliveries', 'delivery_circuits', 'leases', 'reconciliations', 'told_facts']) await connection.run(`delete from ${table}`)
    }),
    async close() {
      await storage.close()
      await database.drop()
    },
  }
}

/** A dispatcher on a database of its own, or on one that is given. */
export async function openSending(input: SendingInput): Promise<Sending> {
  const database = input.database ?? (await createTestDatabase())
  const storage = input.storage ?? (await openStorage(database.config))
  if (input.storage === undefined) await storage.migrate()
  const guarded = createGuardedFetch([parsePlace(`private+${input.settings.url}/`)!], async () => [])
  const tools: SendTools = { fetch: guarded.fetch, nowMs: input.nowMs ?? Date.now, newNonce: () => randomUUID() }
  const active = new Map([[TARGET, { settings: input.settings, kind: input.kind ?? TEST_KIND }]])
  const errors: unknown[] = []
  const deliveries = sealedIn(storage)
  const dispatcher = createDispatcher({
    store: deliveries, targets: storage.outbox.targets, leases: storage.engine.leases, active: () => active, node: input.node ?? 'node-1', toolsFor: () => tools,
    random: input.random ?? (() => 0.5), onError: (error) => errors.push(error), timing: input.timing ?? { dutyMs: 600, leaseMarginMs: 300 },
  })
  const all = async (): Promise<Delivery[]> => {
    return [...(await deliveries.byIds(await deliveries.idsOf({}, 1_000_000)))].sort((one, other) => (one.orderKey < other.orderKey ? -1 : one.orderKey > other.orderKey ? 1 : one.seq - other.seq || one.edition - other.edition))
  }
  return {
    storage, database, dispatcher, tools, all,
    async until(count, ...statuses) {
      for (const limitMs = Date.now() + 60_000; ; ) {
        if ((await storage.outbox.deliveries.idsOf({ statuses }, count + 1)).length >= count) return
        if (Date.now() > limitMs) throw new Error(`Expected ${count} deliveries to become ${statuses.join(' or ')}: ${JSON.stringify((await all()).slice(0, 3))} ${errors.map(String).join('; ')}`)
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
    },
    async close() {
      await dispatcher.stop()
      guarded.close()
      if (input.storage === undefined) await storage.close()
      if (input.database === undefined) await database.drop()
      if (errors.length > 0) throw errors[0] instanceof Error ? errors[0] : new Error(String(errors[0]))
    },
  }
}
