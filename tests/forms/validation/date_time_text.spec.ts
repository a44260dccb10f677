import { test } from '@japa/runner'
import { dayOf, isDateText, isDateTimeText, isTimeText, readableDateTime } from '#forms/validation/date_time_text'

const CASES: [string, (text: string) => unknown, string, unknown][] = [
  ['a leap day', isDateText, '2028-02-29', true],
  ['no leap day', isDateText, '2027-02-29', false],
  ['no leap day in 2100', isDateText, '2100-02-29', false],
  ['the 31st of April', isDateText, '2026-04-31', false],
  ['month 13', isDateText, '2026-13-01', false],
  ['another order', isDateText, '22-11-2026', false],
  ['a date with a time', isDateText, '2026-11-22T00:00', false],
  ['a time', isTimeText, '09:30', true],
  ['a time with seconds and offset', isTimeText, '09:30:59+08:00', true],
  ['midnight as 24:00', isTimeText, '24:00', false],
  ['minute 60', isTimeText, '09:60', false],
  ['an offset of a day', isTimeText, '09:30+24:00', false],
  ['both', isDateTimeText, '2026-11-22T09:30Z', true],
  ['both, with a blank', isDateTimeText, '2026-11-22 09:30', false],
  ['the day of an instant late in the evening of UTC is the next in Changsha', dayOf, '2026-11-21T16:30Z', '2026-11-22'],
  ['the day of a local time', dayOf, '2026-11-21T16:30', '2026-11-21'],
  ['an instant, read', readableDateTime, '2026-11-22T01:30Z', '2026-11-22 09:30'],
  ['a local time, read', readableDateTime, '2026-11-22T01:30', '2026-11-22 01:30'],
  ['a time of UTC, read', readableDateTime, '01:30Z', '09:30'],
  ['a date, read', readableDateTime, '2026-11-22', '2026-11-22'],
]

test.group('dates and times as text', () => {
  for (const [title, ask, text, expected] of CASES) test(`${title}: ${text}`, ({ assert }) => assert.equal(ask(text), expected))
})
