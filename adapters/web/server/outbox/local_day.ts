import { parseDate, startOfDayMs } from '#processes/foundation/calendar/local_time'
import { invalid } from '../http/problem.js'

/** When a day of the county begins; `path` names the field for who typed a day that does not exist. */
export function dayStartMs(path: string, date: string): number {
  const day = parseDate(date)
  if (day === null) throw invalid(`没有“${date}”这一天。请核对日期。`, [{ path, message: '没有这一天。' }])
  return startOfDayMs(day)
}
