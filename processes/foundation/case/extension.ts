import { extendClock, hasPassed } from '../clocks/legal_clock.js'
import { calendarOf, inUnitOf } from './case_clocks.js'
import { textOf } from '../manifest/declared_value.js'
import type { CaseItemRow } from './case_rows.js'
import { actorOf, refuse, scopeOf, type CaseStep } from './case_step.js'
import { mapClocks } from './special_procedure.js'

/**
 * 延期 (行政许可法 42): asked for while the limit runs, once; granted, the days declared for the item are added to both limits. Who grants
 * it says the model; whatever does not fit is refused to the person who asks.
 */
export function applyExtension(on: CaseStep, row: CaseItemRow, event: string): CaseItemRow {
  const events = on.declaration.extension
  if (events === null || (event !== events.ask && event !== events.grant)) return row
  const declared = on.manifest.items.find(({ code }) => code === row.code)?.extension ?? null
  if (declared === null) return refuse(on, `“${row.name}”的办理期限不能延长。请在期限内作出决定。`, row)
  const { promised } = row
  if (promised === null) return refuse(on, `“${row.name}”还没有开始计时，不需要延期。`, row)
  if ((promised.extensions ?? []).length > 0) return refuse(on, `“${row.name}”已经延期过一次，不能再延。请在期限内作出决定。`, row)
  const { nowMs } = on.step
  if (hasPassed(promised, nowMs)) return refuse(on, `“${row.name}”的承诺期限已过，不能再申请延期。请尽快作出决定。`, row)
  if (event === events.ask) return row
  const ground = { atMs: nowMs, reason: textOf(events.reason, scopeOf(on), nowMs), evidence: null, approver: actorOf(on) }
  return { ...row, ...mapClocks(row, (clock) => extendClock(clock, inUnitOf(clock, declared.days), ground, calendarOf(on.county, row.department))) }
}
