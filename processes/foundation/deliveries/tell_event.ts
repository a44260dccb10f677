import type { EmergencyReport, EmergencyRow, EventNumberRow, EventRow, TicketRow } from '../events/event_rows.js'
import type { EventProgressFact } from './event_facts.js'
import type { FactTarget } from './target.js'
import { actorOf, enqueue, isDrill, tells, unitOf, type NewFact, type Telling } from './telling.js'
import { UNTOLD_EVENT, type ToldEvent, type ToldEventTarget } from './told.js'

/** Life-cycle events between 立案 and 结案 that are told as progress. */
const STAGES: Readonly<Record<string, EventProgressFact['stage']>> = {
  DISPATCHED: 'dispatched', SIGNED: 'signed', HANDLED: 'handled', REWORK: 'reworked', RETURNED: 'returned', EXTENDED: 'extended', HELD: 'held',
  REOPENED: 'resumed', MERGED: 'merged',
}

/**
 * What a step makes true of an event: 立案, 处置, 结案 and the answer to its reporter by its own instance, 初报, 续报 and 终报 by the one that
 * reports it upward. All of one event stand in one order.
 */
export function tellEvent(on: Telling): void {
  const { instanceId, caller, data } = on.step.state
  if (caller !== null || isDrill(data)) return
  const own = on.rows.get<EventRow>('event_records', instanceId)
  if (own !== null) return tellOf(on, own)
  const reported = on.step.events.some((event) => event.type === 'LifecycleEventEmitted' && event.name === 'EMERGENCY_REPORTED') ? eventKeyOf(on) : null
  if (reported !== null) tellOf(on, on.rows.get<EventRow>('event_records', reported))
}

/** The event that another process of the package works for: by `eventKey`, else by the number somebody typed. */
function eventKeyOf({ step, rows }: Telling): string | null {
  const { eventKey, eventNumber } = step.state.data
  if (typeof eventKey === 'string' && eventKey !== '') return eventKey
  return typeof eventNumber === 'string' ? (rows.get<EventNumberRow>('event_numbers', eventNumber.trim())?.instanceId ?? null) : null
}

function tellOf(on: Telling, row: EventRow | null): void {
  if (row === null || row.drill === true) return
  const { instanceId } = row
  const business = on.business.manifest.key
  const targets = on.targets.filter((target) => tells(target, business) && (target.channels === null || target.channels.includes(row.channel)))
  if (targets.length === 0) return
  const stored = on.rows.get<ToldEvent>('told_facts', instanceId)
  const ticket = on.rows.get<TicketRow>('event_tickets', instanceId)
  const isReported = row.urgent && targets.some(({ takes }) => takes.includes('emergency_report'))
  const emergency = isReported ? on.rows.get<EmergencyRow>('event_emergencies', instanceId) : null
  const master = row.mergedInto === null ? null : on.rows.get<EventRow>('event_records', row.mergedInto)
  if (!on.rows.isComplete) return
  const told = { ...stored?.targets }
  for (const target of targets) told[target.id] = tellTarget(on, target, { row, ticket, master, reports: emergency?.reports ?? [] }, told[target.id] ?? UNTOLD_EVENT)
  if (on.deliveries.length > 0 || targets.some(({ id }) => told[id] !== stored?.targets[id] && told[id] !== UNTOLD_EVENT)) {
    on.rows.put<ToldEvent>('told_facts', instanceId, { targets: told })
  }
}

interface EventView {
  row: EventRow
  ticket: TicketRow | null
  master: EventRow | null
  /** 初报, 续报, 终报 signed so far. */
  reports: readonly EmergencyReport[]
}

