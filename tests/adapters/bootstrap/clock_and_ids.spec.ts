import { test } from '@japa/runner'
import { createClock } from '#adapters/bootstrap/clock'
import { createIdMaker } from '#adapters/bootstrap/new_id'

test.group('Clock and ids', () => {
  test('a clock started elsewhere runs on from there, stands when told, and runs again', ({ assert }) => {
    const startMs = Date.parse('2026-12-30T01:00:00Z')
    const clock = createClock(startMs)
    assert.isAtLeast(clock.now(), startMs)
    assert.isBelow(clock.now(), startMs + 60_000)
    clock.standAt(5)
    assert.equal(clock.now(), 5)
    clock.standAt(null)
    assert.isAtLeast(clock.now(), startMs)
  })

  test('ids sort by the time they were made at and never repeat', ({ assert }) => {
    let nowMs = 0
    const newId = createIdMaker(() => nowMs)
    const ids = [0, 1, 31, 32, 1_000_000, Date.parse('2026-11-22T00:00:00Z'), Date.parse('2100-01-01T00:00:00Z')].map((atMs) => ((nowMs = atMs), newId()))
    assert.deepEqual(ids.toSorted(), ids)
    assert.isTrue(ids.every((id) => /^[0-9a-z]{26}$/.test(id)))
    assert.equal(new Set(Array.from({ length: 10_000 }, newId)).size, 10_000)
  })
})
