import type { CountyCalendar } from '../calendar/create_calendar.js'
import { DAY_MS, MINUTE_MS, dayNumber, startOfDayMs } from '../calendar/local_time.js'

/** `workingTime(3, '09:30')`: that hour, three working days ago. */
export type WorkingTime = (workingDaysAgo: number, hour: string) => number

/** Counts back over working days of the calendar; 0 days ago is the last working day before today. */
export function workingTimes(calendar: CountyCalendar, nowMs: number): WorkingTime {
  return (workingDaysAgo, hour) => {
    let day = dayNumber(nowMs) - 1
    for (let left = workingDaysAgo; ; day -= 1) {
      if (!calendar.isWorkingDay(startOfDayMs(day))) continue
      if (left === 0) break
      left -= 1
    }
    const [hours, minutes] = hour.split(':').map(Number)
    return day * DAY_MS + startOfDayMs(0) + ((hours ?? 0) * 60 + (minutes ?? 0)) * MINUTE_MS
  }
}
