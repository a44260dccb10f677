import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { nextCron, parseCron } from '#engine/time/cron'
import { addDuration, parseDuration } from '#engine/time/duration'
import { parseInstant } from '#engine/time/instant'
import { firstDue, nextDue, parseTimer } from '#engine/time/timer'
import { fromWallClock, isoText, toWallClock } from '#engine/time/wall_clock'

const ZONE = 'Asia/Shanghai'
/** From 1992 on the zone has had no summer time. */
const instants = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2150, 0, 1) })
const at = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis()

test.group('time | wall clock', () => {
  test('agrees with luxon on every instant', ({ assert }) => {
    fc.assert(fc.property(instants, (atMs) => {
      const oracle = DateTime.fromMillis(atMs, { zone: ZONE })
      const { year, month, day, hour, minute, second, millisecond } = oracle
      assert.deepEqual(toWallClock(atMs), { year, month, day, hour, minute, second, millisecond })
      assert.equal(fromWallClock(toWallClock(atMs)), atMs)
      assert.equal(isoText(atMs), oracle.toISO())
      assert.equal(parseInstant(isoText(atMs)), atMs)
    }), { numRuns: 2_000 })
  })

  test('before 1970 as well', ({ assert }) => {
    assert.equal(isoText(-1), '1970-01-01T07:59:59.999+08:00')
    assert.deepEqual(toWallClock(Date.UTC(1900, 1, 27, 20)), { year: 1900, month: 2, day: 28, hour: 4, minute: 0, second: 0, millisecond: 0 })
  })
})

test.group('time | durations', () => {
  test('adding agrees with luxon', ({ assert }) => {
    const parts = fc.record({ years: fc.nat(5), months: fc.nat(30), days: fc.nat(400), hours: fc.nat(50), minutes: fc.nat(90), seconds: fc.nat(90) })
    fc.assert(fc.property(instants, parts, (fromMs, duration) => {
      const text = `P${duration.years}Y${duration.months}M${duration.days}DT${duration.hours}H${duration.minutes}M${duration.seconds}S`
      const parsed = parseDuration(text)
      assert.isNotNull(parsed)
      if (parsed !== null) assert.equal(addDuration(fromMs, parsed), DateTime.fromMillis(fromMs, { zone: ZONE }).plus(duration).toMillis())
    }), { numRuns: 1_000 })
  })

  test('weeks, fractions, end of month', ({ assert }) => {
    const add = (from: string, text: string) => isoText(addDuration(at(from), parseDuration(text) ?? assert.fail(text)))
    assert.equal(add('2026-01-31T10:00', 'P1M'), '2026-02-28T10:00:00.000+08:00')
    assert.equal(add('2028-02-29T10:00', 'P1Y'), '2029-02-28T10:00:00.000+08:00')
    assert.equal(add('2026-03-02T09:00', 'P2W'), '2026-03-16T09:00:00.000+08:00')
    assert.equal(add('2026-03-02T09:00', 'PT0.5S'), '2026-03-02T09:00:00.500+08:00')
    assert.equal(add('2026-03-31T09:00', '-P1M'), '2026-02-28T09:00:00.000+08:00')
  })

  test('what is no duration', ({ assert }) => {
    for (const text of ['', 'P', 'PT', 'P1', '1D', 'PT1D', 'P1H', 'P1DT', 'P-1D', 'pt1h', 'P1.5D', 'PT1S ', 'P99999999999D']) assert.isNull(parseDuration(text), text)
  })
})

test.group('time | instants', () => {
  test('offsets, zones, dates alone', ({ assert }) => {
    for (const text of ['2026-03-02', '2026-03-02T09:30', '2026-03-02T09:30:15', '2026-03-02T09:30:15.25', '2026-03-02T09:30:15Z', '2026-03-02T09:30:15-05:00', '2026-03-02T09:30:15+0530', '2026-03-02T24:00']) {
      assert.equal(parseInstant(text), at(text), text)
    }
    assert.equal(parseInstant('2026-03-02T09:30:15+08:00[Asia/Shanghai]'), at('2026-03-02T09:30:15+08:00'))
  })

  test('what is no instant', ({ assert }) => {
    for (const text of ['', '2026', '2026-13-01', '2026-02-30', '2026-03-02T25:00', '2026-03-02T09', 'tomorrow', '2026-03-02 09:30', '2026-03-02T24:01']) assert.isNull(parseInstant(text), text)
  })
})

