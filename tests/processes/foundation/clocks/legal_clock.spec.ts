import { test } from '@japa/runner'
import * as fc from 'fast-check'

import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { endClock, extendClock, recomputeClock, resumeClock, startClock, stopClock, type LegalClock } from '#processes/foundation/clocks/legal_clock'
import { limitText, usualWarning, type LimitUnit } from '#processes/foundation/clocks/limit'
import { lightOf } from '#processes/foundation/clocks/light'

const calendar = createCalendar(OFFICIAL_YEARS)
const at = (text: string) => Date.parse(`${text}+08:00`)
const endOf = (day: string) => at(`${day}T23:59:59.999`)
const workingDays = (amount: number) => ({ amount, unit: 'workingDays' }) as const
const stop = (atMs: number) => ({ atMs, reason: '专家评审', evidence: '示例特〔2026〕1号', approver: 'market_approver' })

test.group('legal clock', () => {
  test('the day it begins does not count; it ends at 24:00 of its last day', ({ assert }) => {
    const clock = startClock(workingDays(5), at('2026-11-23T09:00:00'), '受理', calendar)
    assert.equal(clock.dueAtMs, endOf('2026-11-30'))
    assert.equal(clock.amberAtMs, endOf('2026-11-27'))
    assert.isFalse(clock.provisional)
  })

  test('a stop takes the due date away, and the rest of the days runs from the resume', ({ assert }) => {
    const running = startClock(workingDays(8), at('2026-11-23T09:00:00'), '受理', calendar)
    const stopped = stopClock(running, stop(at('2026-11-25T10:00:00')), calendar)
    assert.deepEqual([stopped.dueAtMs, stopped.amberAtMs], [null, null])
    assert.equal(stopped.segments[0]!.evidence, '示例特〔2026〕1号')
    const resumed = resumeClock(stopped, at('2026-12-07T09:00:00'), '评审结束', calendar)
    // two of eight days were used (24 and 25 November), six are left after 7 December
    assert.equal(resumed.dueAtMs, endOf('2026-12-15'))
    assert.lengthOf(resumed.segments, 2)
  })

  test('stopping what stands still, resuming what runs and ending what has ended change nothing', ({ assert }) => {
    const running = startClock(workingDays(5), at('2026-11-23T09:00:00'), '受理', calendar)
    assert.equal(resumeClock(running, at('2026-11-24T09:00:00'), '', calendar), running)
    const stopped = stopClock(running, stop(at('2026-11-24T09:00:00')), calendar)
    assert.equal(stopClock(stopped, stop(at('2026-11-25T09:00:00')), calendar), stopped)
    const ended = endClock(stopped, at('2027-06-01T09:00:00'), '办结')
    assert.equal(ended.verdict, 'on_time', 'a clock that stands still cannot run out')
    assert.equal(endClock(ended, at('2028-01-01T00:00:00'), '再次'), ended)
    assert.equal(recomputeClock(ended, createCalendar([])), ended)
  })

  test('the verdict is overdue from the first instant after the last day', ({ assert }) => {
    const clock = startClock(workingDays(1), at('2026-11-20T15:00:00'), '受理', calendar)
    assert.equal(endClock(clock, endOf('2026-11-23'), '办结').verdict, 'on_time')
    assert.equal(endClock(clock, endOf('2026-11-23') + 1, '办结').verdict, 'overdue')
  })

  test('stopping and resuming at once never shortens nor lengthens the limit by more than the day itself', ({ assert }) => {
    const starts = fc.integer({ min: at('2024-01-02T00:00:00'), max: at('2026-10-30T00:00:00') })
    fc.assert(
      fc.property(starts, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 40 }), (startMs, days, pauseDay) => {
        const running = startClock(workingDays(days), startMs, '受理', calendar)
        const pauseMs = startMs + pauseDay * 86_400_000
        if (pauseMs > running.dueAtMs!) return true
        const again = resumeClock(stopClock(running, stop(pauseMs), calendar), pauseMs, '恢复', calendar)
        return again.dueAtMs === running.dueAtMs
      }),
      { numRuns: 300 },
    )
    assert.equal(usualWarning(workingDays(1)), 1)
    assert.equal(usualWarning(workingDays(20)), 4)
  })
})

/** Counts by walking minute by minute or day by day; knows the county's hours, and nothing of the clocks. */
const isOff = (day: Date) => !calendar.isWorkingDay(day.getTime())
const HOUR = 3_600_000
const MINUTE = 60_000
const isOffice = (ms: number) => {
  const minute = Math.floor((ms + 8 * HOUR) / MINUTE) % 1440
  return !isOff(new Date(ms)) && ((minute >= 480 && minute < 720) || (minute >= 840 && minute < 1080))
}

/** Units of a limit used between the running stretches, told one instant at a time. */
function usedByWalking(unit: LimitUnit, stretches: readonly (readonly [number, number])[]): number {
  const runsAt = (ms: number) => stretches.some(([from, to]) => from < ms && ms <= to)
  const [first, last] = [stretches[0]![0], stretches.at(-1)![1]]
  let used = 0
  if (unit === 'workingDays' || unit === 'days') {
    const midnight = (ms: number) => Math.floor((ms + 8 * HOUR) / (24 * HOUR)) * 24 * HOUR - 8 * HOUR
    for (let day = midnight(first) + 24 * HOUR; day <= last; day += 24 * HOUR) if (runsAt(day) && (unit === 'days' || calendar.isWorkingDay(day))) used += 1
    return used
  }
  for (let ms = first; ms < last; ms += MINUTE) if (runsAt(ms + 1) && (unit === 'hours' || isOffice(ms))) used += 1
  return used / 60
}

