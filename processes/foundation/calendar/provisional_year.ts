import type { CalendarDay, CalendarYear } from './calendar_year.js'

/**
 * Statutory days that follow the lunar calendar or the sun: [正月初一, 清明, 端午, 中秋] as month-day.
 * Published astronomical dates; years outside the table have only the fixed days.
 */
const MOVING_DAYS: Readonly<Record<number, readonly [string, string, string, string]>> = {
  2027: ['02-06', '04-05', '06-09', '09-15'],
  2028: ['01-26', '04-04', '05-28', '10-03'],
  2029: ['02-13', '04-04', '06-16', '09-22'],
  2030: ['02-03', '04-05', '06-05', '09-12'],
  2031: ['01-23', '04-05', '06-24', '10-01'],
  2032: ['02-11', '04-04', '06-12', '09-19'],
  2033: ['01-31', '04-04', '06-01', '09-08'],
  2034: ['02-19', '04-05', '06-20', '09-27'],
  2035: ['02-08', '04-05', '06-10', '09-16'],
  2036: ['01-28', '04-04', '05-30', '10-04'],
}

const FIXED_DAYS = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
] as const

/**
 * The calendar of a year whose notice is not out yet (暂定): weekends and the statutory days of 《全国年节及纪念日放假办法》 (2024
 * revision: 除夕 to 初三, 1–2 May), without any 调休.
 */
export function provisionalYear(year: number): CalendarYear {
  const fixed = FIXED_DAYS.map(([day, name]) => ({ date: `${year}-${day}`, name }))
  return {
    year,
    status: 'provisional',
    source: '放假通知尚未发布，按周末和法定节日暂定',
    holidays: [...fixed, ...movingDays(year)].sort((a, b) => (a.date < b.date ? -1 : 1)),
    workdays: [],
  }
}

function movingDays(year: number): CalendarDay[] {
  const days = MOVING_DAYS[year]
  if (days === undefined) return []
  const [newYear, tombSweeping, dragonBoat, midAutumn] = days
  const newYearMs = Date.parse(`${year}-${newYear}T00:00:00Z`)
  const springFestival = [-1, 0, 1, 2].map((offset) => ({
    date: new Date(newYearMs + offset * 86_400_000).toISOString().slice(0, 10),
    name: '春节',
  }))
  return [
    ...springFestival,
    { date: `${year}-${tombSweeping}`, name: '清明节' },
    { date: `${year}-${dragonBoat}`, name: '端午节' },
    { date: `${year}-${midAutumn}`, name: '中秋节' },
  ]
}
