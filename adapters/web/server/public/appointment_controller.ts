import { createHash } from 'node:crypto'
import type { AppointmentRules } from '#adapters/web/contract/window'
import { dateText, dayNumber, parseDate, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { AppointmentRow } from '#processes/foundation/public/ports'
import { auditRead } from '../access/acting.js'
import { recordChange } from '../accounts/audit.js'
import type { Operations } from '../http/api_call.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { requireCaptcha } from './captcha.js'
import { requireOffered } from './offered_service.js'
import { codeHash, randomCode } from './readable_code.js'

type AppointmentOperations = Pick<
  Operations, 'listAppointmentDays' | 'bookAppointment' | 'cancelAppointment' | 'listWindowAppointments' | 'readAppointmentRules' | 'saveAppointmentRules'
>

const SETTING = 'appointment-rules'
const DEFAULT_RULES: AppointmentRules = { morning: 8, afternoon: 8, daysAhead: 14 }
/** Half days of the window; the end is when nobody is called in any more. */
const HALVES = { morning: { from: '09:00', to: '12:00' }, afternoon: { from: '13:30', to: '17:00' } } as const
type Half = AppointmentRow['half']
const CODE_LENGTH = 8

/** 预约: seats by half day, taken and given back by the public, seen by the window. */
export const appointmentController = (services: WebServices): AppointmentOperations => ({
  async listAppointmentDays() {
    return { body: { data: await bookableDays(services) } }
  },

  async bookAppointment(call) {
    const { definitionKey, day, half, name, phone, captcha } = call.body
    const { entry } = await requireOffered(services, definitionKey)
    await requireCaptcha(services, captcha)
    const rules = await readRules(services)
    if (!(await bookableDays(services)).some((one) => one.day === day && one.halves.some((other) => other.half === half))) {
      throw problem(409, 'E_NOT_BOOKABLE', '这个时段不能预约。请另选一个时段。')
    }
    const code = randomCode(CODE_LENGTH)
    const row = {
      id: services.newId(), day, half, service: definitionKey, name: name.trim(), phone, holder: holderOf(day, phone), codeHash: codeHash(code),
      createdAtMs: services.clock(), cancelledAtMs: null,
    }
    const outcome = await services.appointments.book(row, rules[half])
    if (outcome === 'already') throw problem(409, 'E_ALREADY_BOOKED', '这个手机号当天已有预约。需要改时间的，请先取消原来的预约。')
    if (outcome === 'full') throw problem(409, 'E_FULL', '这个时段刚刚约满。请另选一个时段。')
    return { body: { code, day, half, ...HALVES[half], service: entry.name } }
  },

  async cancelAppointment(call) {
    await requireCaptcha(services, call.body.captcha)
    const row = await services.appointments.cancel(codeHash(call.body.code), services.clock())
    if (!row) throw problem(422, 'E_APPOINTMENT_CODE', '预约码不正确，或已经取消。请核对后重试。', [{ path: 'code', message: '请核对预约码。' }])
    return { body: { day: row.day, half: row.half } }
  },

  async listWindowAppointments(call) {
    await auditRead(services, call, 'data.read', `appointments:${call.query.day}`)
    const rows = await services.appointments.ofDay(call.query.day)
    const nameOf = (key: string) => services.engine.definitions.byKey(key)?.name ?? key
    return { body: { data: rows.map(({ id, day, half, seat, service, name, phone }) => ({ id, day, half, seat: seat ?? 0, service: nameOf(service), name, phone })) } }
  },

  async readAppointmentRules() {
    return { body: await readRules(services) }
  },

  async saveAppointmentRules(call) {
    await services.accounts.settings.put(SETTING, JSON.stringify(call.body))
    await recordChange(services, call, 'system.maintained', SETTING, { ...call.body })
    return { body: call.body }
  },
})

async function readRules({ accounts }: WebServices): Promise<AppointmentRules> {
  const stored = await accounts.settings.get(SETTING)
  return stored === null ? DEFAULT_RULES : (JSON.parse(stored) as AppointmentRules)
}

/** Working days from today on whose half has not ended, with the seats left. */
async function bookableDays(services: WebServices) {
  const rules = await readRules(services)
  const nowMs = services.clock()
  const today = dayNumber(nowMs)
  const taken = await services.appointments.taken(dateText(today))
  const calendar = services.calendar.calendar()
  const days = Array.from({ length: rules.daysAhead + 1 }, (_, index) => today + index).filter((day) => calendar.isWorkingDay(startOfDayMs(day)))
  return days
    .map((number) => {
      const day = dateText(number)
      const halves = (['morning', 'afternoon'] as const).filter((half) => rules[half] > 0 && endMs(day, half) > nowMs).map((half) => ({
        half, ...HALVES[half], free: Math.max(0, rules[half] - (taken.find((one) => one.day === day && one.half === half)?.count ?? 0)),
      }))
      return { day, halves }
    })
    .filter(({ halves }) => halves.length > 0)
}

const endMs = (day: string, half: Half): number => {
  const [hours = 0, minutes = 0] = HALVES[half].to.split(':').map(Number)
  return startOfDayMs(parseDate(day)!) + (hours * 60 + minutes) * 60_000
}

const holderOf = (day: string, phone: string): string => createHash('sha256').update(`${day} ${phone.replace(/\D/g, '')}`).digest('hex')
