import { test } from '@japa/runner'

import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'

/** Copied by hand from 国务院办公厅关于部分节假日安排的通知 of each year: spans off, and weekend days worked. `MM-DD` or `MM-DD..MM-DD`. */
const NOTICES: Readonly<Record<number, { source: string; off: string; worked: string }>> = {
  2024: {
    source: '国办发明电〔2023〕7号',
    off: '01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07',
    worked: '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
  },
  2025: {
    source: '国办发明电〔2024〕12号',
    off: '01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08',
    worked: '01-26 02-08 04-27 09-28 10-11',
  },
  2026: {
    source: '国办发明电〔2025〕7号',
    off: '01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07',
    worked: '01-04 02-14 02-28 05-09 09-20 10-10',
  },
}

/** Days of the notice that are working days, for every day of the year, by weekday and the lists alone. */
function* daysOf(year: number): Generator<{ date: string; isWorked: boolean }> {
  const { off, worked } = NOTICES[year]!
  const spans = off.split(' ').map((span) => span.split('..')).map(([from, to]) => [from!, to ?? from!] as const)
  const extra = new Set(worked.split(' '))
  for (const day = new Date(Date.UTC(year, 0, 1)); day.getUTCFullYear() === year; day.setUTCDate(day.getUTCDate() + 1)) {
    const date = day.toISOString().slice(5, 10)
    const isWeekend = day.getUTCDay() % 6 === 0
    yield { date: `${year}-${date}`, isWorked: extra.has(date) || (!isWeekend && !spans.some(([from, to]) => from <= date && date <= to)) }
  }
}

test.group("the State Council's notices", () => {
  const calendar = createCalendar(OFFICIAL_YEARS)

  for (const [year, { source }] of Object.entries(NOTICES)) {
    test(`${year}, day by day (${source})`, ({ assert }) => {
      const expected = [...daysOf(Number(year))]
      const found = expected.map(({ date }) => ({ date, isWorked: calendar.isWorkingDay(Date.parse(`${date}T12:00:00+08:00`)) }))
      assert.deepEqual(found, expected)
      assert.equal(OFFICIAL_YEARS.find((one) => one.year === Number(year))!.source, source)
    })
  }
})