function tellTarget(on: Telling, target: FactTarget, view: EventView, before: ToldEventTarget): ToldEventTarget {
  const { row, ticket } = view
  const facts: NewFact[] = []
  let told = before
  const add = (fact: NewFact, change: Partial<ToldEventTarget>): void => {
    facts.push(fact)
    told = { ...told, ...change }
  }
  if (row.filedAtMs !== null && !told.filed) add(filed(on, view, row.filedAtMs), { filed: true })
  if (told.filed) {
    for (const event of on.step.events) {
      const stage = event.type === 'LifecycleEventEmitted' ? STAGES[event.name] : undefined
      if (stage !== undefined) add(progress(on, view, stage, told.progress + 1), { progress: told.progress + 1 })
    }
    if (row.closedAtMs !== null && row.closedAtMs !== told.closedAtMs) {
      add(closed(on, view, row.closedAtMs, told.ends + 1), { closedAtMs: row.closedAtMs, ends: told.ends + 1 })
    }
  }
  if (ticket?.answeredAtMs && ticket.channelNumber !== null && !told.answered) {
    add(answered(on, row, { ...ticket, channelNumber: ticket.channelNumber, answeredAtMs: ticket.answeredAtMs }), { answered: true })
  }
  for (const { content } of view.reports.slice(told.reports ?? 0)) {
    add({ kind: 'emergency_report', itemKey: null, number: row.number, atMs: content.reportedAtMs, content }, { reports: content.sequence + 1 })
  }
  if (facts.length === 0) return before
  return { ...told, seq: enqueue(on, target, { key: row.instanceId, business: on.business.manifest.key, seq: told.seq }, facts) }
}

function filed(on: Telling, { row, ticket }: EventView, filedAtMs: number): NewFact {
  const {
    number, title, category, categoryName, subtype, subtypeName, component, urgent, level, channel, description, community, grid, address, longitude, latitude,
    reportedAtMs, dueAtMs,
  } = row
  return {
    kind: 'event_filed', itemKey: null, number, atMs: filedAtMs,
    content: {
      number, title, category, categoryName, subtype, subtypeName, component, urgent, level, channel, description, community, grid, address, longitude, latitude,
      channelName: ticket?.channelName ?? channel, channelNumber: ticket?.channelNumber ?? null, town: unitOf(on, row.town), reportedAtMs, filedAtMs, dueAtMs,
    },
  }
}

function progress(on: Telling, { row, ticket }: EventView, stage: EventProgressFact['stage'], sequence: number): NewFact {
  const opinion = on.step.events.findLast((event) => event.type === 'TaskClosed' && event.cause === 'completed')
  return {
    kind: 'event_progress', itemKey: null, number: row.number, atMs: on.step.nowMs,
    content: {
      number: row.number, channel: row.channel, channelNumber: ticket?.channelNumber ?? null, stage, statusText: row.statusText,
      unit: row.unit === null ? null : unitOf(on, row.unit), handler: actorOf(on), opinion: opinion?.type === 'TaskClosed' ? (opinion.opinion ?? '') : '',
      dueAtMs: row.dueAtMs, sequence,
    },
  }
}

function closed(on: Telling, { row, ticket, master }: EventView, closedAtMs: number, sequence: number): NewFact {
  return {
    kind: 'event_closed', itemKey: null, number: row.number, atMs: closedAtMs,
    content: {
      number: row.number, channel: row.channel, channelNumber: ticket?.channelNumber ?? null, ending: row.ending ?? 'closed',
      unit: row.unit === null ? null : unitOf(on, row.unit), answer: row.answer ?? '', filedAtMs: row.filedAtMs, closedAtMs, verdict: row.verdict,
      reworkCount: row.reworkCount, masterNumber: master?.number ?? null, sequence,
    },
  }
}

function answered(on: Telling, row: EventRow, ticket: TicketRow & { channelNumber: string; answeredAtMs: number }): NewFact {
  const { channel, channelName, channelNumber, answeredAtMs, dueAtMs, verdict } = ticket
  return {
    kind: 'ticket_answered', itemKey: null, number: row.number, atMs: answeredAtMs,
    content: {
      channel, channelName, channelNumber, eventNumber: row.number, unit: row.unit === null ? null : unitOf(on, row.unit), ...(row.ending === undefined ? {} : { ending: row.ending }), answer: ticket.answer ?? '',
      answeredAtMs, dueAtMs, onTime: verdict !== 'overdue',
    },
  }
}
