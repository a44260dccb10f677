import { MINUTE_MS } from './local_time.js'
import type { OfficeHours } from './create_calendar.js'

const DAY_MINUTES = 1440

/** What is wrong with office hours, for who set them; null = nothing. */
export function faultOf(hours: OfficeHours): string | null {
  if (hours.length === 0) return '至少要有一段办公时间。'
  for (const [index, { fromMinute, toMinute }] of hours.entries()) {
    if (!(fromMinute >= 0 && toMinute <= DAY_MINUTES && fromMinute < toMinute)) return `第 ${index + 1} 段的结束时间应晚于开始时间。`
    if (index > 0 && fromMinute < hours[index - 1]!.toMinute) return `第 ${index + 1} 段与前一段重叠，或没有按先后排列。`
  }
  return null
}

/** How long a working day is. */
export const dailyHours = (hours: OfficeHours): number => hours.reduce((sum, { fromMinute, toMinute }) => sum + toMinute - fromMinute, 0) / (3_600_000 / MINUTE_MS)
