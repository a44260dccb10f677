import { endClock } from '../clocks/legal_clock.js'
import { findTicket, putTicket, textOf, type EventStep } from './event_step.js'

/** 答复: the reporter's ticket gets its answer and its own verdict. Gives the words, those of the act itself unless some are given. */
export function answerTicket(on: EventStep, instanceId: string, words: string | null): string {
  const answer = words ?? textOf(on.data.answer)
  const ticket = findTicket(on, instanceId)
  if (ticket === null || ticket.answeredAtMs !== null) return answer
  const { nowMs } = on.step
  const clock = ticket.clock && endClock(ticket.clock, nowMs, '答复')
  putTicket(on, { ...ticket, answer, answeredAtMs: nowMs, clock, dueAtMs: clock?.dueAtMs ?? null, verdict: clock?.verdict ?? 'on_time' })
  if (ticket.clock !== null) on.effects.push({ type: 'PublishMessage', name: LIMIT_ENDED, correlationKey: ticketLimitKey(instanceId), variables: {} })
  return answer
}

export const LIMIT_ENDED = 'five_zero.limit_ended'
export const ticketLimitKey = (instanceId: string): string => `${instanceId}:ticket`
