import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmStore } from '#processes/foundation/alarms/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { insertRows } from '../write_rows.js'
import type { AboveTeller } from './above_teller.js'
import { lockAlarms, updateAlarms } from './alarm_rows.js'

const ENDED = ['completed', 'cancelled', 'voided']

/** What people do to alarms. */
export const alarmStore = (dialect: Dialect, newId: () => string, above: AboveTeller): AlarmStore => ({
  acknowledge: (alarmId, by, atMs) =>
    dialect.transaction(async (connection) => {
      const [alarm] = await lockAlarms(connection, dialect, [alarmId])
      if (alarm === undefined || alarm.closedAtMs !== null || alarm.acknowledgedAtMs !== null) return false
      await updateAlarms(connection, [{ ...alarm, acknowledgedAtMs: atMs, acknowledgedBy: by }])
      await insertRows(connection, 'alarm_events', [{ id: newId(), alarmId, atMs, type: 'acknowledged', text: '已确认' }])
      return true
    }),

  close: (alarmId, by, reason, atMs) =>
    dialect.transaction(async (connection) => {
      const [alarm] = await lockAlarms(connection, dialect, [alarmId])
      if (alarm === undefined || alarm.closedAtMs !== null || (await hasOpenCase(connection, alarm))) return false
      await connection.run('delete from alarm_actions where alarm_id = ?', [alarmId])
      await above.update(connection, [{ ...alarm, closedAtMs: atMs, closedBy: by, closeReason: reason }])
      await insertRows(connection, 'alarm_events', [{ id: newId(), alarmId, atMs, type: 'closed', text: `人工关闭：${reason}`.slice(0, 900) }])
      return true
    }),

  retryAction: (actionId, nowMs) =>
    dialect.transaction(async (connection) =>
      (await connection.run(`update alarm_actions set state = 'waiting', attempts = 0, due_at_ms = ? where id = ? and state = 'dead'`, [nowMs, actionId])) > 0),
})

const hasOpenCase = async (connection: SqlConnection, { instanceId }: AlarmRow): Promise<boolean> => {
  if (instanceId === null) return false
  const [row] = await connection.all('select status from instances where id = ?', [instanceId])
  return row !== undefined && !ENDED.includes(String(row.status))
}
