import { evaluateDeclared } from '../manifest/declared_value.js'
import type { AlarmEvent, AlarmRow } from './alarm.js'
import { SEVERITY_NAMES } from './decide_alarms.js'
import { declareVariables } from './prepare_rule.js'
import type { RuleBusiness } from './rule.js'

/** Asia/Shanghai */
const OFFSET_MS = 8 * 3_600_000

/** What a case is begun with. */
export interface CaseVariables {
  /** For the start form, or for the process as they are. */
  values: Readonly<Record<string, unknown>>
  /** Beside them: what the alarm is, and that it is a drill. */
  variables: Readonly<Record<string, unknown>>
  title: string
}

/** 2026-11-22 08:05 in Changsha. */
export const localMinute = (atMs: number): string => new Date(atMs + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')

const MOST_VALUES = 40
const LONGEST_TEXT = 200

/** A variable has room for 64 KB, a reading may be larger; whole it lies among the readings. */
const shown = (values: AlarmRow['values']): AlarmRow['values'] =>
  Object.fromEntries(Object.entries(values).slice(0, MOST_VALUES).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value]))

/** The alarm as its case knows it: variable `alarm`. */
export function alarmVariable(alarm: AlarmRow, events: readonly AlarmEvent[]): Readonly<Record<string, unknown>> {
  const { id, kind, name, severity, state, occurrences, members, values, recurrenceOf, deviceName, drill } = alarm
  return {
    id, kind, name, severity, severityName: SEVERITY_NAMES[severity], state, occurrences, members, values: shown(values), deviceName, drill,
    device: alarm.source === 'grouping' ? null : `${alarm.source}/${alarm.deviceId}`, raisedAt: localMinute(alarm.raisedAtMs), lastRaisedAt: localMinute(alarm.lastRaisedAtMs),
    clearedAt: alarm.clearedAtMs === null ? null : localMinute(alarm.clearedAtMs), recurrenceOf,
    log: events.slice(-10).map(({ atMs, text }) => `${localMinute(atMs)} ${text}`),
  }
}

/** 演练 is said wherever a title is. */
const marked = (alarm: AlarmRow, text: string): string => (alarm.drill ? `【演练】${text}` : text)

/** Variables of the case of an alarm: the business's own, evaluated over `device`, `values` and `alarm`. */
export function caseVariables(business: RuleBusiness, alarm: AlarmRow, events: readonly AlarmEvent[], nowMs: number): CaseVariables {
  const { source, deviceId, deviceName: name, deviceKind: kind, address, town, area, grid, longitude, latitude, owner } = alarm
  const told = alarmVariable(alarm, events)
  const scope = { device: { source, id: deviceId, name, kind, address, town, area, grid, longitude, latitude, owner }, values: alarm.values, alarm: told }
  const values: Record<string, unknown> = {}
  for (const [variable, declared] of declareVariables(business)) {
    const value = evaluateDeclared(declared, scope, nowMs)
    if (value !== null) values[variable] = value
  }
  return { values, variables: { alarm: { ...told, urgent: business.urgent }, ...(alarm.drill ? { drill: true } : {}) }, title: marked(alarm, `${alarm.name}·${(source === 'grouping' ? '' : name) || address}`) }
}
