import type { EventScope } from '#processes/foundation/events/event_queries'
import { condition, type SqlCondition } from '../queries/sql_condition.js'

export const marks = (list: readonly unknown[]): string => list.map(() => '?').join(', ')

/** Whose events `t` are: all, or those a unit reported, has in its area or handles, and those this person entered. */
export const inScope = (scope: EventScope): SqlCondition[] => {
  if (scope.kind === 'all') return []
  const { units, userId } = scope
  if (units.length === 0) return [condition('t.starter = ?', userId)]
  const some = marks(units)
  return [condition(`t.town in (${some}) or t.unit in (${some}) or t.community in (${some}) or t.starter = ?`, ...units, ...units, ...units, userId)]
}
