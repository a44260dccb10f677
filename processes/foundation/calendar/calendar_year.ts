/**
 * The working-day calendar of one year. Weekends need no row: `holidays` are the days off of the year's notice (those that fall on
 * weekends included), `workdays` the weekend days worked instead (调休). A year that is not there at all counts as provisional.
 */
export interface CalendarYear {
  year: number
  /** `official`: by the State Council's notice; `provisional` (暂定): weekends and fixed statutory days only. */
  status: 'official' | 'provisional'
  /** The notice it was taken from, for people. */
  source: string
  holidays: readonly CalendarDay[]
  workdays: readonly CalendarDay[]
}

export interface CalendarDay {
  /** `2026-01-01`, date in Asia/Shanghai. */
  date: string
  /** 元旦, 春节 … */
  name: string
}
