import { FeelDate, FeelDateTime } from 'feelin'
import { charge } from '../evaluation.js'
import { dateOf, nowAt, todayAt } from '../values/temporal.js'
import { builtin, type Builtins } from './signature.js'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]

/** Calendar arithmetic costs as much as some ten plain steps. */
const CLOCK_UNITS = 10

const ofDate = (body: (date: ReturnType<FeelDate['unwrap']>) => unknown) =>
  builtin(['date: date time'], (_run, value: FeelDateTime) => body(value.unwrap().toPlainDate()))

/** DMN 1.3 §10.3.4.8 and the clock; `last day of month` of Camunda 8. */
export const temporalBuiltins: Builtins = {
  now: builtin([], (run) => {
    charge(run, CLOCK_UNITS)
    return nowAt(run.nowMs)
  }),
  today: builtin([], (run) => {
    charge(run, CLOCK_UNITS)
    return todayAt(run.nowMs)
  }),
  'day of year': ofDate((date) => date.dayOfYear),
  'day of week': ofDate((date) => WEEKDAYS[date.dayOfWeek - 1]),
  'month of year': ofDate((date) => MONTHS[date.month - 1]),
  'week of year': ofDate((date) => date.weekOfYear),
  'last day of month': builtin(['date: date time'], (_run, value: FeelDateTime) => {
    const date = dateOf(value).unwrap()
    return new FeelDate(date.with({ day: date.daysInMonth }))
  }),
}
