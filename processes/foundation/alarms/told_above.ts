import { FACT_VERSION, type AnyFact, type Fact } from '../deliveries/fact.js'
import type { AlarmRow } from './alarm.js'

/** What those above were told of an alarm last, and under which number. */
export interface ToldAbove {
  /** The alarm's id; with the count of its raises behind it when it had been over before. */
  id: string
  state: 'raised' | 'cleared'
}

/** Something to be told above of an alarm, as it is at this moment. */
export interface AlarmNews extends ToldAbove {
  alarm: AlarmRow
}

const COUNTY = '长沙县'

const isOver = ({ state, closedAtMs }: AlarmRow): boolean => state === 'cleared' || closedAtMs !== null

/**
 * The alarm with what there is to tell of it noted. 发生 once it stands for itself: not in a drill, not silenced, no member of a group. 消除 when
 * what was told is over: cleared or closed, whoever holds it by then. One raised again after that is another above: there it was over.
 */
export function tellAbove(alarm: AlarmRow): { alarm: AlarmRow; news: AlarmNews | null } {
  const told = alarm.above ?? null
  const say = (above: ToldAbove) => {
    const noted = { ...alarm, above }
    return { alarm: noted, news: { ...above, alarm: noted } }
  }
  if (!alarm.drill && isOver(alarm) && told?.state === 'raised') return say({ id: told.id, state: 'cleared' })
  if (alarm.drill || isOver(alarm) || alarm.heldBy !== null || told?.state === 'raised') return { alarm, news: null }
  return say({ id: alarm.occurrences > 1 ? `${alarm.id}-${alarm.occurrences}` : alarm.id, state: 'raised' })
}

/** The same for one that nobody above may have heard of: what was raised and is over by now is told as both. */
export function tellSoFar(alarm: AlarmRow): { alarm: AlarmRow; news: readonly AlarmNews[] } {
  const raised = tellAbove({ ...alarm, state: 'active', clearedAtMs: null, closedAtMs: null })
  const { clearedAtMs, closedAtMs, state } = alarm
  const now = tellAbove({ ...raised.alarm, state, clearedAtMs, closedAtMs })
  return { alarm: now.alarm, news: [raised.news, now.news].flatMap((news) => news ?? []) }
}

/** As a fact; `nameOf` knows the towns. */
export function alarmFact({ id: alarmId, state, alarm }: AlarmNews, nameOf: (unit: string) => string): { id: string; fact: Fact<'alarm'> & AnyFact } {
  const { source, deviceId, deviceName, deviceKind, name, severity, values, lastRaisedAtMs, town, area, longitude, latitude, drill } = alarm
  const clearedAtMs = state === 'raised' ? null : (alarm.clearedAtMs ?? alarm.closedAtMs)
  // an alarm that stands for many may be of no one place
  const address = alarm.address || area || deviceName
  const fact: Fact<'alarm'> & AnyFact = {
    kind: 'alarm', schemaVersion: FACT_VERSION, orderKey: alarmId, caseKey: '', itemKey: null, number: alarmId, atMs: clearedAtMs ?? lastRaisedAtMs, drill,
    content: {
      alarmId, state, source, deviceId, deviceName, deviceKind, alarmKind: name, severity, text: Object.entries(values).map(([key, value]) => `${key}=${value}`).join('，'),
      startedAtMs: lastRaisedAtMs, clearedAtMs, town: town === '' ? COUNTY : nameOf(town), address, longitude, latitude,
      // what a case makes of it is told as the event itself
      eventNumber: null,
    },
  }
  return { id: `${alarmId}/${state}`, fact }
}
