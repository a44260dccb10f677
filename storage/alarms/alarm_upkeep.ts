import { startId, tellId, type AlarmActionRow, type AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmUpkeep } from '#processes/foundation/alarms/ports'
import { tellSoFar } from '#processes/foundation/alarms/told_above'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { deleteRows, insertRows, putRows, updateAll } from '../write_rows.js'
import type { AboveTeller } from './above_teller.js'
import { lockAlarms, updateAlarms } from './alarm_rows.js'

/** What one node does to alarms from time to time, so much at once. */
export const alarmUpkeep = (dialect: Dialect, newId: () => string, above: AboveTeller): AlarmUpkeep => {
  const found = (sql: string, values: readonly (string | number)[], limit: number): Promise<string[]> =>
    dialect.read(async (connection) => (await connection.all(`${sql} limit ${Math.trunc(limit)}`, values)).map((row) => String(row.id)))

  const close = async (ids: readonly string[], reason: string, nowMs: number, isFit: (alarm: AlarmRow) => boolean): Promise<number> => {
    if (ids.length === 0) return 0
    return dialect.transaction(async (connection) => {
      const alarms = (await lockAlarms(connection, dialect, ids)).filter((alarm) => alarm.closedAtMs === null && isFit(alarm))
      await above.update(connection, alarms.map((alarm) => ({ ...alarm, closedAtMs: nowMs, closedBy: 'system', closeReason: reason })))
      await insertRows(connection, 'alarm_events', alarms.map(({ id }) => ({ id: newId(), alarmId: id, atMs: nowMs, type: 'closed', text: reason })))
      // a start that waits, or was given up, is not wanted any more
      const actions = alarms.flatMap(({ id }) => [startId(id), tellId(id)])
      if (actions.length > 0) await connection.run(`delete from alarm_actions where id in (${actions.map(() => '?').join(', ')})`, actions)
      return alarms.length
    })
  }

  return {
    async closeEnded(endedSinceMs, nowMs, limit) {
      const ids = await found(
        `select a.id from instances i join alarms a on a.id = i.id where i.ended_at_ms >= ? and i.status in ('completed', 'cancelled', 'voided') and a.is_open = 1`,
        [endedSinceMs], limit,
      )
      return close(ids, '事件已结束', nowMs, () => true)
    },

    async closeCleared(nowMs, limit) {
      const ids = await found('select id from alarms where close_due_at_ms <= ? order by close_due_at_ms', [nowMs], limit)
      return close(ids, '已恢复，未立案', nowMs, ({ state, instanceId, closeDueAtMs }) => state === 'cleared' && instanceId === null && closeDueAtMs !== null && closeDueAtMs <= nowMs)
    },

    async quietGroups(nowMs, limit) {
      const ids = await found('select id from alarm_groups where quiet_at_ms <= ? order by quiet_at_ms', [nowMs], limit)
      if (ids.length === 0) return 0
      return dialect.transaction(async (connection) => {
        const rows = await connection.all(
          `select t.id, t.alarm_id from ${dialect.idList} join alarm_groups t on t.id = k.id where t.quiet_at_ms <= ?${dialect.forUpdate}`, [JSON.stringify(ids.toSorted()), nowMs],
        )
        await updateAll(connection, 'alarm_groups', rows.map((row) => ({ id: String(row.id), quietAtMs: null })))
        const alarms = await lockAlarms(connection, dialect, rows.flatMap((row) => (row.alarm_id === null ? [] : [String(row.alarm_id)])))
        await clearGroups(connection, alarms.filter(({ state, closedAtMs }) => state === 'active' && closedAtMs === null), nowMs)
        return rows.length
      })
    },

    async wakeInhibited(nowMs, limit) {
      const subjects = await found(
        `select distinct a.subject as id from alarms a left join alarms p on p.id = a.held_by_id` +
          ` where a.held_by = 'parent' and a.is_open = 1 and a.state = 'active' and (p.id is null or p.inhibiting = 0)`,
        [], limit,
      )
      if (subjects.length === 0) return 0
      return dialect.transaction((connection) =>
        connection.run(`update device_states set due_at_ms = ? where id in (${subjects.map(() => '?').join(', ')}) and (due_at_ms is null or due_at_ms > ?)`, [nowMs, ...subjects, nowMs]))
    },

    forgetReadings: (receivedBeforeMs, limit) =>
      dialect.transaction(async (connection) => {
        const rows = await connection.all(`select device, message_key from readings where received_at_ms < ? order by received_at_ms limit ${Math.trunc(limit)}`, [receivedBeforeMs])
        for (const row of rows) await deleteRows(connection, 'readings', { device: String(row.device), messageKey: String(row.message_key) })
        return rows.length
      }),

    isToldAbove: above.isAsked,

    async tellSoFar(after, limit) {
      const place = after ?? { raisedAtMs: -1, id: '' }
      const rows = await dialect.read((connection) => connection.all(
        `select id, raised_at_ms from alarms where is_open = 1 and (raised_at_ms > ? or (raised_at_ms = ? and id > ?)) order by raised_at_ms, id limit ${Math.trunc(limit)}`,
        [place.raisedAtMs, place.raisedAtMs, place.id],
      ))
      await dialect.transaction(async (connection) => {
        const told = (await lockAlarms(connection, dialect, rows.map((row) => String(row.id)))).map(tellSoFar).filter(({ news }) => news.length > 0)
        await updateAlarms(connection, told.map(({ alarm }) => alarm))
        await above.tell(connection, told.flatMap(({ news }) => news).toSorted((one, other) => one.alarm.lastRaisedAtMs - other.alarm.lastRaisedAtMs))
      })
      const last = rows.at(-1)
      return last === undefined || rows.length < limit ? null : { raisedAtMs: Number(last.raised_at_ms), id: String(last.id) }
    },
  }

  /** Nobody joined for a while: over for the devices, not for whoever has the case. */
  async function clearGroups(connection: SqlConnection, alarms: readonly AlarmRow[], nowMs: number): Promise<void> {
    const isCaseless = ({ instanceId }: AlarmRow) => instanceId === null
    await above.update(connection, alarms.map((alarm) => ({ ...alarm, state: 'cleared', clearedAtMs: nowMs, closeDueAtMs: null })))
    await insertRows(connection, 'alarm_events', alarms.map(({ id, members }) => ({ id: newId(), alarmId: id, atMs: nowMs, type: 'cleared', text: `不再有新的报警归并进来，共 ${members} 处` })))
    await putRows(connection, 'alarm_actions', alarms.filter((alarm) => !isCaseless(alarm)).map((alarm) => tellAction(alarm, nowMs)) as never)
  }
}

const tellAction = ({ id }: AlarmRow, nowMs: number): AlarmActionRow => ({
  id: tellId(id), alarmId: id, type: 'tell', state: 'waiting', dueAtMs: nowMs, attempts: 0, createdAtMs: nowMs, error: null, areaGroup: null, stormGroup: null, wantedAtMs: nowMs,
})
