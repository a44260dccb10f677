import { subjectKey, type AlarmGroupRow, type AlarmRow } from './alarm.js'
import { signOf } from './prepare_rule.js'
import type { AlarmGrouping, GroupingField } from './rule.js'

/** What an alarm is to a grouping. */
export type Joined =
  /** The group stands: the alarm is one of its members. */
  | { kind: 'member'; group: AlarmGroupRow }
  /** With this alarm there are enough. */
  | { kind: 'fires'; group: AlarmGroupRow }
  /** It waits for company. */
  | { kind: 'waits'; group: AlarmGroupRow }

/** A group's name is a key of the database. */
const LONGEST = 160

const fieldOf = (alarm: AlarmRow, field: GroupingField): string | null => alarm[field] || null

/** Key of the alarm's group; null when the grouping is not for it, or it lacks what is grouped by. */
export function groupKey(grouping: AlarmGrouping, alarm: AlarmRow): string | null {
  if (!grouping.enabled || (grouping.kinds.length > 0 && !grouping.kinds.includes(alarm.kind))) return null
  const parts = grouping.by.map((field) => fieldOf(alarm, field))
  if (parts.includes(null)) return null
  const name = [grouping.id, ...parts, ...(alarm.drill ? ['drill'] : [])].join('|')
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 8)}~${signOf(name)}`
}

/** Counts an alarm in its group. An area counts devices, a storm counts alarms. */
export function joinGroup(grouping: AlarmGrouping, row: AlarmGroupRow | null, id: string, alarm: AlarmRow, isGroupOpen: boolean, nowMs: number): Joined {
  const former = row ?? { id, groupingId: grouping.id, recent: [], lastAtMs: 0, alarmId: null, quietAtMs: null }
  if (isGroupOpen && former.alarmId !== null && former.lastAtMs >= nowMs - grouping.quietMs) {
    return { kind: 'member', group: { ...former, lastAtMs: nowMs, quietAtMs: nowMs + grouping.quietMs } }
  }
  const who = grouping.purpose === 'area' ? subjectKey(alarm) : `${subjectKey(alarm)}|${alarm.kind}`
  const others = former.recent.filter(([name, atMs]) => name !== who && atMs > nowMs - grouping.withinMs)
  const recent = [...others, [who, nowMs] as const]
  if (recent.length < grouping.count) return { kind: 'waits', group: { ...former, recent, lastAtMs: nowMs } }
  return { kind: 'fires', group: { ...former, recent: [], lastAtMs: nowMs, quietAtMs: nowMs + grouping.quietMs } }
}
