import type { EventEmergency } from '#adapters/web/contract/events'
import { STATUS_NAMES, type Delivery } from '#processes/foundation/deliveries/delivery'
import { lightOf } from '#processes/foundation/clocks/light'
import type { EmergencyReport, EmergencyRow } from '#processes/foundation/events/event_rows'
import { mayWorkOn } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { targetNames, type NameTarget } from '../outbox/present_delivery.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { personOrNull } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

/** Editions of the reports of one event to all targets. */
const MOST_DELIVERIES = 200

export const emergencyOf = (services: Pick<WebServices, 'engine'>, eventKey: string): Promise<EmergencyRow | null> =>
  services.engine.businessRows.find('event_emergencies', eventKey) as unknown as Promise<EmergencyRow | null>

/** What the event page shows of 突发事件信息报送: when, by whom, within its limit or not, and what came back; what was written stands in the case itself. */
export async function presentEmergency(services: WebServices, login: Login, row: EmergencyRow): Promise<EventEmergency> {
  const [tasks, told] = await Promise.all([services.engine.tasks.ofInstance(row.instanceId), toldOf(services, row.eventKey)])
  const nowMs = services.clock()
  const lastMs = row.reports.at(-1)?.content.reportedAtMs ?? row.receivedAtMs
  return {
    id: row.instanceId,
    phone: {
      dueAt: instantOrNull(row.phoneDueAtMs), doneAt: instantOrNull(row.phonedAtMs), light: row.phonedAtMs === null && row.endedAtMs === null ? lightFrom(row.receivedAtMs, row.phoneDueAtMs, nowMs) : 'none',
      onTime: row.phonedAtMs === null ? null : row.phoneDueAtMs === null || row.phonedAtMs <= row.phoneDueAtMs,
    },
    awaited: row.dueAtMs === null ? null : { dueAt: instant(row.dueAtMs), light: lightFrom(lastMs, row.dueAtMs, nowMs) },
    endedAt: instantOrNull(row.endedAtMs),
    reports: row.reports.map((report) => presentReport(report, told(report.content.sequence))),
    tasks: tasks.filter(({ state }) => state === 'open').map((task) => ({
      id: task.id, name: task.name, assignee: personOrNull(services.organisation, task.assignee), isMine: mayWorkOn(login, task),
    })),
  }
}

const presentReport = ({ content, dueAtMs, onTime, corrections }: EmergencyReport, told: EventEmergency['reports'][number]['told']): EventEmergency['reports'][number] => ({
  sequence: content.sequence, stage: content.stage, title: content.title, reportedAt: instant(content.reportedAtMs), dueAt: instantOrNull(dueAtMs), onTime, corrections,
  writer: content.reporter.name, signer: content.approvedBy?.name ?? null, told,
})

/** Amber from half of the time on: these limits are minutes and hours. */
const lightFrom = (beganAtMs: number, dueAtMs: number | null, nowMs: number) =>
  lightOf({ dueAtMs, amberAtMs: dueAtMs === null ? null : beganAtMs + Math.max(0, dueAtMs - beganAtMs) / 2 }, nowMs)

/** The last edition of each report, by target. */
async function toldOf({ outbox }: WebServices, eventKey: string): Promise<(sequence: number) => EventEmergency['reports'][number]['told']> {
  if (outbox === null) return () => []
  const { deliveries } = await outbox.deliveries.list({ caseKey: eventKey, kinds: ['emergency_report'] }, null, MOST_DELIVERIES)
  const nameOf = await targetNames(outbox)
  return (sequence) => [...lastEditions(deliveries.filter(({ fact }) => fact.kind === 'emergency_report' && fact.content.sequence === sequence))].map((one) => presentTold(nameOf, one))
}

function lastEditions(deliveries: readonly Delivery[]): Iterable<Delivery> {
  const last = new Map<string, Delivery>()
  for (const one of deliveries) if (one.edition >= (last.get(one.target)?.edition ?? 0)) last.set(one.target, one)
  return last.values()
}

const presentTold = (nameOf: NameTarget, { target, status, reason }: Delivery) =>
  ({ target: nameOf(target), status: STATUS_NAMES[status], reason: status === 'rejected' || status === 'dead' ? reason : null })
