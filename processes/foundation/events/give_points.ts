import { monthOf } from './event_clock.js'
import type { EventPointRow, EventRow, TicketRow } from './event_rows.js'
import { findTicket, type EventStep } from './event_step.js'
import { NO_POINTS, type PointStage } from './point_rules.js'

const TABLE = 'event_points'
const STAGES: readonly PointStage[] = ['filed', 'closed']

/** 积分 for a stage the event has reached: each report by its place among all of the event, once. */
export function givePoints(on: EventStep, row: EventRow, stage: PointStage): void {
  const rules = on.county.pointRules ?? NO_POINTS
  const { category, level, urgent } = row
  ticketsOf(on, row).forEach((ticket, index) => {
    if (ticket.reporterKey === undefined) return
    const points = rules.pointsFor({ channel: ticket.channel, stage, order: index + 1, category, level, urgent })
    const ledger = entriesOf(on, row.instanceId, ticket.instanceId, stage)
    if (points > 0 && balanceOf(ledger) === 0) enter(on, { ticket, event: row, stage, points, reason: REASONS[stage] }, ledger.length + 1)
  })
}

/** What a report got with this event is taken back by an entry of its own; what was given stays to be read. */
export function takeBackPoints(on: EventStep, event: Pick<EventRow, 'instanceId' | 'number'>, ticketKeys: readonly string[], reason: string): void {
  for (const key of ticketKeys) {
    const ticket = findTicket(on, key)
    if (ticket?.reporterKey === undefined) continue
    for (const stage of STAGES) {
      const ledger = entriesOf(on, event.instanceId, key, stage)
      const balance = balanceOf(ledger)
      if (balance > 0) enter(on, { ticket, event, stage, points: -balance, reason }, ledger.length + 1)
    }
  }
}

const REASONS: Readonly<Record<PointStage, string>> = { filed: '立案', closed: '结案' }

/** Reports of an event, the earliest first. */
function ticketsOf(on: EventStep, row: EventRow): TicketRow[] {
  return [row.instanceId, ...row.merged].flatMap((key) => findTicket(on, key) ?? [])
    .toSorted((one, other) => one.reportedAtMs - other.reportedAtMs || (one.instanceId < other.instanceId ? -1 : 1))
}

/** The entries of one report for one stage, in order; they are numbered from 1 without gaps. */
function entriesOf(on: EventStep, eventKey: string, ticketKey: string, stage: PointStage): EventPointRow[] {
  const entries: EventPointRow[] = []
  for (;;) {
    const entry = on.rows.get<EventPointRow>(TABLE, entryKey(eventKey, ticketKey, stage, entries.length + 1))
    if (entry === null) return entries
    entries.push(entry)
  }
}

const entryKey = (eventKey: string, ticketKey: string, stage: PointStage, entry: number): string => `${eventKey}/${ticketKey}/${stage}/${entry}`

const balanceOf = (entries: readonly EventPointRow[]): number => entries.reduce((sum, { points }) => sum + points, 0)

interface Entry {
  ticket: TicketRow
  event: Pick<EventRow, 'instanceId' | 'number'>
  stage: PointStage
  points: number
  reason: string
}

function enter(on: EventStep, { ticket, event, stage, points, reason }: Entry, entry: number): void {
  const { nowMs } = on.step
  on.rows.put<EventPointRow>(TABLE, entryKey(event.instanceId, ticket.instanceId, stage, entry), {
    eventKey: event.instanceId, ticketKey: ticket.instanceId, eventNumber: event.number, reporter: ticket.reporterKey!, reporterName: ticket.reporterName,
    reporterPhone: ticket.reporterPhone, stage, points, reason, atMs: nowMs, month: monthOf(nowMs),
  })
}
