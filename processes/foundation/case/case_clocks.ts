import type { DueItemChange } from '#engine/runtime/participant'

import type { Limit } from '../clocks/limit.js'
import { NO_CARDS } from '../supervision/card_rules.js'
import type { County } from './business.js'
import { endClock, startClock, type LegalClock } from '../clocks/legal_clock.js'

/** The two legal limits of a case or an item. */
export interface Clocks {
  /** 承诺时限. */
  promised: LegalClock | null
  /** 法定时限. */
  legal: LegalClock | null
}

/** Both clocks begin: at 受理, or where an item waited for others when these are done. */
export function beginClocks(days: { promised: number; legal: number }, atMs: number, { calendar, cardRules = NO_CARDS }: Pick<County, 'calendar' | 'cardRules'>, reason = '受理'): { promised: LegalClock; legal: LegalClock } {
  const limit = (amount: number): Limit => ({ amount, unit: 'workingDays', warning: cardRules.warningOf({ amount, unit: 'workingDays' }) })
  return {
    promised: startClock(limit(days.promised), atMs, reason, calendar),
    legal: startClock(limit(days.legal), atMs, reason, calendar),
  }
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
