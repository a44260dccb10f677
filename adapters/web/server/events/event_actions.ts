import type { EventDetail } from '#adapters/web/contract/events'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { EventDeclaration } from '#processes/foundation/events/event_declaration'
import type { EmergencyRow, EventRow } from '#processes/foundation/events/event_rows'
import { mayWorkOn } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { holds } from './event_access.js'

/** Element at which a report may be merged: the desk. */
export const DESK = 'register'

/** What the desk offers for an event beside its tasks. `reported` = what is reported of it upward. */
export function allowedEventActions(login: Login, { center, merge, takeBack, emergency }: EventDeclaration, row: EventRow, open: readonly TaskRow[], reported: EmergencyRow | null): EventDetail['allowedActions'] {
  const isRunning = row.phase === 'open' || row.phase === 'held'
  const isAtDesk = open.some((task) => task.elementId === DESK && mayWorkOn(login, task))
  const isInHand = merge.at !== null && merge.inHand.includes(row.status) && row.merged.length === 0 && holds(login, center, 'duty_officer', 'duty_chief')
  const merges = row.phase === 'open' && (isAtDesk || isInHand)
  const isUnreported = reported === null || (reported.endedAtMs !== null && reported.reports.length === 0)
  return [
    ...(emergency !== null && row.urgent && isRunning && isUnreported && holds(login, center, 'duty_officer', 'duty_chief') ? (['emergency'] as const) : []),
    ...(merges ? (['merge'] as const) : []),
    ...(row.phase === 'merged' && holds(login, center, 'duty_officer', 'duty_chief') ? (['unmerge'] as const) : []),
    ...(takeBack !== null && takeBack.inHand.includes(row.status) && holds(login, center, 'dispatcher', 'duty_chief') ? (['takeBack'] as const) : []),
    ...(isRunning && row.unit !== null && holds(login, center, 'supervisor', 'duty_chief') ? (['supervise'] as const) : []),
    ...(isRunning && row.town !== '' && holds(login, row.town, 'handler') ? (['whistle'] as const) : []),
  ]
}
