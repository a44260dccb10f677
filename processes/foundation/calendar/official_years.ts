import type { CalendarDay, CalendarYear } from './calendar_year.js'

/** `span('2026-02-15', 9, '春节')`: consecutive days under one name. */
function span(first: string, days: number, name: string): CalendarDay[] {
  const firstMs = Date.parse(`${first}T00:00:00Z`)
  return Array.from({ length: days }, (_, index) => ({
    date: new Date(firstMs + index * 86_400_000).toISOString().slice(0, 10),
    name,
  }))
}

const make = (name: string, ...dates: string[]): CalendarDay[] => dates.map((date) => ({ date, name: `${name}调休上班` }))

/** The years whose notice has been published, as the State Council's General Office announced them. */
export const OFFICIAL_YEARS: readonly CalendarYear[] = [
  {
    year: 2024,
    status: 'official',
    source: '国办发明电〔2023〕7号',
    holidays: [
      ...span('2024-01-01', 1, '元旦'),
      ...span('2024-02-10', 8, '春节'),
      ...span('2024-04-04', 3, '清明节'),
      ...span('2024-05-01', 5, '劳动节'),
      ...span('2024-06-10', 1, '端午节'),
      ...span('2024-09-15', 3, '中秋节'),
      ...span('2024-10-01', 7, '国庆节'),
    ],
    workdays: [
      ...make('春节', '2024-02-04', '2024-02-18'),
      ...make('清明节', '2024-04-07'),
      ...make('劳动节', '2024-04-28', '2024-05-11'),
      ...make('中秋节', '2024-09-14'),
      ...make('国庆节', '2024-09-29', '2024-10-12'),
    ],
  },
  {
    year: 2025,
    status: 'official',
    source: '国办发明电〔2024〕12号',
    holidays: [
      ...span('2025-01-01', 1, '元旦'),
      ...span('2025-01-28', 8, '春节'),
      ...span('2025-04-04', 3, '清明节'),
      ...span('2025-05-01', 5, '劳动节'),
      ...span('2025-05-31', 3, '端午节'),
      ...span('2025-10-01', 8, '国庆节、中秋节'),
    ],
    workdays: [
      ...make('春节', '2025-01-26', '2025-02-08'),
      ...make('劳动节', '2025-04-27'),
      ...make('国庆节、中秋节', '2025-09-28', '2025-10-11'),
    ],
  },
  {
    year: 2026,
    status: 'official',
    source: '国办发明电〔2025〕7号',
    holidays: [
      ...span('2026-01-01', 3, '元旦'),
      ...span('2026-02-15', 9, '春节'),
      ...span('2026-04-04', 3, '清明节'),
      ...span('2026-05-01', 5, '劳动节'),
      ...span('2026-06-19', 3, '端午节'),
      ...span('2026-09-25', 3, '中秋节'),
      ...span('2026-10-01', 7, '国庆节'),
    ],
    workdays: [
      ...make('元旦', '2026-01-04'),
      ...make('春节', '2026-02-14', '2026-02-28'),
      ...make('劳动节', '2026-05-09'),
      ...make('国庆节', '2026-09-20', '2026-10-10'),
    ],
  },
]
