import { test } from '@japa/runner'
import * as fc from 'fast-check'

import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { amberDays, endClock, recomputeClock, resumeClock, startClock, stopClock } from '#processes/foundation/clocks/legal_clock'
import { lightOf } from '#processes/foundation/clocks/light'

const calendar = createCalendar(OFFICIAL_YEARS)
const at = (text: string) => Date.parse(`${text}+08:00`)
const endOf = (day: string) => at(`${day}T23:59:59.999`)
const stop = (atMs: number) => ({ atMs, reason: '专家评审', evidence: '示例特〔2026〕1号', approver: 'market_approver' })

test.group('legal clock', () => {
  test('the day it begins does not count; it ends at 24:00 of its last day', ({ assert }) => {
    const clock = startClock(5, at('2026-11-23T09:00:00'), '受理', calendar)
    assert.equal(clock.dueAtMs, endOf('2026-11-30'))
    assert.equal(clock.amberAtMs, endOf('2026-11-27'))
    assert.isFalse(clock.provisional)
  })

  test('a stop takes the due date away, and the rest of the days runs from the resume', ({ assert }) => {
    const running = startClock(8, at('2026-11-23T09:00:00'), '受理', calendar)
    const stopped = stopClock(running, stop(at('2026-11-25T10:00:00')), calendar)
    assert.deepEqual([stopped.dueAtMs, stopped.amberAtMs], [null, null])
    assert.equal(stopped.segments[0]!.evidence, '示例特〔2026〕1号')
    const resumed = resumeClock(stopped, at('2026-12-07T09:00:00'), '评审结束', calendar)
    // two of eight days were used (24 and 25 November), six are left after 7 December
    assert.equal(resumed.dueAtMs, endOf('2026-12-15'))
    assert.lengthOf(resumed.segments, 2)
  })

  test('stopping what stands still, resuming what runs and ending what has ended change nothing', ({ assert }) => {
    const running = startClock(5, at('2026-11-23T09:00:00'), '受理', calendar)
    assert.equal(resumeClock(running, at('2026-11-24T09:00:00'), '', calendar), running)
    const stopped = stopClock(running, stop(at('2026-11-24T09:00:00')), calendar)
    assert.equal(stopClock(stopped, stop(at('2026-11-25T09:00:00')), calendar), stopped)
    const ended = endClock(stopped, at('2027-06-01T09:00:00'), '办结')
    assert.equal(ended.verdict, 'on_time', 'a clock that stands still cannot run out')
    assert.equal(endClock(ended, at('2028-01-01T00:00:00'), '再次'), ended)
    assert.equal(recomputeClock(ended, createCalendar([])), ended)
  })

  test('the verdict is overdue from the first instant after the last day', ({ assert }) => {
    const clock = startClock(1, at('2026-11-20T15:00:00'), '受理', calendar)
    assert.equal(endClock(clock, endOf('2026-11-23'), '办结').verdict, 'on_time')
    assert.equal(endClock(clock, endOf('2026-11-23') + 1, '办结').verdict, 'overdue')
  })

  test('stopping and resuming at once never shortens nor lengthens the limit by more than the day itself', ({ assert }) => {
    const starts = fc.integer({ min: at('2024-01-02T00:00:00'), max: at('2026-10-30T00:00:00') })
    fc.assert(
      fc.property(starts, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 40 }), (startMs, days, pauseDay) => {
        const running = startClock(days, startMs, '受理', calendar)
        const pauseMs = startMs + pauseDay * 86_400_000
        if (pauseMs > running.dueAtMs!) return true
        const again = resumeClock(stopClock(running, stop(pauseMs), calendar), pauseMs, '恢复', calendar)
        return again.dueAtMs === running.dueAtMs
      }),
      { numRuns: 300 },
    )
    assert.equal(amberDays(1), 1)
    assert.equal(amberDays(20), 4)
  })
})

test.group('light', () => {
  test('green, amber and red follow from the columns alone', ({ assert }) => {
    const due = { amberAtMs: 100, dueAtMs: 200 }
    const table: [number, string][] = [[0, 'green'], [100, 'green'], [101, 'amber'], [200, 'amber'], [201, 'red']]
    for (const [nowMs, light] of table) assert.equal(lightOf(due, nowMs), light, String(nowMs))
    assert.equal(lightOf({ amberAtMs: null, dueAtMs: null }, 5), 'none')
    assert.equal(lightOf({ amberAtMs: null, dueAtMs: 200 }, 150), 'green')
  })
})
