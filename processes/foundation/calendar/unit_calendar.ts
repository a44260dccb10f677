import type { CountyDirectory } from '../organisation/create_directory.js'
import type { CountyCalendar } from './create_calendar.js'

/** The calendar with a unit's own office hours: those of the nearest unit above it that has any, at last the default. */
export function unitCalendar(calendar: CountyCalendar, directory: Pick<CountyDirectory, 'department'>, departmentId: string): CountyCalendar {
  const seen = new Set<string>()
  for (let id: string | null = departmentId; id !== null && !seen.has(id); ) {
    seen.add(id)
    const department = directory.department(id)
    if (department?.officeHours) return calendar.withOfficeHours(department.officeHours)
    id = department?.parentId ?? null
  }
  return calendar
}
