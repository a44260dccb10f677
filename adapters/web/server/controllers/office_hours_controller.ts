import type { OfficeHoursOfUnit, OfficeHoursPreview, OfficePeriod } from '#adapters/web/contract/office_hours'
import { unitCalendar } from '#processes/foundation/calendar/unit_calendar'
import type { CountyCalendar, OfficeHours } from '#processes/foundation/calendar/create_calendar'
import { faultOf } from '#processes/foundation/calendar/office_hours'
import { recomputeClock } from '#processes/foundation/clocks/legal_clock'
import type { Department } from '#processes/foundation/organisation/records'
import { recordChange } from '../accounts/audit.js'
import { eventDeclaration } from '../events/event_access.js'
import type { Operations } from '../http/api_call.js'
import { invalid, notFound } from '../http/problem.js'
import { openEvents, recountOpenEvents } from '../organisation/recount_events.js'
import { openHourlyItems, recountHourlyItems } from '../organisation/recount_items.js'
import { saveChecked } from '../organisation/save_checked.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

const SAMPLES = 10

/** 办公时间 of units: limits in 工作时 run inside them. A change moves open clocks alone, each with an entry in its journal. */
export const officeHoursController = (services: WebServices): Pick<Operations, 'readOfficeHours' | 'previewOfficeHours' | 'saveOfficeHours'> => ({
  async readOfficeHours(call) {
    return { body: await present(services, departmentOf(services, call.params.id)) }
  },

  async previewOfficeHours(call) {
    const department = departmentOf(services, call.params.id)
    return { body: await previewOf(services, { ...department, officeHours: hoursOf(call.body.own) }) }
  },

  async saveOfficeHours(call) {
    const before = departmentOf(services, call.params.id)
    const department: Department = { ...before, officeHours: hoursOf(call.body.own) }
    await saveChecked(
      services,
      (snapshot) => ({ ...snapshot, departments: snapshot.departments.map((one) => (one.id === department.id ? department : one)) }),
      (store) => store.saveDepartment(department),
    )
    const units = unitsUnder(services, department.id)
    const words = `${department.name}办公时间调整：${call.body.reason}`
    const recounted = (await recountOpenEvents(services, units, words)) + (await recountHourlyItems(services, units, words))
    await recordChange(services, call, 'office_hours.saved', department.id, { before: before.officeHours, after: department.officeHours, reason: call.body.reason, recounted })
    return { body: { hours: await present(services, department), recounted } }
  },
})

function departmentOf({ organisation }: WebServices, id: string): Department {
  const department = organisation.directory().department(id)
  if (!department) throw notFound('机构')
  return department
}

function hoursOf(own: readonly OfficePeriod[] | null): Department['officeHours'] {
  if (own === null) return null
  const hours = own.map(({ from, to }) => ({ fromMinute: minuteOf(from), toMinute: minuteOf(to) }))
  const fault = faultOf(hours)
  if (fault !== null) throw invalid(`${fault}请改正后再保存。`, [{ path: 'own', message: fault }])
  return hours
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const timeText = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const periodsOf = (hours: OfficeHours): OfficePeriod[] => hours.map(({ fromMinute, toMinute }) => ({ from: timeText(fromMinute), to: timeText(toMinute) }))

/** The unit and those below it that take their hours from it. */
function unitsUnder({ organisation }: WebServices, id: string): string[] {
  const { departments } = organisation.snapshot()
  const units = [id]
  for (let index = 0; index < units.length; index += 1) {
    for (const one of departments) if (one.parentId === units[index] && one.officeHours === null && !units.includes(one.id)) units.push(one.id)
  }
  return units
}

/** What the county counts by where no unit has hours of its own. */
const businessHours = async (services: WebServices): Promise<OfficeHours> => (await eventDeclaration(services)).officeHours

async function previewOf(services: WebServices, changed: Department): Promise<OfficeHoursPreview> {
  const directory = services.organisation.directory()
  const withChange = { department: (id: string) => (id === changed.id ? changed : directory.department(id)) }
  const hours = await businessHours(services)
  const county = services.calendar.calendar()
  const base: CountyCalendar = hours.length === 0 ? county : county.withOfficeHours(hours)
  const nowMs = services.clock()
  const units = unitsUnder(services, changed.id)
  const clocks = [
    ...(await openEvents(services, units)).map(({ number, unit, clock }) => ({ number, unit, clock, by: base })),
    ...(await openHourlyItems(services, units)).map(({ number, department, promised }) => ({ number, unit: department, clock: promised, by: county })),
  ]
  const moved = clocks.flatMap(({ number, unit, clock, by }) => {
    const beforeMs = clock?.dueAtMs ?? null
    const afterMs = clock === null || unit === null ? null : recomputeClock(clock, unitCalendar(by, withChange, unit)).dueAtMs
    return beforeMs === null || afterMs === null ? [] : [{ number, beforeMs, afterMs }]
  })
  const shifted = moved.filter(({ beforeMs, afterMs }) => beforeMs !== afterMs)
  return {
    open: moved.length,
    earlier: shifted.filter(({ beforeMs, afterMs }) => afterMs < beforeMs).length,
    later: shifted.filter(({ beforeMs, afterMs }) => afterMs > beforeMs).length,
    overdueAtOnce: shifted.filter(({ beforeMs, afterMs }) => afterMs < nowMs && beforeMs >= nowMs).length,
    samples: shifted.slice(0, SAMPLES).map(({ number, beforeMs, afterMs }) => ({ number, before: instant(beforeMs), after: instant(afterMs) })),
  }
}

async function present(services: WebServices, department: Department): Promise<OfficeHoursOfUnit> {
  const directory = services.organisation.directory()
  const seen = new Set<string>()
  for (let one: Department | null = department; one !== null && !seen.has(one.id); one = one.parentId === null ? null : directory.department(one.parentId)) {
    seen.add(one.id)
    if (one.officeHours) {
      const own = department.officeHours && periodsOf(department.officeHours)
      return { own, inForce: periodsOf(one.officeHours), inheritedFrom: one.id === department.id ? null : one.name }
    }
  }
  return { own: null, inForce: periodsOf(await businessHours(services)), inheritedFrom: null }
}
