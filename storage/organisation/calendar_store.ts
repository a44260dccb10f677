import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import type { CalendarStore } from '#processes/foundation/ports'
import type { Dialect } from '../dialects/dialect.js'
import { putRows } from '../write_rows.js'
import { raiseRevision, readRevision } from './revisions.js'

const REVISION = 'calendar'

export const calendarStore = (dialect: Dialect): CalendarStore => ({
  load: () =>
    dialect.read(async (connection) =>
      (await connection.all('select `row` from calendar_years order by year')).map((row) => JSON.parse(String(row.row)) as CalendarYear),
    ),
  revision: () => readRevision(dialect, REVISION),
  save: (year) =>
    dialect.transaction(async (connection) => {
      await raiseRevision(connection, dialect, REVISION)
      await putRows(connection, 'calendar_years', [{ year: year.year, row: JSON.stringify(year) }])
    }),
})
