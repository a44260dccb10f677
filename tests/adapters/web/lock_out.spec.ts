import { test } from '@japa/runner'
import { createLockOut } from '#adapters/web/server/accounts/lock_out'
import { sharedMeter } from '#adapters/web/server/public/shared_meter'
import type { FailureCounterRow, FailureCounterStore } from '#engine/runtime/ports/account_stores'

const MINUTE_MS = 60_000

/** Counters that every node shares; each change waits its turn, as a row lock makes it. */
function sharedCounters(): FailureCounterStore & { writes: number } {
  const rows = new Map<string, FailureCounterRow>()
  let turn: Promise<unknown> = Promise.resolve()
  const store = {
    writes: 0,
    find: async (key: string) => rows.get(key) ?? null,
    change: (key: string, next: (row: FailureCounterRow | null) => FailureCounterRow) => {
      const changed = turn.then(() => {
        store.writes += 1
        const row = next(rows.get(key) ?? null)
        rows.set(key, row)
        return row
      })
      turn = changed
      return changed
    },
    remove: async (key: string) => void rows.delete(key),
  }
  return store
}

test.group('Lock-out over several nodes', () => {
  test('forty guesses at one instant on four nodes: five pass', async ({ assert }) => {
    const counters = sharedCounters()
    const nodes = Array.from({ length: 4 }, () => createLockOut(counters))
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, n) => nodes[n % 4]!.take('li', '10.0.0.1', 0)))
    assert.lengthOf(guesses.filter(({ lockedUntilMs }) => lockedUntilMs === null), 5)
    assert.lengthOf(guesses.filter(({ isLast }) => isLast), 1)
  })

  test('the lock stands ten minutes from the fifth guess, whatever is tried meanwhile, and is over then', async ({ assert }) => {
    const lockOut = createLockOut(sharedCounters())
    for (let n = 0; n < 5; n += 1) await lockOut.take('li', 'a', n * MINUTE_MS)
    assert.equal((await lockOut.take('LI', 'a', 9 * MINUTE_MS)).lockedUntilMs, 14 * MINUTE_MS, 'names are one whatever their case')
    assert.equal((await lockOut.take('li', 'b', 13 * MINUTE_MS)).lockedUntilMs, 14 * MINUTE_MS)
    assert.isNull((await lockOut.take('li', 'a', 14 * MINUTE_MS)).lockedUntilMs)
  })

  test('a right guess forgets the wrong ones; ten minutes do, too', async ({ assert }) => {
    const lockOut = createLockOut(sharedCounters())
    for (let round = 0; round < 5; round += 1) {
      for (let n = 0; n < 4; n += 1) assert.isNull((await lockOut.take('li', 'a', 0)).lockedUntilMs)
      await lockOut.forget('li')
    }
    for (let n = 0; n < 20; n += 1) assert.isNull((await lockOut.take('wang', 'a', n * 3 * MINUTE_MS)).lockedUntilMs, `${n}`)
  })

  test('an address that fails for a hundred names is locked, others are not', async ({ assert }) => {
    const lockOut = createLockOut(sharedCounters())
    for (let n = 0; n < 100; n += 1) {
      assert.isNull((await lockOut.take(`name${n}`, 'a', 0)).lockedUntilMs)
      await lockOut.countAddress('a', 0)
    }
    assert.equal((await lockOut.take('another', 'a', 1)).lockedUntilMs, 10 * MINUTE_MS)
    assert.isNull((await lockOut.take('another', 'b', 1)).lockedUntilMs)
  })
})

test.group('One meter over several nodes', () => {
  const meterOf = (counters: FailureCounterStore, clock: () => number) => sharedMeter({ name: 'inquiry', points: 60, windowMs: 10 * MINUTE_MS, step: 3, counters, clock })

  for (const nodes of [1, 2, 5]) {
    test(`${nodes} nodes together let no more than sixty through, and few less`, async ({ assert }) => {
      const counters = sharedCounters()
      const meters = Array.from({ length: nodes }, () => meterOf(counters, () => 0))
      const waits = await Promise.all(Array.from({ length: 200 }, (_, n) => meters[n % nodes]!('10.0.0.1')))
      const passed = waits.filter((wait) => wait === null).length
      assert.isAtMost(passed, 60)
      assert.isAtLeast(passed, 60 - (nodes - 1) * 2)
      for (const wait of waits) if (wait !== null) assert.equal(wait, 10 * MINUTE_MS)
    })
  }

  test('asked one by one it writes once for three, and not at all once it is empty', async ({ assert }) => {
    const counters = sharedCounters()
    const meter = meterOf(counters, () => 0)
    for (let n = 0; n < 60; n += 1) assert.isNull(await meter('a'))
    assert.equal(counters.writes, 20)
    for (let n = 0; n < 500; n += 1) assert.isNotNull(await meter('a'))
    assert.equal(counters.writes, 21)
    assert.isNull(await meter('b'), 'another network has its own')
  })

  test('after its window it is full again', async ({ assert }) => {
    let nowMs = 0
    const meter = meterOf(sharedCounters(), () => nowMs)
    for (let n = 0; n < 61; n += 1) await meter('a')
    nowMs = 10 * MINUTE_MS - 1
    assert.equal(await meter('a'), 1)
    nowMs += 1
    assert.isNull(await meter('a'))
  })
})
