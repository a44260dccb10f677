import { test } from '@japa/runner'
import { cases, openSending, openShared, queue, rowOf, settingsFor, type Sending, type Shared } from './sending.js'
import { orderFaults, startReceiver, type Behaviour, type Receiver } from './receiver.js'

/** `npm run test:soak` takes ten thousand. */
const CASES = Number(process.env.OUTBOX_CASES ?? 100)
const STAGES = 5

/** A die that falls the same every time. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test.group('deliveries on their way', (group) => {
  let receiver: Receiver
  let sending: Sending
  let shared: Shared
  const opened: { close(): Promise<void> }[] = []
  const open = async (change: Parameters<typeof settingsFor>[1] = {}, input: Partial<Parameters<typeof openSending>[0]> = {}): Promise<Sending> => {
    const one = await openSending({ settings: settingsFor(receiver.url, change), ...shared, ...input })
    opened.push(one)
    return one
  }
  group.setup(async () => {
    shared = await openShared()
    return () => shared.close()
  })
  group.each.setup(async () => {
    await shared.empty()
    receiver = await startReceiver()
    return async () => {
      for (const one of opened.splice(0).toReversed()) await one.close()
      await receiver.close()
    }
  })

  test('the receiver fails in every way it can, and afterwards both ledgers agree row by row, in order per case, nothing twice', async ({ assert }) => {
    const random = dice(7)
    const faults: readonly Behaviour[] = ['error', 'garbage', 'lost', 'reset', 'slow']
    receiver.behave = () => (random() < 0.25 ? faults[Math.floor(random() * faults.length)]! : 'accept')
    sending = await open({ concurrency: 16 })
    await queue(sending.storage, cases(CASES, STAGES))
    sending.dispatcher.start()
    await sending.until(CASES * STAGES, 'accepted')
    assert.deepEqual(orderFaults(receiver.ledger), [])
    const ours = await sending.all()
    assert.deepEqual(receiver.ledger.map(({ id }) => id).toSorted(), ours.map(({ id }) => id).toSorted())
    assert.isAbove(receiver.requests, CASES * STAGES, 'some were sent more than once')
    assert.isAtMost(receiver.most, 16)
  }).timeout(600_000)

  test('one that is refused holds back its own case alone, until a person skips it', async ({ assert }) => {
    receiver.behave = ({ key, seq }) => (key === 'b' && seq === 2 ? 'reject' : 'accept')
    sending = await open()
    await queue(sending.storage, ['a', 'b', 'c'].flatMap((key) => [1, 2, 3].map((seq) => rowOf(key, seq))))
    sending.dispatcher.start()
    await sending.until(7, 'accepted')
    await sending.until(1, 'rejected')
    const stuck = (await sending.all()).filter(({ status }) => status !== 'accepted')
    assert.deepEqual(stuck.map(({ orderKey, seq, status, reason }) => [orderKey, seq, status, reason]), [['b', 2, 'rejected', '事项编码不存在'], ['b', 3, 'waiting', null]])
    await sending.storage.outbox.deliveries.change({ id: stuck[0]!.id }, Date.now(), () => ({ change: { status: 'skipped' } }))
    await sending.until(8, 'accepted')
    assert.deepEqual(receiver.ledger.filter(({ key }) => key === 'b').map(({ seq }) => seq), [1, 3])
  })

  test('what cannot be made of a case is never sent, and says which field', async ({ assert }) => {
    sending = await open()
    await queue(sending.storage, [rowOf('a', 1, 'unmappable'), rowOf('a', 2)])
    sending.dispatcher.start()
    await sending.until(1, 'rejected')
    assert.equal((await sending.all())[0]!.reason, '缺少实施编码。')
    assert.equal(receiver.requests, 0)
  })

  test('one poison message becomes a dead letter with a reason, while the others of the target go through', async ({ assert }) => {
    receiver.behave = ({ key }) => (key === 'poison' ? 'error' : 'accept')
    sending = await open({ options: { maximumAttempts: 3, firstPauseMs: 5 } })
    await queue(sending.storage, [rowOf('poison', 1), ...cases(60, 2)])
    sending.dispatcher.start()
    await sending.until(120, 'accepted')
    await sending.until(1, 'dead')
    const [dead] = (await sending.all()).filter(({ status }) => status === 'dead')
    assert.match(dead!.reason ?? '', /尝试 3 次未成功.*对方返回 500/)
    assert.lengthOf(dead!.history, 3)
  })

  test('a target that is down is left alone: a handful of calls, then one at a time, and all arrives when it is back', async ({ assert }) => {
    receiver.behave = () => 'error'
    sending = await open({ concurrency: 4 })
    await queue(sending.storage, cases(50, 2))
    sending.dispatcher.start()
    for (let waited = 0; waited < 400 && (await sending.storage.outbox.targets.health())[0]?.circuit !== 'open'; waited += 1) await new Promise((resolve) => setTimeout(resolve, 10))
    const [health] = await sending.storage.outbox.targets.health()
    assert.equal(health?.circuit, 'open')
    assert.equal(health?.lastError, '对方返回 500')
    assert.isBelow(receiver.requests, 20)
    receiver.behave = () => 'accept'
    await sending.until(100, 'accepted')
    assert.deepEqual(orderFaults(receiver.ledger), [])
    assert.equal((await sending.storage.outbox.targets.health())[0]?.circuit, 'closed')
  })

  test('a target that asks for time is given it', async ({ assert }) => {
    receiver.behave = (_message, request) => (request === 1 ? 'busy' : 'accept')
    sending = await open({ concurrency: 1 })
    await queue(sending.storage, cases(3, 1))
    const beganMs = Date.now()
    sending.dispatcher.start()
    await sending.until(3, 'accepted')
    assert.isAtLeast(Date.now() - beganMs, 950)
  })

  test('outside its hours nothing is sent, however much waits', async ({ assert }) => {
    let nowMs = Date.parse('2026-11-22T20:59:00+08:00')
    sending = await open({ window: { from: '21:00', to: '06:00' } }, { nowMs: () => nowMs })
    await sending.storage.outbox.deliveries.tell(nowMs, () => ({ changes: [], deliveries: cases(3, 1) }))
    sending.dispatcher.start()
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal(receiver.requests, 0)
    nowMs += 60_000
    sending.dispatcher.wake()
    await sending.until(3, 'accepted')
  })

  test('its pace is kept', async ({ assert }) => {
    sending = await open({ perSecond: 50, concurrency: 8 })
    await queue(sending.storage, cases(25, 1))
    const beganMs = Date.now()
    sending.dispatcher.start()
    await sending.until(25, 'accepted')
    assert.isAtLeast(Date.now() - beganMs, 470)
  })

  test('what was claimed and could not be begun in time goes back at once, and counts as no attempt', async ({ assert }) => {
    receiver.behave = () => 'slow'
    // sixteen are claimed, and held for as long as some six answers take
    sending = await open({ concurrency: 1, timeoutMs: 400 }, { timing: { dutyMs: 15_000, leaseMarginMs: 0 } })
    await queue(sending.storage, cases(16, 1))
    sending.dispatcher.start()
    await sending.until(16, 'accepted')
    const attempts = (await sending.all()).reduce((sum, one) => sum + one.attempts, 0)
    assert.equal(attempts, receiver.requests)
    assert.deepEqual(orderFaults(receiver.ledger), [])
  })

  test('a verdict that comes later is asked for; until then what follows of the case waits', async ({ assert }) => {
    receiver.behave = ({ seq }) => (seq === 1 ? 'queue' : 'accept')
    sending = await open({})
    await queue(sending.storage, [rowOf('a', 1), rowOf('a', 2), rowOf('b', 1)])
    sending.dispatcher.start()
    await sending.until(2, 'sent')
    assert.lengthOf(receiver.ledger, 2, 'the second of a waits')
    const [first, , other] = await sending.all()
    receiver.verdicts.set(first!.id, 'accepted')
    receiver.verdicts.set(other!.id, 'rejected')
    await sending.until(2, 'accepted')
    await sending.until(1, 'rejected')
    assert.deepEqual((await sending.all()).map(({ status }) => status), ['accepted', 'accepted', 'rejected'])
  })

  test('two nodes at once: one sends, the other takes over when it has gone silent, nothing is doubled', async ({ assert }) => {
    receiver.behave = (_message, request) => (request % 10 === 0 ? 'lost' : 'accept')
    const one = await open({ concurrency: 4 })
    const other = await open({ concurrency: 4 }, { node: 'node-2' })
    await queue(one.storage, cases(40, 5))
    one.dispatcher.start()
    other.dispatcher.start()
    await one.until(60, 'accepted')
    await one.dispatcher.stop()
    await other.until(200, 'accepted')
    assert.deepEqual(orderFaults(receiver.ledger), [])
    assert.lengthOf(receiver.ledger, 200)
  })

  test('a target switched off, or of a kind nobody knows, is not sent to', async ({ assert }) => {
    sending = await open()
    await queue(sending.storage, [{ ...rowOf('a', 1), target: 'gone' }])
    sending.dispatcher.start()
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal((await sending.storage.outbox.deliveries.counts()).find(({ target }) => target === 'gone')?.status, 'waiting')
  })
})
