import type { CalendarYear as WireYear } from '#adapters/web/contract/administration'
import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import { provisionalYear } from '#processes/foundation/calendar/provisional_year'
import { recordAudit } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { invalid } from '../http/problem.js'
import { recountOpenCases } from '../organisation/recount_cases.js'
import { recountOpenEvents } from '../organisation/recount_events.js'
import type { WebServices } from '../web_services.js'

const DAY_MS = 86_400_000

export const calendarController = (services: WebServices): Pick<Operations, 'readCalendar' | 'saveCalendar'> => ({
  async readCalendar(call) {
    const { year } = call.params
    const stored = services.calendar.years().find((one) => one.year === year)
    return { body: present(services, stored ?? provisionalYear(year), stored ? stored.status : 'missing') }
  },

  async saveCalendar(call) {
    const { year } = call.params
    const { status, source, days } = call.body
    checkDays(year, days)
    const ofKind = (kind: 'holiday' | 'workday') =>
      days.filter((day) => day.kind === kind).map(({ date, name }) => ({ date, name })).sort((one, other) => (one.date < other.date ? -1 : 1))
    const saved: CalendarYear = { year, status, source, holidays: ofKind('holiday'), workdays: ofKind('workday') }
    await services.calendarStore.save(saved)
    await services.calendar.refresh()
    const recounted = (await recountOpenCases(services, saved)) + (await recountOpenEvents(services, null, `${saved.year} 年：${saved.source}`))
    await recordAudit(services, { actor: signedIn(call).userId, action: 'calendar.saved', target: String(year), address: call.address, detail: { status, days: days.length, recounted } })
    return { body: present(services, saved, status) }
  },
})

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())

const isRealDate = (date: string): boolean => {
  const atMs = Date.parse(`${date}T00:00:00Z`)
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(date)
}

/** Days of this year, each once; 调休 only turns weekends into working days. */
function checkDays(year: number, days: readonly { date: string; kind: string }[]): void {
  const seen = new Set<string>()
  for (const [index, { date, kind }] of days.entries()) {
    const fault = (message: string) => invalid(`${date}：${message}。请改正后再保存。`, [{ path: `days.${index}.date`, message }])
    if (!isRealDate(date) || !date.startsWith(`${year}-`)) throw fault(`不是 ${year} 年的日期`)
    if (seen.has(date)) throw fault('同一天出现了两次')
    if (kind === 'workday' && !isWeekend(date)) throw fault('调休上班只能设在周末')
    seen.add(date)
  }
}

function present(services: WebServices, year: CalendarYear, status: WireYear['status']): WireYear {
  const days = [
    ...year.holidays.map((day) => ({ ...day, kind: 'holiday' as const })),
    ...year.workdays.map((day) => ({ ...day, kind: 'workday' as const })),
  ].sort((one, other) => (one.date < other.date ? -1 : 1))
  return { year: year.year, status, source: year.source || null, days, workingDays: countWorkingDays(services, year.year) }
}

function countWorkingDays(services: WebServices, year: number): number {
  const calendar = services.calendar.calendar()
  let count = 0
  for (let atMs = Date.UTC(year, 0, 1, 4); new Date(atMs).getUTCFullYear() === year; atMs += DAY_MS) if (calendar.isWorkingDay(atMs)) count += 1
  return count
}
