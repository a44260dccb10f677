import type { PublicReport } from '#adapters/web/contract/snapshot'
import type { EventNumberRow, EventRow, TicketRow } from '#processes/foundation/events/event_rows'
import { problem } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

type Services = Pick<WebServices, 'engine' | 'events'>

/** One report of 随手拍 with the event it began, and the one it is handled with. */
export interface OpenedReport {
  ticket: TicketRow
  event: EventRow
  /** Where it was merged. */
  master: EventRow | null
}

export async function ticketOf({ engine }: Services, instanceId: string): Promise<OpenedReport | null> {
  const [ticket, event] = (await Promise.all([engine.businessRows.find('event_tickets', instanceId), engine.businessRows.find('event_records', instanceId)])) as unknown as [TicketRow | null, EventRow | null]
  if (ticket === null || event === null || ticket.channel !== 'snapshot') return null
  const master = event.mergedInto === null ? null : ((await engine.businessRows.find('event_records', event.mergedInto)) as unknown as EventRow | null)
  return { ticket, event, master }
}

/** The report of a number, if it came in by 随手拍. */
export async function reportByNumber(services: Services, number: string): Promise<OpenedReport | null> {
  const found = (await services.engine.businessRows.find('event_numbers', number)) as unknown as EventNumberRow | null
  return found === null ? null : ticketOf(services, found.instanceId)
}

/** The report a token speaks for, as it stands now. */
export async function requireReport(services: Services, instanceId: string): Promise<OpenedReport> {
  const found = await ticketOf(services, instanceId)
  if (found === null) throw problem(404, 'E_TOKEN', '查询已失效。请重新输入事件编号和查询密码。')
  return found
}

/** What the reporter sees: how far it is and what he is told; nobody of the administration, nothing of other reporters. */
export async function presentPublicReport(services: Services, opened: OpenedReport): Promise<PublicReport> {
  const { ticket, event, master } = opened
  const handled = master ?? event
  const [instance, points] = await Promise.all([
    services.engine.instances.find(event.instanceId),
    ticket.reporterKey === undefined ? null : services.events.pointsOfTicket(ticket.instanceId),
  ])
  const photos = instance?.data.photosBefore
  return {
    number: event.number, title: event.title, statusText: handled.statusText, isOpen: ticket.answeredAtMs === null,
    reportedAt: instant(ticket.reportedAtMs), dueAt: ticket.answeredAtMs === null ? instantOrNull(ticket.dueAtMs) : null, isMerged: master !== null,
    photoCount: Array.isArray(photos) ? photos.length : 0, steps: stepsOf(opened), answer: ticket.answer, canAddPhotos: mayAddPhotos(opened), points,
  }
}

/** As long as it is being handled. */
export const mayAddPhotos = ({ event, master }: OpenedReport): boolean => event.closedAtMs === null && (master === null || master.closedAtMs === null)

/** What has happened, in the order of time; what was done for the master before this report came in belongs to it as well. */
function stepsOf({ ticket, event, master }: OpenedReport): PublicReport['steps'] {
  const { filedAtMs, dispatchedAtMs, handledAtMs, closedAtMs } = master ?? event
  const steps: readonly (readonly [number | null, string])[] = [
    [ticket.reportedAtMs, '已收到您的报告'], [filedAtMs, '已立案'], [dispatchedAtMs, '已派处置单位'], [handledAtMs, '已处置，等待核查'], [closedAtMs, '已办结'],
    [ticket.answeredAtMs, '已答复您'],
  ]
  return steps
    .flatMap(([atMs, text]) => (atMs === null ? [] : [{ atMs: Math.max(atMs, ticket.reportedAtMs), text }]))
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ atMs, text }) => ({ at: instant(atMs), text }))
}
