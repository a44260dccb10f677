import { test } from '@japa/runner'
import chineseDays from 'chinese-days'
import * as fc from 'fast-check'

import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { DAY_MS, dateText, dayNumber, startOfDayMs } from '#processes/foundation/calendar/local_time'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { provisionalYear } from '#processes/foundation/calendar/provisional_year'

// CommonJS under Node: its names exist on the default export only
// oxlint-disable-next-line import/no-named-as-default-member
const { getLunarDate, isWorkday } = chineseDays

const calendar = createCalendar(OFFICIAL_YEARS)
const at = (text: string) => Date.parse(`${text}+08:00`)
const lastDay = (from: string, days: number) => dateText(dayNumber(calendar.endOfWorkingDay(at(from), days).atMs))

test.group('working-day calendar', () => {
  test('official years agree with an independent table, day by day', ({ assert }) => {
    for (const { year } of OFFICIAL_YEARS) {
      for (let ms = Date.UTC(year, 0, 1); new Date(ms).getUTCFullYear() === year; ms += DAY_MS) {
        const date = new Date(ms).toISOString().slice(0, 10)
        assert.equal(calendar.isWorkingDay(at(`${date}T12:00:00`)), isWorkday(date), date)
      }
    }
  })

  test('days taken by hand from each notice', ({ assert }) => {
    const table: [string, boolean][] = [
      ['2024-02-09', true], // 除夕 worked in 2024
      ['2024-02-18', true],
      ['2024-04-07', true],
      ['2025-01-28', false], // 除夕 off from 2025 on
      ['2025-02-08', true],
      ['2025-10-08', false],
      ['2026-01-04', true],
      ['2026-02-14', true],
      ['2026-02-23', false],
      ['2026-02-28', true],
      ['2026-09-20', true],
      ['2026-09-25', false],
      ['2026-10-10', true],
      ['2026-11-22', false],
    ]
    for (const [date, expected] of table) assert.equal(calendar.isWorkingDay(at(`${date}T08:00:00`)), expected, date)
  })

  test('the day itself does not count and the limit ends with its last millisecond', ({ assert }) => {
    // 受理 on a Monday + 1 working day = end of Tuesday
    assert.equal(calendar.endOfWorkingDay(at('2026-11-16T00:00:00'), 1).atMs, at('2026-11-18T00:00:00') - 1)
    assert.equal(calendar.endOfWorkingDay(at('2026-11-16T23:59:59'), 1).atMs, at('2026-11-18T00:00:00') - 1)
    assert.equal(lastDay('2026-11-20T10:00:00', 1), '2026-11-23')
    assert.equal(lastDay('2026-11-21T10:00:00', 1), '2026-11-23')
    assert.equal(lastDay('2026-09-30T10:00:00', 5), '2026-10-13')
    assert.equal(lastDay('2026-02-13T10:00:00', 1), '2026-02-14')
    assert.equal(lastDay('2026-11-21T10:00:00', 0), '2026-11-23')
    assert.equal(lastDay('2026-11-20T10:00:00', 0), '2026-11-20')
  })

  test('30 December runs into a provisional year and says so', ({ assert }) => {
    const due = calendar.endOfWorkingDay(at('2026-12-30T10:00:00'), 10)
    assert.equal(dateText(dayNumber(due.atMs)), '2027-01-14')
    assert.isTrue(due.provisional)
    assert.isFalse(calendar.endOfWorkingDay(at('2026-12-30T10:00:00'), 1).provisional)
    assert.isTrue(calendar.isOfficial(at('2026-12-31T23:59:59')))
    assert.isFalse(calendar.isOfficial(at('2027-01-01T00:00:00')))
  })

  test('a provisional year has weekends and the statutory days', ({ assert }) => {
    const off = ['2027-01-01', '2027-02-05', '2027-02-08', '2027-04-05', '2027-05-01', '2027-06-09', '2027-09-15', '2027-10-01']
    for (const date of off) assert.isFalse(calendar.isWorkingDay(at(`${date}T08:00:00`)), date)
    for (const date of ['2027-01-04', '2027-02-09', '2027-05-03', '2027-10-04']) assert.isTrue(calendar.isWorkingDay(at(`${date}T08:00:00`)), date)
    assert.isFalse(calendar.isWorkingDay(at('2040-10-01T08:00:00')))
  })

  test('moving statutory days agree with an independent lunar calendar', ({ assert }) => {
    const lunar: Record<string, [number, number]> = { 端午节: [5, 5], 中秋节: [8, 15] }
    for (let year = 2027; year <= 2036; year += 1) {
      const days = provisionalYear(year).holidays
      for (const [name, [month, day]] of Object.entries(lunar)) {
        const date = days.find((candidate) => candidate.name === name)!.date
        const found = getLunarDate(date)
        assert.deepEqual([found.lunarMon, found.lunarDay], [month, day], `${date} ${name}`)
      }
      const spring = days.filter((candidate) => candidate.name === '春节').map((candidate) => candidate.date)
      const first = getLunarDate(spring[1]!)
      assert.deepEqual([spring.length, first.lunarMon, first.lunarDay], [4, 1, 1], spring[1])
    }
  })

  test('a later official year replaces the provisional one', ({ assert }) => {
    const invented = { ...provisionalYear(2027), status: 'official' as const, source: '示例', workdays: [{ date: '2027-01-02', name: '调休' }] }
    const later = createCalendar([...OFFICIAL_YEARS, invented])
    const before = calendar.endOfWorkingDay(at('2026-12-30T10:00:00'), 3)
    const after = later.endOfWorkingDay(at('2026-12-30T10:00:00'), 3)
    assert.isBelow(after.atMs, before.atMs)
    assert.isFalse(after.provisional)
  })

  test('working hours run inside office hours only', ({ assert }) => {
    const table: [string, number, string][] = [
      ['2026-11-20T09:00:00', 3, '2026-11-20T12:00:00'],
      ['2026-11-20T11:00:00', 2, '2026-11-20T15:00:00'],
      ['2026-11-20T17:30:00', 1, '2026-11-23T08:30:00'],
      ['2026-11-21T16:30:00', 1, '2026-11-23T09:00:00'],
      ['2026-11-20T07:00:00', 0, '2026-11-20T08:00:00'],
      ['2026-11-20T18:00:00', 8, '2026-11-23T18:00:00'],
    ]
    for (const [from, hours, expected] of table) assert.equal(calendar.afterWorkingHours(at(from), hours).atMs, at(expected), from)
    const longer = calendar.withOfficeHours([{ fromMinute: 480, toMinute: 1080 }])
    assert.equal(longer.afterWorkingHours(at('2026-11-20T18:00:00'), 10).atMs, at('2026-11-23T18:00:00'))
  })

  test('more days never end earlier, and the last day is always a working day', ({ assert }) => {
    const instants = fc.integer({ min: at('2024-01-01T00:00:00'), max: at('2035-12-31T00:00:00') })
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 60 }), (fromMs, days) => {
        const shorter = calendar.endOfWorkingDay(fromMs, days - 1).atMs
        const due = calendar.endOfWorkingDay(fromMs, days).atMs
        return (
          due >= shorter &&
          due > fromMs &&
          calendar.isWorkingDay(due) &&
          due === startOfDayMs(dayNumber(due) + 1) - 1 &&
          calendar.workingDaysBetween(fromMs, due) === days &&
          calendar.workingDaysBetween(due, fromMs) <= 0
        )
      }),
      { numRuns: 300 },
    )
    assert.equal(calendar.workingDaysBetween(at('2026-11-25T10:00:00'), at('2026-11-20T10:00:00')), -3)
  })

  test('a limit no law knows is refused', ({ assert }) => {
    for (const days of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9]) assert.throws(() => calendar.endOfWorkingDay(0, days), /working days/)
  })
})