test.group('time | cron', () => {
  const table: [text: string, from: string, next: string | null][] = [
    ['0 9 * * *', '2026-03-02T09:00', '2026-03-03T09:00'],
    ['*/15 * * * *', '2026-03-02T09:01', '2026-03-02T09:15'],
    ['0 0 9 ? * MON-FRI', '2026-03-06T10:00', '2026-03-09T09:00'],
    ['30 8 1 JAN ?', '2026-03-02T00:00', '2027-01-01T08:30'],
    ['0 0 29 2 *', '2026-03-02T00:00', '2028-02-29T00:00'],
    ['0 0 1 * MON', '2026-03-03T00:00', '2026-03-09T00:00'],
    ['0 12 * * 7', '2026-03-02T00:00', '2026-03-08T12:00'],
    ['10,40 6-8 * * *', '2026-03-02T06:40', '2026-03-02T07:10'],
    ['0 0 12 1/5 * ?', '2026-03-02T00:00', '2026-03-06T12:00'],
    ['@daily', '2026-03-02T00:00', '2026-03-03T00:00'],
    ['0 0 30 2 *', '2026-03-02T00:00', null],
  ]
  for (const [text, from, next] of table) {
    test(`${text} after ${from}`, ({ assert }) => {
      const schedule = parseCron(text)
      assert.isNotNull(schedule)
      if (schedule !== null) assert.equal(nextCron(schedule, at(from)), next === null ? null : at(next))
    })
  }

  test('what is no schedule', ({ assert }) => {
    for (const text of ['', '* * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8', 'a * * * *', '*/0 * * * *', '5-1 * * * *', '__proto__', 'constructor', '* * * * * * *']) assert.isNull(parseCron(text), text)
  })
})

test.group('time | timers', () => {
  test('a cycle: first, next, last', ({ assert }) => {
    const timer = parseTimer('cycle', 'R3/PT10M') ?? assert.fail('no timer')
    const first = firstDue(timer, 0)
    assert.deepEqual(first, { atMs: 600_000, repetitionsLeft: 2 })
    assert.deepEqual(nextDue(timer, 600_000, 2, 600_000), { atMs: 1_200_000, repetitionsLeft: 1 })
    assert.isNull(nextDue(timer, 1_800_000, 0, 1_800_000))
  })

  test('missed repetitions are not made up for in a burst', ({ assert }) => {
    const timer = parseTimer('cycle', 'R/PT1M') ?? assert.fail('no timer')
    assert.deepEqual(nextDue(timer, 60_000, null, 86_400_000), { atMs: 86_460_000, repetitionsLeft: null })
  })

  const rows: [title: string, body: string, dueAt: string, firedAt: string, next: string][] = [
    ['in time', 'R/2026-11-01T09:00/P1D', '2026-11-22T09:00', '2026-11-22T09:00', '2026-11-23T09:00'],
    ['hours late', 'R/2026-11-01T09:00/P1D', '2026-11-22T09:00', '2026-11-22T15:20', '2026-11-23T09:00'],
    ['days late', 'R/2026-11-01T09:00/P1D', '2026-11-18T09:00', '2026-11-22T15:20', '2026-11-23T09:00'],
    ['begun in the past', 'R/2026-11-01T09:00/P1D', '2026-11-01T09:00', '2026-11-22T22:00', '2026-11-23T09:00'],
    ['without a start, hours late', 'R/P1D', '2026-11-22T09:00', '2026-11-22T15:20', '2026-11-23T09:00'],
    ['the end of a month', 'R/2026-01-31T09:00/P1M', '2026-02-28T09:00', '2026-02-28T09:00', '2026-03-31T09:00'],
    ['the end of a month, a year late', 'R/2026-01-31T09:00/P1M', '2026-02-28T09:00', '2027-02-28T09:00', '2027-03-31T09:00'],
    ['a leap day', 'R/2024-02-29T09:00/P1Y', '2026-02-28T09:00', '2026-03-01T09:00', '2027-02-28T09:00'],
  ]
  for (const [title, body, dueAt, firedAt, next] of rows) {
    test(`a row keeps to its place: ${title}`, ({ assert }) => {
      const timer = parseTimer('cycle', body) ?? assert.fail('no timer')
      assert.equal(nextDue(timer, at(dueAt), null, at(firedAt))?.atMs, at(next))
    })
  }

  test('a row of a second that stood still for years goes on at once', ({ assert }) => {
    const timer = parseTimer('cycle', 'R/2000-01-01T00:00/PT1S') ?? assert.fail('no timer')
    assert.equal(nextDue(timer, at('2000-01-01T00:00'), null, at('2026-11-22T15:20'))?.atMs, at('2026-11-22T15:20') + 1_000)
  })

  test('start and end bounds', ({ assert }) => {
    const from = parseTimer('cycle', 'R2/2026-03-02T10:00:00/PT1H') ?? assert.fail('no timer')
    assert.equal(firstDue(from, at('2026-03-02T09:00'))?.atMs, at('2026-03-02T10:00'))
    const until = parseTimer('cycle', 'R/PT1H/2026-03-02T10:30:00') ?? assert.fail('no timer')
    assert.equal(firstDue(until, at('2026-03-02T09:00'))?.atMs, at('2026-03-02T10:00'))
    assert.isNull(nextDue(until, at('2026-03-02T10:00'), null, at('2026-03-02T10:00')))
  })

  test('bodies that say nothing of their kind', ({ assert }) => {
    for (const [kind, body] of [['date', 'PT1H'], ['duration', '2026-03-02'], ['duration', '-PT1H'], ['cycle', 'R/PT0S'], ['cycle', 'R3'], ['cycle', 'R3/P1D/P1D'], ['cycle', 'Rx/P1D'], ['cycle', 'whenever']] as const) {
      assert.isNull(parseTimer(kind, body), `${kind} ${body}`)
    }
  })
})
