import type { DueItemChange } from '#engine/runtime/participant'

import type { CountyCalendar } from '../calendar/create_calendar.js'
import { unitCalendar } from '../calendar/unit_calendar.js'
import { WORKING_HOURS_PER_DAY, type Limit } from '../clocks/limit.js'
import type { ItemDeclaration } from '../manifest/manifest.js'
import { NO_CARDS } from '../supervision/card_rules.js'
import type { County } from './business.js'
import { endClock, limitOf, startClock, type LegalClock } from '../clocks/legal_clock.js'

/** The two legal limits of a case or an item. */
export interface Clocks {
  /** 承诺时限. */
  promised: LegalClock | null
  /** 法定时限. */
  legal: LegalClock | null
}

/** What is promised and what the law gives. */
export interface Limits {
  promised: Pick<Limit, 'amount' | 'unit'>
  legal: Pick<Limit, 'amount' | 'unit'>
}

const workingDays = (amount: number) => ({ amount, unit: 'workingDays' }) as const

/** Limits of a case: in working days. */
export const limitsInDays = (days: { promised: number; legal: number }): Limits => ({ promised: workingDays(days.promised), legal: workingDays(days.legal) })

/** Limits of an item: what it promises may be counted in working hours. */
export const limitsOfItem = ({ promisedDays, promisedHours, legalDays }: ItemDeclaration): Limits => ({
  promised: promisedHours === null ? workingDays(promisedDays) : { amount: promisedHours, unit: 'workingHours' }, legal: workingDays(legalDays),
})

/** The calendar with the office hours of a unit, inside which limits in working hours run. */
export const calendarOf = ({ calendar, directory }: Pick<County, 'calendar' | 'directory'>, department: string): CountyCalendar => unitCalendar(calendar, directory, department)

/** Days in the unit of a clock. */
export const inUnitOf = (clock: LegalClock, days: number): number => (limitOf(clock).unit === 'workingHours' ? days * WORKING_HOURS_PER_DAY : days)

/** What of a clock's own unit makes whole days. */
export const inDays = (clock: LegalClock, amount: number): number => (limitOf(clock).unit === 'workingHours' ? Math.ceil(amount / WORKING_HOURS_PER_DAY) : amount)

/** Both clocks begin: at 受理, or where an item waited for others when these are done. */
export function beginClocks({ promised, legal }: Limits, atMs: number, { calendar, cardRules = NO_CARDS }: Pick<County, 'calendar' | 'cardRules'>, reason = '受理'): { promised: LegalClock; legal: LegalClock } {
  const begin = (limit: Limits['legal']) => startClock({ ...limit, warning: cardRules.warningOf(limit) }, atMs, reason, calendar)
  return { promised: begin(promised), legal: begin(legal) }
}

/** Both clocks end, each with its verdict; a clock that never began stays null. */
export function endClocks(clocks: Clocks, atMs: number, reason: string): Clocks {
  return {
    promised: clocks.promised && endClock(clocks.promised, atMs, reason),
    legal: clocks.legal && endClock(clocks.legal, atMs, reason),
  }
}

/** Rows of `due_items` for the clocks of a case or an item: kinds `case_promised`, `case_legal`, `item_promised`, `item_legal`. */
export function dueItemsOf(of: 'case' | 'item', ref: string, clocks: Clocks): DueItemChange[] {
  return (['promised', 'legal'] as const).flatMap((name) => {
    const clock = clocks[name]
    if (clock === null) return []
    const isOpen = clock.verdict === null
    return [
      {
        kind: `${of}_${name}`,
        ref,
        dueAtMs: isOpen ? clock.dueAtMs : null,
        amberAtMs: isOpen ? clock.amberAtMs : null,
        redAtMs: isOpen ? clock.dueAtMs : null,
      },
    ]
  })
}
