import { fault } from '../interface/faults.js'
import { instantOf, type Rule, type Texts } from './rule.js'

const AT = 'YYYY-MM-DD hh:mm:ss'
const at = (message: Texts, field: string): number => instantOf(message[field]!, AT)

export interface EventsState {
  events: Map<string, { filedAtMs: number; progress: Set<string>; isClosed: boolean }>
  /** Alarms by number: when raised, whether cleared. */
  alarms: Map<string, { raisedAtMs: number; isCleared: boolean }>
  /** Numbers that the city sent down. */
  dispatches: Set<string>
}

export const emptyEvents = (): EventsState => ({ events: new Map(), alarms: new Map(), dispatches: new Set() })

const eventFiled: Rule<EventsState> = {
  judge(message, { events, dispatches }) {
    if (events.has(message.eventNo!)) return fault('5002', message.eventNo, 'data.eventNo')
    if (at(message, 'filedAt') < at(message, 'reportedAt')) return fault('5006', '', 'data.filedAt')
    return message.dispatchNo && !dispatches.has(message.dispatchNo) ? fault('5007', message.dispatchNo, 'data.dispatchNo') : null
  },
  apply: (message, { events }) => void events.set(message.eventNo!, { filedAtMs: at(message, 'filedAt'), progress: new Set(), isClosed: false }),
}

const eventProgress: Rule<EventsState> = {
  judge(message, { events }) {
    const known = events.get(message.eventNo!)
    if (known === undefined) return fault('5001', message.eventNo, 'data.eventNo')
    if (known.isClosed) return fault('5003', message.eventNo, 'data.eventNo')
    if (known.progress.has(message.progressNo!)) return fault('5004', message.progressNo, 'data.progressNo')
    return at(message, 'occurredAt') < known.filedAtMs ? fault('5005', '', 'data.occurredAt') : null
  },
  apply: (message, { events }) => void events.get(message.eventNo!)!.progress.add(message.progressNo!),
}

const eventClosed: Rule<EventsState> = {
  judge(message, { events }) {
    const known = events.get(message.eventNo!)
    if (known === undefined) return fault('5001', message.eventNo, 'data.eventNo')
    if (known.isClosed) return fault('5003', message.eventNo, 'data.eventNo')
    if (message.mainEventNo && !events.has(message.mainEventNo)) return fault('5011', message.mainEventNo, 'data.mainEventNo')
    return at(message, 'closedAt') < known.filedAtMs ? fault('5005', '', 'data.closedAt') : null
  },
  apply(message, { events }) {
    events.get(message.eventNo!)!.isClosed = true
  },
}

const CLEARED = '2'

const alarm: Rule<EventsState> = {
  judge(message, { alarms }) {
    const known = alarms.get(message.alarmNo!)
    if (message.state !== CLEARED) return known === undefined ? null : fault('5009', message.alarmNo, 'data.state')
    if (known === undefined) return fault('5008', message.alarmNo, 'data.alarmNo')
    if (known.isCleared) return fault('5009', message.alarmNo, 'data.state')
    return at(message, 'clearedAt') < known.raisedAtMs ? fault('5010', '', 'data.clearedAt') : null
  },
  apply: (message, { alarms }) => void alarms.set(message.alarmNo!, { raisedAtMs: at(message, 'raisedAt'), isCleared: message.state === CLEARED }),
}

export const CITY_BRAIN_RULES = {
  'city-brain/event-filed': eventFiled, 'city-brain/event-progress': eventProgress, 'city-brain/event-closed': eventClosed, 'city-brain/alarms': alarm,
}

export interface IncidentsState {
  incidents: Map<string, { sequence: number; reportedAtMs: number; isFinished: boolean }>
}

export const emptyIncidents = (): IncidentsState => ({ incidents: new Map() })

const FIRST = '1'
const FINAL = '3'

const report: Rule<IncidentsState> = {
  judge(message, { incidents }) {
    const known = incidents.get(message.incidentNo!)
    const isFirst = message.reportType === FIRST
    if (isFirst && known !== undefined) return fault('6002', message.incidentNo, 'data.incidentNo')
    if (!isFirst && known === undefined) return fault('6001', message.incidentNo, 'data.incidentNo')
    if (known?.isFinished) return fault('6003', message.incidentNo, 'data.incidentNo')
    if (Number(message.sequence) !== (known?.sequence ?? 0) + 1) return fault('6004', message.sequence, 'data.sequence')
    if (at(message, 'receivedAt') < at(message, 'occurredAt')) return fault('6005', '', 'data.receivedAt')
    return at(message, 'reportedAt') < Math.max(at(message, 'receivedAt'), known?.reportedAtMs ?? 0) ? fault('6006', '', 'data.reportedAt') : null
  },
  apply: (message, { incidents }) =>
    void incidents.set(message.incidentNo!, { sequence: Number(message.sequence), reportedAtMs: at(message, 'reportedAt'), isFinished: message.reportType === FINAL }),
}

export const EMERGENCY_RULES = { 'emergency/reports': report }

export interface TicketsState {
  /** Tickets that a platform sent down, by number. */
  tickets: Map<string, { receivedAtMs: number; isAnswered: boolean; isWithdrawn: boolean }>
}

export const emptyTickets = (): TicketsState => ({ tickets: new Map() })

const answer: Rule<TicketsState> = {
  judge(message, { tickets }) {
    const known = tickets.get(message.ticketNo!)
    if (known === undefined) return fault('7001', message.ticketNo, 'data.ticketNo')
    if (known.isWithdrawn) return fault('7003', message.ticketNo, 'data.ticketNo')
    if (known.isAnswered) return fault('7002', message.ticketNo, 'data.ticketNo')
    return at(message, 'answeredAt') < known.receivedAtMs ? fault('7004', '', 'data.answeredAt') : null
  },
  apply(message, { tickets }) {
    tickets.get(message.ticketNo!)!.isAnswered = true
  },
}

export const TICKET_RULES = { 'ticket-answers': answer }

export interface NoticesState {
  notices: Map<string, { lastAtMs: number; numbers: Set<string> }>
}

export const emptyNotices = (): NoticesState => ({ notices: new Map() })

const MOBILE = /(?<!\d)1\d{10}(?!\d)/

const progress: Rule<NoticesState> = {
  judge(message, { notices }) {
    const known = notices.get(message.projectNo!)
    if (known?.numbers.has(message.noticeNo!)) return fault('8001', message.noticeNo, 'data.noticeNo')
    if (MOBILE.test(message.content!)) return fault('8003', '', 'data.content')
    return at(message, 'occurredAt') < (known?.lastAtMs ?? 0) ? fault('8002', '', 'data.occurredAt') : null
  },
  apply(message, { notices }) {
    const numbers = notices.get(message.projectNo!)?.numbers ?? new Set<string>()
    notices.set(message.projectNo!, { lastAtMs: at(message, 'occurredAt'), numbers: numbers.add(message.noticeNo!) })
  },
}

export const MY_CHANGSHA_RULES = { 'my-changsha/progress': progress }
