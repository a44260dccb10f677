import type { EventDetail } from '#adapters/web/contract/events'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { lightOf } from '#processes/foundation/clocks/light'
import { maskPhone } from '#processes/foundation/documents/mask'
import type { EventDeclaration } from '#processes/foundation/events/event_declaration'
import type { EventRow, TicketRow, WhistleRow } from '#processes/foundation/events/event_rows'
import { maySupervise } from '../access/supervision.js'
import { mayWorkOn } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { personOrNull } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'
import { allowedEventActions } from './event_actions.js'
import { eventPhotos } from './event_photos.js'
import { emergencyOf, presentEmergency } from './present_emergency.js'
import { presentEvent, unitOf } from './present_event.js'

/** Everything the desk shows of one event. */
export async function presentEventDetail(services: WebServices, login: Login, declaration: EventDeclaration, row: EventRow): Promise<EventDetail> {
  const { engine } = services
  const byEvent = [{ column: 'event_key', equals: row.instanceId }]
  const [tickets, whistles, tasks, master, emergency] = await Promise.all([
    engine.businessRows.list('event_tickets', byEvent) as unknown as Promise<TicketRow[]>,
    engine.businessRows.list('event_whistles', byEvent, { orderBy: 'called_at_ms' }) as unknown as Promise<WhistleRow[]>,
    engine.tasks.ofInstance(row.instanceId),
    row.mergedInto === null ? null : (engine.businessRows.find('event_records', row.mergedInto) as unknown as Promise<EventRow | null>),
    emergencyOf(services, row.instanceId),
  ])
  const own = row.mergedInto === null ? tickets : [(await engine.businessRows.find('event_tickets', row.instanceId)) as unknown as TicketRow]
  const supervises = await maySupervise(services, login, row.instanceId)
  const open = tasks.filter(({ state }) => state === 'open')
  return {
    ...presentEvent(services, declaration, row),
    description: row.description, grid: row.grid, longitude: row.longitude, latitude: row.latitude,
    filedAt: instantOrNull(row.filedAtMs), answer: row.answer,
    returnCount: row.returnCount, dispatchCount: row.dispatchCount, extensionCount: row.extensionCount, supervisionCount: row.supervisionCount,
    mergedInto: master && { id: master.instanceId, number: master.number, title: master.title },
    tickets: own.toSorted((one, other) => one.reportedAtMs - other.reportedAtMs).map((ticket) => presentTicket(services, row, ticket)),
    ...(await eventPhotos(services, row)),
    clock: (row.clock?.segments ?? []).map(({ startMs, endMs, startReason, endReason }) => ({ from: instant(startMs), to: instantOrNull(endMs), reason: startReason, endReason })),
    whistles: whistles.map((whistle) => presentWhistle(services, whistle)),
    emergency: emergency && (await presentEmergency(services, login, emergency)),
    tasks: open.map((task) => presentTask(services, login, task, supervises || row.starter === login.userId)),
    allowedActions: allowedEventActions(login, declaration, row, open, emergency),
  }
}

function presentTicket(services: WebServices, row: EventRow, ticket: TicketRow): EventDetail['tickets'][number] {
  return {
    id: ticket.instanceId, channelName: ticket.channelName, channelNumber: ticket.channelNumber,
    // shown on screens that others can see: the forms that need the number show it whole
    reporterName: ticket.reporterName || null, reporterPhone: ticket.reporterPhone ? maskPhone(ticket.reporterPhone) : null,
    reportedAt: instant(ticket.reportedAtMs), dueAt: instantOrNull(ticket.dueAtMs),
    light: ticket.answeredAtMs !== null || ticket.clock === null ? 'none' : ticket.verdict === 'overdue' ? 'red' : lightOf(ticket.clock, services.clock()),
    verdict: ticket.verdict, answer: ticket.answer, answeredAt: instantOrNull(ticket.answeredAtMs), isMerged: ticket.instanceId !== row.instanceId, hasSealedPhone: Boolean(ticket.reporterSealed),
  }
}

export function presentWhistle(services: Pick<WebServices, 'organisation'>, whistle: WhistleRow): EventDetail['whistles'][number] {
  const nameOf = (id: string) => unitOf(services, id)?.name ?? id
  return {
    id: whistle.instanceId, callingUnit: nameOf(whistle.callingUnit), calledAt: instant(whistle.calledAtMs), urgency: whistle.urgency, reason: whistle.reason,
    departments: whistle.departments.map(({ department, dueAtMs, arrivedAtMs, onTime, score }) => ({
      name: nameOf(department), dueAt: instantOrNull(dueAtMs), arrivedAt: instantOrNull(arrivedAtMs), onTime, score,
    })),
  }
}

function presentTask(services: WebServices, login: Login, task: TaskRow, mayUrge: boolean): EventDetail['tasks'][number] {
  return {
    id: task.id, name: task.name, assignee: personOrNull(services.organisation, task.assignee), dueAt: instantOrNull(task.dueAtMs),
    light: lightOf(task, services.clock()), isMine: mayWorkOn(login, task), mayUrge: mayUrge && !mayWorkOn(login, task),
  }
}
