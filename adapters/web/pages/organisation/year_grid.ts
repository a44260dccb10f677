export interface DayCell {
  /** `2026-10-01`. */
  date: string
  day: number
  isWeekend: boolean
}

export interface MonthGrid {
  month: number
  /** Six weeks at most, Monday first; null where the week belongs to another month. */
  weeks: (DayCell | null)[][]
}

const pad = (part: number): string => String(part).padStart(2, '0')

/** The twelve months of a year as a wall calendar shows them. */
export function yearGrid(year: number): MonthGrid[] {
  return Array.from({ length: 12 }, (_, index) => ({ month: index + 1, weeks: weeksOf(year, index + 1) }))
}

function weeksOf(year: number, month: number): (DayCell | null)[][] {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const lead = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7
  const cells: (DayCell | null)[] = Array.from({ length: lead }, () => null)
  for (let day = 1; day <= days; day += 1) {
    cells.push({ date: `${year}-${pad(month)}-${pad(day)}`, day, isWeekend: (lead + day - 1) % 7 >= 5 })
  }
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
