import { test } from '@japa/runner'
import fc from 'fast-check'
import { GAP_WAIT_MS, passKeys, readCursor, type KeyCursor } from '#adapters/sensors/front_database/key_cursor'

const START: KeyCursor = { high: 0, gaps: [] }

test.group('cursor of a growing key', () => {
  test('a key that is missing stays looked for until it comes', ({ assert }) => {
    const first = passKeys(START, [1, 2, 5], 100)
    assert.deepEqual(first, { high: 5, gaps: [{ from: 3, to: 4, sinceMs: 100 }] })
    const second = passKeys(first, [4, 6], 200)
    assert.deepEqual(second, { high: 6, gaps: [{ from: 3, to: 3, sinceMs: 100 }] })
    assert.deepEqual(passKeys(second, [3], 300), { high: 6, gaps: [] })
  })

  test('it is given up after its time, and the newest hundred gaps count', ({ assert }) => {
    const gap = passKeys(START, [2], 0)
    assert.lengthOf(passKeys(gap, [], GAP_WAIT_MS - 1).gaps, 1)
    assert.lengthOf(passKeys(gap, [], GAP_WAIT_MS).gaps, 0)
    const many = passKeys(START, Array.from({ length: 500 }, (_, n) => 3 * n + 3), 0)
    assert.lengthOf(many.gaps, 100)
    assert.equal(many.gaps.at(-1)?.to, many.high - 1)
  })

  test('a kept cursor is read back; another text is none', ({ assert }) => {
    const cursor = passKeys(START, [7, 9], 5)
    assert.deepEqual(readCursor(JSON.stringify(cursor)), cursor)
    for (const text of ['', '{}', '{"high":"x","gaps":[]}', '[1]', 'null']) assert.isNull(readCursor(text), text)
  })

  test('rows that commit in any order are each read once', ({ assert }) => {
    fc.assert(fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], { minLength: 1 }), fc.integer({ min: 1, max: 4 }), (commits, size) => {
      const table = new Set<number>()
      const taken: number[] = []
      let cursor = START
      for (let at = 0; at < commits.length; at += size) {
        for (const key of commits.slice(at, at + size)) table.add(key)
        const keys = [...table].filter((key) => key > cursor.high || cursor.gaps.some(({ from, to }) => key >= from && key <= to))
        taken.push(...keys)
        cursor = passKeys(cursor, keys, at)
      }
      assert.deepEqual(taken.toSorted((a, b) => a - b), commits.toSorted((a, b) => a - b))
    }))
  })
})
