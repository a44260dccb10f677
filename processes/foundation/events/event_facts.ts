import { textOf as declaredText } from '../manifest/declared_value.js'
import { isObject } from '../manifest/json_reader.js'
import { isLimitUnit } from './event_declaration.js'
import type { EventLimit, EventRow } from './event_rows.js'
import { numberOf, textOf, type EventStep } from './event_step.js'
import { cellOf } from './places.js'

/** What the variables say of the event now: kind, place, unit, limit. */
export function readFacts(on: EventStep, row: EventRow): EventRow {
  if (!on.step.events.some(({ type }) => type === 'VariablesMerged' || type === 'InstanceStarted')) return row
  const { data } = on
  const rule = isObject(data.rule) ? data.rule : {}
  const longitude = numberOf(data.longitude)
  const latitude = numberOf(data.latitude)
  const limit = ownLimit(row.instanceId, rule)
  return {
    ...row,
    title: declaredText(on.declaration.title, data, on.step.nowMs) || row.title,
    category: textOf(rule.category), categoryName: textOf(rule.categoryName), subtype: textOf(data.subtype), subtypeName: textOf(rule.subtypeName),
    component: textOf(rule.component), urgent: rule.urgent === true, level: textOf(data.level), channel: textOf(data.channel),
    description: textOf(data.description), town: textOf(data.town), community: textOf(data.community) || null, grid: textOf(data.grid) || null,
    address: textOf(data.address), longitude, latitude, cell: cellOf(longitude, latitude), unit: textOf(data.unit) || null,
    limits: limit === null ? row.limits : [limit, ...row.limits.filter(({ from }) => from !== row.instanceId)],
  }
}

/** The limit that the decision table gives; null when it gives none. */
function ownLimit(from: string, rule: Readonly<Record<string, unknown>>): EventLimit | null {
  const amount = numberOf(rule.amount)
  return amount !== null && isLimitUnit(rule.unit) ? { amount, unit: rule.unit, from } : null
}
