import { hash } from 'node:crypto'
import { subjectKey, type AlarmActionRow, type AlarmEvent, type AlarmGroupRow, type AlarmRow, type ReadingRow } from '#processes/foundation/alarms/alarm'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { updateAll } from '../write_rows.js'

const flag = (is: boolean): number => (is ? 1 : 0)

/** An alarm as its columns: what is searched, and the whole row. */
export const alarmColumns = (alarm: AlarmRow): ScalarRow => {
  const isOpen = alarm.closedAtMs === null
  const { id, kind, severity, state, deviceKind, town, owner, raisedAtMs, closedAtMs, closeDueAtMs, instanceId, heldBy, heldById } = alarm
  return {
    id, subject: subjectKey(alarm), openKey: isOpen ? hash('sha256', `${subjectKey(alarm)}|${kind}`, 'hex') : null, isOpen: flag(isOpen), kind, severity, state, deviceKind, town, owner, drill: flag(alarm.drill),
    acknowledged: flag(alarm.acknowledgedAtMs !== null), inhibiting: flag(isOpen && alarm.inhibits && state === 'active'), raisedAtMs, closedAtMs, closeDueAtMs: isOpen ? closeDueAtMs : null,
    instanceId, heldBy, heldById, row: JSON.stringify(alarm),
  }
}

export const readAlarm = (row: SqlRow): AlarmRow => JSON.parse(String(row.row)) as AlarmRow

export const readEvent = plainReader<AlarmEvent>('alarm_events')

export const readAction = plainReader<AlarmActionRow>('alarm_actions')

const readGroupColumns = plainReader<ScalarRow>('alarm_groups')

export const readGroup = (row: SqlRow): AlarmGroupRow => {
  const columns = readGroupColumns(row)
  return { ...columns, recent: JSON.parse(String(columns.recent)) } as unknown as AlarmGroupRow
}

export const groupColumns = (group: AlarmGroupRow): ScalarRow => ({ ...group, recent: JSON.stringify(group.recent) })

const readReadingColumns = plainReader<ScalarRow>('readings')

export const readReading = (row: SqlRow): ReadingRow => {
  const { values, alarm, drill, skewed, late, ...columns } = readReadingColumns(row)
  return {
    ...columns, values: JSON.parse(String(values)), alarm: alarm === null ? null : JSON.parse(String(alarm)), drill: drill === 1, skewed: skewed === 1, late: late === 1,
  } as unknown as ReadingRow
}

export const readingColumns = ({ values, alarm, drill, skewed, late, ...columns }: ReadingRow): ScalarRow => ({
  ...columns, values: JSON.stringify(values), alarm: alarm === null ? null : JSON.stringify(alarm), drill: flag(drill), skewed: flag(skewed), late: flag(late),
})

/** Alarms by id, locked in the order of ids. */
export const lockAlarms = async (connection: SqlConnection, dialect: Dialect, ids: readonly string[]): Promise<AlarmRow[]> => {
  if (ids.length === 0) return []
  const list = JSON.stringify([...new Set(ids)].toSorted())
  return (await connection.all(`select t.row from ${dialect.idList} join alarms t on t.id = k.id${dialect.forUpdate}`, [list])).map(readAlarm)
}

export const updateAlarms = (connection: SqlConnection, alarms: readonly AlarmRow[]): Promise<void> => updateAll(connection, 'alarms', alarms.map(alarmColumns))
