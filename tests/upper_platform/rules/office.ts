import type { Fault } from '../interface/faults.js'
import { emptyCases, emptyReviews, GOOD_REVIEW_RULES, PROVINCE_RULES } from './case_rules.js'
import { CITY_BRAIN_RULES, EMERGENCY_RULES, emptyEvents, emptyIncidents, emptyNotices, emptyTickets, MY_CHANGSHA_RULES, TICKET_RULES } from './city_rules.js'
import { instantOf, type Rule, type Texts } from './rule.js'

/** What the platforms know from all that they accepted and sent. */
export interface Office {
  /** Why a message whose form is right can't be taken now. */
  judge(schema: string, message: Texts): Fault | null
  apply(schema: string, message: Texts): void
  /** Notes a ticket or dispatch sent down, and its withdrawal. */
  noteSent(platform: string, dataset: string, message: Readonly<Record<string, unknown>>): void
}

export function createOffice(): Office {
  const hotline = emptyTickets()
  const massWork = emptyTickets()
  const events = emptyEvents()
  const rules = new Map<string, Rule<never>>()
  const states = new Map<string, unknown>()
  const open = <State>(own: Readonly<Record<string, Rule<State>>>, state: State) => {
    for (const [schema, rule] of Object.entries(own)) {
      rules.set(schema, rule)
      states.set(schema, state)
    }
  }
  open(PROVINCE_RULES, emptyCases())
  open(GOOD_REVIEW_RULES, emptyReviews())
  open(CITY_BRAIN_RULES, events)
  open(EMERGENCY_RULES, emptyIncidents())
  open({ 'hotline/ticket-answers': TICKET_RULES['ticket-answers'] }, hotline)
  open({ 'mass-work/ticket-answers': TICKET_RULES['ticket-answers'] }, massWork)
  open(MY_CHANGSHA_RULES, emptyNotices())
  return {
    judge: (schema, message) => rules.get(schema)!.judge(message, states.get(schema) as never),
    apply: (schema, message) => rules.get(schema)!.apply(message, states.get(schema) as never),
    noteSent(platform, dataset, message) {
      if (dataset === 'dispatches') events.dispatches.add(String(message.dispatchNo))
      if (platform !== 'hotline' && platform !== 'mass-work') return
      const { tickets } = platform === 'hotline' ? hotline : massWork
      if (dataset === 'tickets' && !tickets.has(String(message.ticketNo))) {
        tickets.set(String(message.ticketNo), { receivedAtMs: instantOf(String(message.receivedAt), 'YYYY-MM-DD hh:mm:ss') || 0, isAnswered: false, isWithdrawn: false })
      }
      const withdrawn = dataset === 'withdrawals' ? tickets.get(String(message.originalNo)) : undefined
      if (withdrawn) withdrawn.isWithdrawn = true
    },
  }
}