test.group('units of limits', () => {
  test('each unit counts its own time', ({ assert }) => {
    const table: [LimitUnit, number, string, string][] = [
      ['workingDays', 20, '2026-09-28T10:00:00', '2026-10-30T23:59:59.999'], // over 国庆节, with 10 October worked
      ['workingHours', 4, '2026-11-20T16:00:00', '2026-11-23T10:00:00'], // Friday afternoon into Monday morning
      ['workingHours', 8, '2026-11-23T08:00:00', '2026-11-23T18:00:00'],
      ['workingHours', 2, '2026-11-23T12:30:00', '2026-11-23T16:00:00'],
      ['hours', 2, '2026-11-21T23:30:00', '2026-11-22T01:30:00'], // 紧急: a Saturday night
      ['days', 15, '2026-11-02T09:00:00', '2026-11-17T23:59:59.999'],
      ['days', 60, '2026-09-02T09:00:00', '2026-11-02T23:59:59.999'], // 1 November is a Sunday: the next working day
    ]
    for (const [unit, amount, from, due] of table) assert.equal(startClock({ amount, unit }, at(from), '立案', calendar).dueAtMs, at(due), `${amount} ${unit} from ${from}`)
    assert.deepEqual(table.map(([unit, amount]) => limitText({ amount, unit })).slice(0, 2), ['20个工作日', '4个工作时'])
  })

  test('a unit with hours of its own counts by them', ({ assert }) => {
    const evening = calendar.withOfficeHours([{ fromMinute: 1080, toMinute: 1320 }])
    assert.equal(startClock({ amount: 4, unit: 'workingHours' }, at('2026-11-20T20:00:00'), '派遣', evening).dueAtMs, at('2026-11-23T20:00:00'))
  })

  test('stops and resumes in any order lose nothing and count nothing twice: at the due instant exactly the limit is used', () => {
    const sequence = fc.record({
      unit: fc.constantFrom<LimitUnit>('workingDays', 'workingHours', 'hours', 'days'),
      amount: fc.integer({ min: 1, max: 12 }),
      startMinute: fc.integer({ min: 0, max: 600_000 }),
      /** Minutes to the next stop or resume. */
      gaps: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 6 }),
    })
    fc.assert(
      fc.property(sequence, ({ unit, amount, startMinute, gaps }) => {
        let nowMs = at('2025-01-02T00:00:00') + startMinute * MINUTE
        let clock = startClock({ amount, unit }, nowMs, '受理', calendar)
        for (const [index, gap] of gaps.entries()) {
          nowMs += gap * MINUTE
          if (clock.dueAtMs !== null && nowMs > clock.dueAtMs) break
          clock = index % 2 === 0 ? stopClock(clock, stop(nowMs), calendar) : resumeClock(clock, nowMs, '恢复', calendar)
        }
        if (clock.dueAtMs === null) clock = resumeClock(clock, nowMs + 90 * MINUTE, '恢复', calendar)
        const stretches = clock.segments.map(({ startMs, endMs }) => [startMs, endMs ?? clock.dueAtMs!] as const)
        const used = usedByWalking(unit, stretches)
        // used up by the stop itself: the limit ends with the day, or the instant, at which the clock went on
        const isUsedUp = usedByWalking(unit, stretches.slice(0, -1).length === 0 ? [[0, 0]] : stretches.slice(0, -1)) >= amount
        const exact = unit === 'days' ? used >= amount : Math.abs(used - amount) < 1e-6
        return isUsedUp || exact
      }),
      { numRuns: 120 },
    )
  })

  test('延期 adds to what is left, once more after a stop; it does not save a limit that has passed', ({ assert }) => {
    const running = startClock(workingDays(5), at('2026-11-23T09:00:00'), '受理', calendar)
    const ground = { ...stop(at('2026-11-27T09:00:00')), reason: '案情复杂' }
    const extended = extendClock(running, 10, ground, calendar)
    assert.equal(extended.dueAtMs, endOf('2026-12-14'))
    const resumed = resumeClock(stopClock(extended, stop(at('2026-11-30T09:00:00')), calendar), at('2026-12-02T09:00:00'), '恢复', calendar)
    assert.equal(resumed.dueAtMs, endOf('2026-12-16'))
    assert.equal(extendClock(running, 10, { ...ground, atMs: at('2026-12-01T00:00:00') }, calendar), running)
  })

  test('a limit that had passed is overdue for good: neither a stop nor a resume nor a calendar makes it green again', ({ assert }) => {
    const running = startClock(workingDays(1), at('2026-11-20T15:00:00'), '受理', calendar)
    const stopped = stopClock(running, stop(at('2026-11-24T10:00:00')), calendar)
    const resumed = resumeClock(stopped, at('2026-11-26T10:00:00'), '恢复', calendar)
    assert.equal(stopped.dueAtMs, null)
    for (const clock of [resumed, recomputeClock(resumed, createCalendar([]))]) assert.equal(clock.dueAtMs, endOf('2026-11-23'))
    for (const clock of [stopped, resumed]) assert.equal(endClock(clock, at('2026-11-26T11:00:00'), '办结').verdict, 'overdue')
  })

  test('a clock written by 0.2.0 goes on as it was', ({ assert }) => {
    const { limit: _limit, ...rest } = startClock(workingDays(8), at('2026-11-23T09:00:00'), '受理', calendar)
    const old: LegalClock = { ...rest, workingDays: 8 }
    assert.equal(recomputeClock(old, calendar).dueAtMs, old.dueAtMs)
    assert.equal(recomputeClock(old, calendar).amberAtMs, old.amberAtMs)
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
