import { test } from '@japa/runner'
import type { OutboxRow } from '#engine/runtime/participant'
import { createNightlyReconciliation, type NightlyOutcome } from '#adapters/outbox/nightly_reconciliation'
import { sealedInbox } from '#adapters/government/inbound/sealed_inbox'
import { openText, sealText } from '#adapters/web/server/accounts/sealed_text'
import { createReconciliationDesk } from '#adapters/outbox/reconciliation_desk'
import { messageOf } from '#adapters/outbox/message_of'
import { sealedDeliveries } from '#adapters/outbox/sealed_deliveries'
import { createDeadLetterWatch } from '#adapters/outbox/tell_dead_letters'
import { dateText, dayNumber, DAY_MS, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { InboundMessageRow } from '#processes/foundation/inbound/ports'
import type { LedgerEntry, TargetKind } from '#processes/foundation/deliveries/target'
import { openShared, queue, rowOf, sealWith, settingsFor, TARGET, TEST_KIND, type Shared } from './sending.js'

const TODAY = dayNumber(Date.UTC(2026, 10, 23))
const day = (before: number): string => dateText(TODAY - before)
/** So many minutes after midnight of a day from today on. */
const at = (minutes: number, days = 0): number => startOfDayMs(TODAY + days) + minutes * 60_000

test.group('the exchange watched by itself', (group) => {
  let shared: Shared
  let nowMs = 0
  let asked: string[] = []
  let told: NightlyOutcome[] = []
  let ledger: (date: string) => LedgerEntry[] = () => []
  group.setup(async () => {
    shared = await openShared()
    return () => shared.close()
  })
  group.each.setup(async () => {
    await shared.empty()
    asked = []
    told = []
    ledger = () => []
  })

  const kind: TargetKind = {
    ...TEST_KIND,
    async ledger(date) {
      asked.push(date)
      return ledger(date)
    },
  }
  const active = () => new Map([[TARGET, { kind, settings: settingsFor('http://127.0.0.1:1') }]])
  const openDesk = () => createReconciliationDesk({
    store: shared.storage.outbox.deliveries, reconciliations: shared.storage.outbox.reconciliations, nowMs: () => nowMs, keptDays: 30, wake: () => undefined, toolsFor: () => ({}) as never, active,
    print: async () => new Uint8Array(), receiveReceipt: async () => 'unchanged',
  })
  const node = (name: string, sinceMs = 0) => createNightlyReconciliation({
    desk: openDesk(), active, sinceMs: async () => sinceMs, leases: shared.storage.engine.leases, node: name, nowMs: () => nowMs,
    tell: async (outcome) => void told.push(outcome),
  })

  test('the day before is taken once, from half past midnight, by one of two nodes; days missed are made up for, none from before the target was set', async ({ assert }) => {
    const [one, other] = [node('one', at(0, -3)), node('other', at(0, -3))]
    nowMs = at(29)
    await one.runOnce()
    assert.deepEqual(asked, [])
    nowMs = at(30)
    await Promise.all([one.runOnce(), other.runOnce()])
    assert.deepEqual(asked, [day(3), day(2), day(1)])
    nowMs = at(45)
    await Promise.all([one.runOnce(), other.runOnce()])
    await node('restarted', at(0, -3)).runOnce()
    assert.lengthOf(asked, 3)
    nowMs = at(31, 1)
    await other.runOnce()
    assert.deepEqual(asked.slice(3), [day(0)])
    nowMs = at(31, 30)
    await node('after a month').runOnce()
    assert.lengthOf(asked, 4 + 7)
    assert.deepEqual(told, [])
    assert.match(((await openDesk().run(TARGET, day(10), 'li')) as { message: string }).message, /保存期/)
  })

  test('what differs is told; a platform that does not answer is told and asked again, a day taken before its end is taken again', async ({ assert }) => {
    nowMs = at(600, -1)
    assert.isTrue((await openDesk().run(TARGET, day(1), 'li')).ok)
    const nightly = node('one', at(0, -1))
    ledger = () => {
      throw new Error('连不上')
    }
    nowMs = at(30)
    await nightly.runOnce()
    await nightly.runOnce()
    assert.deepEqual(asked, [day(1), day(1)], 'a pause after a failure')
    ledger = () => [{ messageId: 'stranger', kind: 'case_progress', number: '1', status: 'accepted' }]
    nowMs = at(61)
    await nightly.runOnce()
    assert.deepEqual(told.map((one) => [one.kind, one.date]), [['failed', day(1)], ['differs', day(1)]])
    assert.equal((await shared.storage.outbox.reconciliations.find(TARGET, day(1)))?.by, 'system')
  })

  test('what is settled leaves after its time, in portions; what is stuck stays, and so does the place of what follows', async ({ assert }) => {
    const { deliveries } = shared.storage.outbox
    await queue(shared.storage, ['a', 'b', 'c', 'd'].map((key) => rowOf(key, 1)))
    const ids = (await deliveries.list({}, null, 10)).deliveries.map(({ id }) => id)
    const settle = (id: string, status: 'accepted' | 'rejected', settledAtMs: number) => deliveries.change({ id }, 0, () => ({ change: { status, settledAtMs } }))
    const later = Date.now() + DAY_MS
    await settle(ids[0]!, 'accepted', 5)
    await settle(ids[1]!, 'accepted', 6)
    await settle(ids[2]!, 'rejected', 6)
    await settle(ids[3]!, 'accepted', later)
    assert.equal(await deliveries.forgetSettled(later, 1), 1)
    assert.equal(await deliveries.forgetSettled(later, 500), 1)
    assert.equal(await deliveries.forgetSettled(later, 500), 0)
    assert.sameMembers((await deliveries.list({}, null, 10)).deliveries.map(({ id }) => id), [ids[2], ids[3]])
  })

  test('what inbound messages say is sealed at rest and erased after its time; the same again is still known', async ({ assert }) => {
    const plain = shared.storage.inbox
    const inbox = sealedInbox(plain, { seal: (text, id) => sealText('key', 'test', text, id), open: (sealed, id) => openText('key', 'test', sealed, id) })
    const message = (id: string, status: InboundMessageRow['status']): InboundMessageRow => ({
      id, channel: 'hotline', objectKey: `hotline/${id}`, upperId: id, kind: 'ticket', slot: 'v1', ordinal: 1, messageId: `m-${id}`, dataHash: id, status, reasonCode: null, reason: null, field: null,
      instanceId: null, number: null, clientId: 'c', receivedAtMs: 10, settledAtMs: null, attempts: 0, retryAtMs: 0, data: '{"reporterName":"示例甲"}',
    })
    const keep = (one: InboundMessageRow) => inbox.keep(one, { id: one.objectKey, channel: 'hotline', upperId: one.upperId, instanceId: `i-${one.id}`, state: 'none', number: null, owner: null, leaseUntilMs: 0 })
    for (const [id, status] of [['old-taken', 'taken'], ['old-held', 'held']] as const) assert.equal((await keep(message(id, status))).message.data, message(id, status).data)
    assert.notInclude((await plain.find('old-taken'))!.data, '示例甲')
    assert.equal((await inbox.find('old-taken'))!.data, '{"reporterName":"示例甲"}')
    await assert.rejects(() => sealedInbox(plain, { seal: (text) => text, open: (sealed, id) => openText('other key', 'test', sealed, id) }).find('old-taken'), /密钥/)
    assert.equal(await inbox.eraseBefore(11, 12, 500), 1)
    assert.equal(await inbox.eraseBefore(11, 12, 500), 0)
    assert.equal((await inbox.find('old-taken'))!.data, '')
    assert.equal((await inbox.find('old-held'))!.data, '{"reporterName":"示例甲"}', 'what is not judged yet stays')
    assert.equal((await keep(message('old-taken', 'waiting'))).kind, 'known')
    assert.equal(await inbox.giveUpHeld(10, 13, 500), 0, 'held no longer than allowed')
    assert.equal(await inbox.giveUpHeld(11, 13, 500), 1)
    assert.deepInclude(await inbox.find('old-held'), { status: 'refused', reasonCode: 'R05', settledAtMs: 13 })
  })

  test('what deliveries say is sealed at rest, bound to its row; what lay open is read, what no longer opens says so and holds back its own case alone', async ({ assert }) => {
    const plain = shared.storage.outbox.deliveries
    const [one, other, elsewhere] = [sealedDeliveries(plain, sealWith('key')), sealedDeliveries(plain, sealWith('other key')), sealWith('key')]
    const message = { messageId: 'm', method: 'POST' as const, path: '/m', contentType: 'application/json', body: '{"name":"示例甲"}' }
    const told = (key: string): OutboxRow => ({ ...rowOf(key, 1), fact: { ...(rowOf(key, 1).fact as object), content: { name: '示例甲' } } })
    nowMs = Date.now()
    await one.tell(nowMs, () => ({ changes: [], deliveries: [told('a'), told('b')] }))
    await plain.tell(nowMs, () => ({ changes: [], deliveries: [told('old')] }))
    const claim = { target: TARGET, owner: 'n', nowMs: nowMs + 1, leaseUntilMs: nowMs + 5_000, limit: 3 }
    const held = await one.turn([], claim)
    assert.deepEqual(held.map(({ fact }) => (fact as unknown as { content: unknown }).content), Array.from({ length: 3 }, () => ({ name: '示例甲' })))
    await one.turn(held.map((row) => ({ held: row, change: { status: 'rejected' as const, message } })), null)
    const read = async (store: typeof plain) => new Map((await store.byIds(held.map(({ id }) => id))).map((row) => [row.orderKey, row]))
    const lying = await read(plain)
    for (const key of ['a', 'b']) assert.notInclude(JSON.stringify([lying.get(key)!.fact, lying.get(key)!.message]), '示例甲')
    assert.notInclude(JSON.stringify(lying.get('old')!.message), '示例甲')
    for (const row of (await read(one)).values()) assert.deepEqual([row.message, row.isUnreadable], [message, undefined])

    await one.change({ id: lying.get('a')!.id }, nowMs, (row) => ({ change: { status: 'skipped' }, replacement: { fact: row.fact, schemaVersion: 1, mappingVersion: '1' } }))
    const [anew] = (await one.list({ orderKey: 'a', statuses: ['waiting'] }, null, 5)).deliveries
    assert.deepEqual([anew!.edition, anew!.fact, anew!.message], [1, (await read(one)).get('a')!.fact, null])
    const strange = await read(other)
    assert.deepEqual([...strange].map(([key, { isUnreadable }]) => `${key} ${isUnreadable}`).toSorted(), ['a true', 'b true', 'old true'])
    assert.deepEqual(messageOf(strange.get('b')!, active().get(TARGET)!).ok, false)
    assert.isNull(elsewhere.open(String(lying.get('a')!.fact).slice('sealed:'.length), `${lying.get('b')!.id} fact`), 'a seal belongs to its row')
    // given back by who could not read it, it is as it was
    await other.turn([{ held: { ...strange.get('b')!, fence: held.find(({ orderKey }) => orderKey === 'b')!.fence }, change: { status: 'waiting' } }], null)
    assert.deepEqual((await read(one)).get('b')!.message, message)
  })

  test('stuck deliveries are told once a batch; counts are those of the table', async ({ assert }) => {
    const { deliveries } = shared.storage.outbox
    await queue(shared.storage, ['a', 'b', 'c', 'd'].map((key) => rowOf(key, 1)))
    await queue(shared.storage, [{ ...rowOf('e', 1), target: 'other' }])
    const ids = (await deliveries.list({ target: TARGET }, null, 10)).deliveries.map(({ id }) => id)
    const watch = createDeadLetterWatch(deliveries.stuck)
    assert.deepEqual(await watch(), [])
    const set = (id: string, status: 'dead' | 'rejected' | 'skipped', nextAttemptAtMs: number) => deliveries.change({ id }, nowMs, () => ({ change: { status, nextAttemptAtMs } }))
    await set(ids[0]!, 'rejected', 5)
    await set(ids[1]!, 'dead', 7)
    const first = await watch()
    assert.deepEqual(first.map(({ target, count, isMore }) => [target, count, isMore]), [[TARGET, 2, false]])
    await set(ids[2]!, 'dead', 9)
    assert.deepEqual(await watch(), [], 'one more of a batch that was told')
    await set(first[0]!.oldestId, 'skipped', DAY_MS)
    assert.deepEqual((await watch()).map(({ count }) => count), [2], 'the oldest is settled, the others still stand')
    const counts = (await deliveries.counts()).map(({ target, status, count }) => `${target} ${status} ${count}`)
    assert.sameMembers(counts, [`${TARGET} waiting 1`, `${TARGET} dead 2`, 'other waiting 1'])
  })
})
