import type { ExternalJobFilter } from '#engine/runtime/ports/external_job_store'
import { condition, type SqlCondition } from '../queries/sql_condition.js'

const among = (column: string, values: readonly string[] | null | undefined): SqlCondition[] => {
  if (values === null || values === undefined) return []
  return [values.length ? condition(`${column} in (${values.map(() => '?').join(', ')})`, ...values) : condition('1 = 0')]
}

const equal = (column: string, value: string | undefined): SqlCondition[] => (value === undefined ? [] : [condition(`${column} = ?`, value)])

const compared = (expression: string, value: number | undefined): SqlCondition[] => (value === undefined ? [] : [condition(expression, value)])

const either = (value: boolean | undefined, yes: SqlCondition, no: SqlCondition): SqlCondition[] => (value === undefined ? [] : [value ? yes : no])

/** The filter over `jobs j join instances i`. A failed job has no retries left, whatever its column says. */
export const externalJobConditions = (filter: ExternalJobFilter): SqlCondition[] => [
  condition(`j.kind = 'external'`),
  ...among('j.topic', filter.topics),
  ...equal('j.topic', filter.topic),
  ...among('j.id', filter.ids),
  ...equal('j.lease_owner', filter.owner),
  ...either(
    filter.isLocked,
    condition('j.lease_until_ms > ?', filter.nowMs),
    condition('j.lease_until_ms is null or j.lease_until_ms <= ?', filter.nowMs),
  ),
  ...either(filter.hasRetriesLeft, condition(`j.state = 'ready'`), condition(`j.state = 'failed'`)),
  ...compared('j.lease_until_ms > ?', filter.lockedAfterMs),
  ...compared('j.lease_until_ms < ?', filter.lockedBeforeMs),
  ...among('j.instance_id', filter.instanceIds),
  ...among('j.element_id', filter.elementIds),
  ...equal('i.definition_id', filter.definitionId),
  ...either(filter.isSuspended, condition(`i.status = 'suspended'`), condition(`i.status = 'active'`)),
  ...compared('j.priority >= ?', filter.lowestPriority),
  ...compared('j.priority <= ?', filter.highestPriority),
]
