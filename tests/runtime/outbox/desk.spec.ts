import { test } from '@japa/runner'
import { createDeliveryDesk } from '#adapters/outbox/delivery_desk'
import { createReconciliationDesk } from '#adapters/outbox/reconciliation_desk'
import { reconciliationDocument } from '#adapters/outbox/reconciliation_document'
import { openTargetBook, type Seal } from '#adapters/outbox/target_book'
import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import { tellDirectly } from '#processes/foundation/deliveries/tell_directly'
import type { DeliveryDesk, ReconciliationDesk } from '#processes/foundation/deliveries/ports'
import type { AnyFact } from '#processes/foundation/deliveries/fact'
import type { FactTarget, LedgerEntry, TargetKind } from '#processes/foundation/deliveries/target'
import { startReceiver, type Receiver } from './receiver.js'
import { openSending, openShared, queue, rowOf, sealedIn, settingsFor, TARGET, TEST_KIND, type Sending, type Shared } from './sending.js'

const FACT_TARGET: FactTarget = { id: TARGET, takes: ['case_progress', 'alarm'], businesses: null, channels: null, mappingVersion: '2', fullChain: false }

test.group('what people do with deliveries', (group) => {
  let receiver: Receiver
  let sending: Sending
  let shared: Shared
  let desk: DeliveryDesk
  group.setup(async () => {
    shared = await openShared()
    return () => shared.close()
  })
  group.each.setup(async () => {
    await shared.empty()
    receiver = await startReceiver()
    sending = await openSending({ settings: settingsFor(receiver.url, { timeoutMs: 30_000, options: { maximumAttempts: 1, firstPauseMs: 5 } }), ...shared, kind: { ...TEST_KIND, mappings: { ...TEST_KIND.mappings, 2: TEST_KIND.mappings['1']! } } })
    desk = createDeliveryDesk({
      store: sealedIn(shared.storage), engine: { instances: { find: async () => null }, definitions: {}, businessRows: {} } as never, county: () => ({}) as never,
      targets: () => [FACT_TARGET], nowMs: Date.now, wake: () => sending.dispatcher.wake(),
    })
    sending.dispatcher.start()
    return async () => {
      await sending.close()
      await receiver.close()
    }
  })

  const stuck = async () => (await sending.all()).find(({ status }) => status === 'rejected' || status === 'dead')!

  test('a corrected one takes the place of the refused one, under a new id and by the mapping of today; what follows goes on', async ({ assert }) => {
    receiver.behave = ({ seq }) => (seq === 1 && receiver.requests === 1 ? 'reject' : 'accept')
    await queue(shared.storage, [rowOf('a', 1), rowOf('a', 2)])
    await sending.until(1, 'rejected')
    const answer = await desk.resendCorrected((await stuck()).id, 'li')
    assert.isTrue(answer.ok)
    await sending.until(2, 'accepted')
    const rows = await sending.all()
    assert.deepEqual(rows.map(({ seq, edition, status, mappingVersion }) => [seq, edition, status, mappingVersion]), [[1, 0, 'skipped', '1'], [1, 1, 'accepted', '2'], [2, 0, 'accepted', '1']])
    assert.equal(new Set(rows.map(({ id }) => id)).size, 3)
    assert.deepEqual(receiver.ledger.map(({ seq }) => seq), [1, 2])
    assert.equal(rows[0]!.history.at(-1)?.by, 'li')
  })

  test('skipped, tried again, and again as a range: each only where it stands still, and the second time nothing', async ({ assert }) => {
    receiver.behave = ({ key }) => (key === 'ok' ? 'accept' : 'reject')
    await queue(shared.storage, [rowOf('ok', 1), rowOf('a', 1), rowOf('b', 1), rowOf('c', 1)])
    await sending.until(3, 'rejected')
    const [a, b, , ok] = await sending.all()
    const skipped = await desk.skip(a!.id, 'li', '已线下报送')
    assert.equal(skipped.ok && skipped.delivery.status, 'skipped')
    const twice = await desk.skip(a!.id, 'li', '已线下报送')
    assert.equal(!twice.ok && twice.message, '这条记录现在是“已跳过”，不能跳过。请刷新后查看。')
    assert.isFalse((await desk.retry(ok!.id, 'li')).ok)
    assert.isFalse((await desk.retry('nothing', 'li')).ok)
    receiver.behave = () => 'accept'
    assert.isTrue((await desk.retry(b!.id, 'li')).ok)
    await sending.until(2, 'accepted')
    assert.deepEqual(await desk.resendRange({ target: TARGET, toMs: 1 }, 'li'), { count: 0 })
    assert.deepEqual(await desk.resendRange({ target: TARGET }, 'li'), { count: 1 })
    await sending.until(3, 'accepted')
    assert.deepEqual(await desk.resendRange({ target: TARGET }, 'li'), { count: 0 })
    assert.deepEqual(await desk.resendRange({ target: TARGET, again: true }, 'li'), { count: 3 }, 'everything once more, for one who lost it')
    await sending.until(3, 'accepted')
    assert.lengthOf(receiver.ledger, 3, 'the same ids: nothing counts twice')
  })

  test('verdicts that come by themselves: early, late, twice and out of order, by our id or theirs', async ({ assert }) => {
    receiver.behave = () => 'queue'
    await queue(shared.storage, [rowOf('a', 1), rowOf('b', 1)])
    await sending.until(2, 'sent')
    const [a, b] = await sending.all()
    assert.equal(await desk.receiveReceipt(TARGET, { messageId: a!.id }, { kind: 'confirmed', upperId: 'x' }), 'taken')
    assert.equal(await desk.receiveReceipt(TARGET, { messageId: a!.id }, { kind: 'accepted' }), 'unchanged', 'overtaken')
    assert.equal(await desk.receiveReceipt(TARGET, { messageId: a!.id }, { kind: 'rejected', code: '1', reason: '迟到' }), 'unchanged')
    assert.equal(await desk.receiveReceipt(TARGET, { upperId: b!.upperId! }, { kind: 'rejected', code: 'R9', reason: '编码不存在' }), 'taken')
    assert.equal(await desk.receiveReceipt(TARGET, { upperId: b!.upperId! }, { kind: 'rejected', code: 'R9', reason: '编码不存在' }), 'unchanged')
    assert.equal(await desk.receiveReceipt(TARGET, { messageId: 'never' }, { kind: 'accepted' }), 'unknown')
    assert.equal(await desk.receiveReceipt('another', { messageId: a!.id }, { kind: 'accepted' }), 'unknown')
    assert.deepEqual((await sending.all()).map(({ status, upperId }) => [status, upperId]), [['confirmed', 'x'], ['rejected', b!.upperId]])
  })

  test('facts from outside a step: told once by their id, in order, drills never', async ({ assert }) => {
    const targets = [FACT_TARGET, { ...FACT_TARGET, id: 'elsewhere', takes: ['evaluation' as const] }]
    const alarm = (number: string, drill = false) => ({ kind: 'alarm', schemaVersion: 1, orderKey: 'alarm-1', caseKey: '', itemKey: null, number, atMs: 1, drill, content: {} }) as unknown as AnyFact
    const facts = [{ id: 'raised', fact: alarm('1') }, { id: 'cleared', fact: alarm('2') }, { id: 'drill', fact: alarm('3', true) }]
    const tell = () => shared.storage.outbox.deliveries.tell(Date.now(), (rows) => tellDirectly(facts, targets, rows))
    await tell()
    await Promise.all([tell(), tell()])
    const rows = await sending.all()
    assert.deepEqual(rows.map(({ target, number, seq, orderKey }) => [target, number, seq, orderKey]), [[TARGET, '1', 1, 'alarm/alarm-1'], [TARGET, '2', 2, 'alarm/alarm-1']])
  })

  test('对账: missing on either side, another verdict, an answer lost before midnight; the missing are sent again', async ({ assert }) => {
    await queue(shared.storage, ['a', 'b', 'c', 'd'].map((key) => rowOf(key, 1)))
    await sending.until(4, 'accepted')
    const today = dateText(dayNumber(Date.now()))
    const [a, b, c, d] = await sending.all()
    const entry = (messageId: string, status: LedgerEntry['status'] = 'accepted'): LedgerEntry => ({ messageId, kind: 'case_progress', number: '1', status })
    const yesterday = dateText(dayNumber(Date.now()) - 1)
    await shared.storage.outbox.deliveries.change({ id: d!.id }, Date.now(), () => ({ change: { history: [{ atMs: Date.now() - 86_400_000, status: 'waiting', code: null, reason: null, by: null }] } }))
    const kind: TargetKind = { ...TEST_KIND, ledger: async (date) => (date === today ? [entry(a!.id), entry(c!.id, 'confirmed'), entry('stranger')] : date === yesterday ? [entry(d!.id)] : []) }
    const reconciliation: ReconciliationDesk = createReconciliationDesk({
      store: shared.storage.outbox.deliveries, reconciliations: shared.storage.outbox.reconciliations, nowMs: Date.now, keptDays: null, wake: () => sending.dispatcher.wake(), toolsFor: () => sending.tools,
      active: () => new Map([[TARGET, { kind, settings: settingsFor(receiver.url) }]]), print: async (one, name) => new TextEncoder().encode(JSON.stringify(reconciliationDocument(one, name))),
      receiveReceipt: (target, messageId, status) => desk.receiveReceipt(target, { messageId }, status === 'rejected' ? { kind: status, code: '', reason: '' } : { kind: status }),
    })
    const ran = await reconciliation.run(TARGET, today, 'li')
    if (!ran.ok) throw new Error(ran.message)
    assert.deepEqual(ran.reconciliation.differences, [
      { kind: 'missing_above', delivery: b!.id, fact: 'case_progress', number: '1', ours: 'accepted' },
      { kind: 'status_differs', delivery: c!.id, fact: 'case_progress', number: '1', ours: 'accepted', theirs: 'confirmed' },
      { kind: 'missing_here', entry: entry('stranger') },
    ])
    assert.deepEqual(ran.reconciliation.counts, [{ kind: 'case_progress', ours: 4, theirs: 2 }])
    assert.deepEqual(await reconciliation.find(TARGET, today), ran.reconciliation)
    assert.lengthOf(await reconciliation.list(null, 10), 1)
    const printed = new TextDecoder().decode((await reconciliation.pdf(TARGET, today))!)
    assert.include(printed, '对方没有')
    assert.deepEqual(await reconciliation.settle(TARGET, today, 'li'), { resent: 1, corrected: 1 })
    await sending.until(3, 'accepted')
    assert.equal((await sending.all())[2]!.status, 'confirmed')
    assert.lengthOf(receiver.ledger, 4)
    assert.isFalse((await reconciliation.run(TARGET, '2999-01-01', 'li')).ok)
    assert.isFalse((await reconciliation.run('nobody', today, 'li')).ok)
  })

  test('targets: secrets are sealed and never given back, versions are kept, two writers do not overwrite each other, faults are told in words', async ({ assert }) => {
    const seal: Seal = { seal: (text, context) => Buffer.from(`${context} ${text}`).toString('base64'), open: (sealed, context) => Buffer.from(sealed, 'base64').toString().replace(`${context} `, '') }
    const book = await openTargetBook({ store: shared.storage.outbox.targets, kinds: [TEST_KIND], seal, isAllowed: ({ hostname }) => hostname === 'allowed.example.cn' || hostname === '10.1.2.3', nowMs: () => 5, looks: { add: () => () => undefined, stop: () => undefined } })
    try {
      const { secret: _secret, bodyKey: _bodyKey, ...settings } = settingsFor('https://allowed.example.cn/api', { id: 'province' })
      const saved = await book.save({ ...settings, secret: 'geheim' }, 0, 'li', '新建')
      assert.equal(saved.kind, 'saved')
      assert.equal(book.active().get('province')?.settings.secret, 'geheim')
      assert.notInclude(JSON.stringify([await book.list(), await book.history('province')]), 'geheim')
      assert.equal((await book.save({ ...settings, name: '改名' }, 0, 'wang', '')).kind, 'conflict')
      assert.equal((await book.save({ ...settings, name: '改名', enabled: false }, 1, 'wang', '停用')).kind, 'saved')
      assert.isFalse(book.active().has('province'))
      const moved = await book.save({ ...settings, url: 'https://allowed.example.cn:8443/api' }, 2, 'li', '换地址')
      assert.deepEqual(moved.kind === 'invalid' && moved.problems.map(({ path }) => path), ['secret'], 'a secret goes to no address it was not given for')
      assert.lengthOf(book.factTargets(), 0)
      assert.deepEqual((await book.history('province')).map(({ version, changedBy, hasSecret }) => [version, changedBy, hasSecret]), [[2, 'wang', true], [1, 'li', true]])
      const plain = async (url: string, change: Partial<typeof settings>) => {
        const answer = await book.save({ ...settings, id: 'plain', url, ...change }, 0, 'li', '')
        return answer.kind === 'invalid' ? answer.problems.map(({ path }) => path) : answer.kind
      }
      assert.deepEqual(await plain('http://10.1.2.3/api', {}), ['url'], 'readable on the way')
      assert.deepEqual(await plain('http://allowed.example.cn/api', { options: { plainHttp: true } }), ['url'], 'outside the house never')
      assert.equal(await plain('http://10.1.2.3/api', { options: { plainHttp: true } }), 'saved')
      const wrong = await book.save({ ...settings, id: 'X', kind: 'nobody', url: 'http://169.254.169.254/', concurrency: 0, window: { from: '25:00', to: '18:00' } }, 0, 'li', '')
      assert.deepEqual(wrong.kind === 'invalid' && wrong.problems.map(({ path }) => path), ['id', 'kind', 'concurrency', 'window.from', 'url'])
    } finally {
      book.stop()
    }
  })
})
