import type { Calendar, Directory } from '#engine/kernel/step_context'
import { fromWallClock, toWallClock } from '#engine/time/wall_clock'

/** A directory for rehearsals without people: one administrator, who may take what nobody else can. */
export const administratorOnly: Directory = {
  principalsOf: (userId) => [`user:${userId}`],
  membersOf: (principal) => (principal.startsWith('user:') ? [principal.slice('user:'.length)] : []),
  superiorOf: () => null,
  departmentOf: () => null,
  administrators: () => ['admin'],
}

const DAY_MS = 86_400_000

/** A calendar on which every day works around the clock. */
export const everyDayWorks: Calendar = {
  endOfWorkingDay: (fromMs, workingDays) => ({ atMs: midnightAfter(fromMs) + workingDays * DAY_MS, provisional: false }),
  afterWorkingHours: (fromMs, hours) => ({ atMs: fromMs + hours * 3_600_000, provisional: false }),
  isWorkingDay: () => true,
}

function midnightAfter(atMs: number): number {
  const { year, month, day } = toWallClock(atMs)
  return fromWallClock({ year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 }) + DAY_MS
}
