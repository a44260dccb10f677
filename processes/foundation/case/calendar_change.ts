import type { StepRecord } from '#engine/runtime/participant'

import type { CountyCalendar } from '../calendar/create_calendar.js'
import { recomputeClock } from '../clocks/legal_clock.js'
import type { Clocks } from './case_clocks.js'

/**
 * Variable that tells an open case of a changed calendar: set to the notice the days are counted by (`2027 年：国办发明电…`), so that the
 * new due date has its entry in the journal.
 */
export const CALENDAR_VARIABLE = 'workingCalendar'

/** Whether this step brings a changed calendar, or wakes an instance that may have slept through one. */
export function bringsCalendar(step: StepRecord): boolean {
  return step.events.some(
    (event) => event.type === 'InstanceResumed' || (event.type === 'VariablesMerged' && Object.hasOwn(event.values, CALENDAR_VARIABLE)),
  )
}

/** The clocks by the calendar in force now; the same object when nothing moved. Ended clocks keep their verdict. */
export function recountClocks<Row extends Clocks>(row: Row, calendar: CountyCalendar): Row {
  const promised = row.promised && recomputeClock(row.promised, calendar)
  const legal = row.legal && recomputeClock(row.legal, calendar)
  const isSame = [[promised, row.promised], [legal, row.legal]].every(([now, before]) => now?.dueAtMs === before?.dueAtMs && now?.provisional === before?.provisional)
  return isSame ? row : { ...row, promised, legal }
}
