import { passEventClock } from './event_clock.js'
import { findEvent, findTicket, lifecycleEvents, putEvent, putTicket, type EventStep } from './event_step.js'

/** A step of the process that watches a limit: when it has passed, the verdict is written on the event or the ticket, once. */
export function recordPassedLimit(on: EventStep, eventKey: string): void {
  if (!lifecycleEvents(on).includes(on.declaration.clock.passed)) return
  const { nowMs } = on.step
  if (on.data.limitOf === 'event') {
    const row = findEvent(on, eventKey)
    const passed = row && passEventClock(row, nowMs)
    if (passed) putEvent(on, passed)
    return
  }
  const ticket = findTicket(on, eventKey)
  if (ticket === null || ticket.clock === null || ticket.clock.verdict !== null || ticket.clock.dueAtMs === null || nowMs <= ticket.clock.dueAtMs) return
  putTicket(on, { ...ticket, clock: { ...ticket.clock, verdict: 'overdue' }, verdict: 'overdue' })
}
