import type { Variables } from '#engine/kernel/commands'
import type { LegalClock } from '../clocks/legal_clock.js'
import { LIMIT_ENDED, ticketLimitKey } from './answer_ticket.js'
import type { EventRow } from './event_rows.js'
import type { EventStep } from './event_step.js'

const LIMIT_SET = 'five_zero.limit_set'
const LIMIT_CHANGED = 'five_zero.limit_changed'

/**
 * Tells the process that watches the limit (`limit.bpmn` of the package) what has become of it: begun, changed or standing still, ended. So
 * the verdict falls by a timer of the engine, in a commit of its own, with its entry in the journal.
 */
export function watchLimit(on: EventStep, before: EventRow | null, row: EventRow): void {
  const key = `${row.instanceId}:event`
  const isEnded = row.closedAtMs !== null
  if (before === null || before.clock === null) {
    if (row.clock !== null && !isEnded) publish(on, LIMIT_SET, null, { ...namesOf(row, key), dueAt: afterLimit(row.dueAtMs) })
    return
  }
  if (isEnded) {
    if (before.closedAtMs === null) publish(on, LIMIT_ENDED, key, {})
    return
  }
  if (before.dueAtMs !== row.dueAtMs || before.unit !== row.unit) publish(on, LIMIT_CHANGED, key, { dueAt: afterLimit(row.dueAtMs), unit: row.unit })
}

const namesOf = (row: EventRow, limitKey: string): Variables => ({
  limitKey, limitOf: 'event', eventKey: row.instanceId, eventNumber: row.number, unit: row.unit, rule: { urgent: row.urgent },
  supervisionReason: `事件 ${row.number}（${row.title}）超过处置时限，请说明原因和措施。`,
})

/** 登记: a ticket with a limit of its own is watched as well; when it passes, only the verdict is written. */
export function beginTicketLimit(on: EventStep, { instanceId, number, clock }: { instanceId: string; number: string; clock: LegalClock | null }): void {
  if (clock === null) return
  const names = { limitKey: ticketLimitKey(instanceId), limitOf: 'ticket', eventKey: instanceId, eventNumber: number, unit: null, rule: { urgent: false }, supervisionReason: '' }
  publish(on, LIMIT_SET, null, { ...names, dueAt: afterLimit(clock.dueAtMs) })
}

function publish(on: EventStep, name: string, correlationKey: string | null, variables: Variables): void {
  on.effects.push({ type: 'PublishMessage', name, correlationKey, variables })
}

/** The first instant after the limit, as timers of models take it. */
const afterLimit = (dueAtMs: number | null): string | null => (dueAtMs === null ? null : new Date(dueAtMs + 1).toISOString())
