import type { AlarmEvent, AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmActionStore, ClaimedAction } from '#processes/foundation/alarms/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { deleteRows, insertRows, updateAll } from '../write_rows.js'
import { lockAlarms, readAction, readAlarm, readEvent, updateAlarms } from './alarm_rows.js'

const MOST_EVENTS = 10

/** What alarms ask of the engine: claimed, done, tried again. */
export const alarmActionStore = (dialect: Dialect, newId: () => string): AlarmActionStore => {
  /** The alarm as it is now, changed; with a line in its story. */
  const change = async (connection: SqlConnection, alarmId: string, told: Pick<AlarmEvent, 'atMs' | 'type' | 'text'> | null, changed: (alarm: AlarmRow) => AlarmRow): Promise<void> => {
    const [alarm] = await lockAlarms(connection, dialect, [alarmId])
    if (alarm === undefined) return
    await updateAlarms(connection, [changed(alarm)])
    if (told !== null) await insertRows(connection, 'alarm_events', [{ id: newId(), alarmId, ...told }])
  }

  return {
    async claim({ nowMs, limit, owner, leaseUntilMs }) {
      const due = `select * from alarm_actions where state = 'waiting' and due_at_ms <= ? and (lease_until_ms is null or lease_until_ms <= ?) order by due_at_ms, id`
      const isAny = await dialect.read((connection) => connection.all(`${due} limit 1`, [nowMs, nowMs]))
      if (isAny.length === 0) return []
      return dialect.transaction(async (connection) => {
        const actions = (await connection.all(`${due} limit ${Math.trunc(limit)}${dialect.skipLocked}`, [nowMs, nowMs])).map(readAction)
        await updateAll(connection, 'alarm_actions', actions.map(({ id }) => ({ id, leaseOwner: owner, leaseUntilMs })))
        const ids = JSON.stringify([...new Set(actions.map(({ alarmId }) => alarmId))])
        const alarms = new Map((await connection.all(`select t.row from ${dialect.idList} join alarms t on t.id = k.id`, [ids])).map(readAlarm).map((alarm) => [alarm.id, alarm]))
        const events = (await connection.all(`select t.* from ${dialect.idList} join alarm_events t on t.alarm_id = k.id order by t.id`, [ids])).map(readEvent)
        return actions.flatMap((action): ClaimedAction[] => {
          const alarm = alarms.get(action.alarmId)
          return alarm ? [{ action, alarm, events: events.filter(({ alarmId }) => alarmId === alarm.id).slice(-MOST_EVENTS) }] : []
        })
      })
    },

    started: ({ action }, instanceId, nowMs) =>
      dialect.transaction(async (connection) => {
        await change(connection, action.alarmId, { atMs: nowMs, type: 'started', text: '已立案' }, (alarm) => ({ ...alarm, instanceId, toldAtMs: nowMs }))
        await deleteRows(connection, 'alarm_actions', { id: action.id })
      }),

    told: ({ action }, nowMs) =>
      dialect.transaction(async (connection) => {
        await change(connection, action.alarmId, null, (alarm) => ({ ...alarm, toldAtMs: nowMs }))
        const done = await connection.run('delete from alarm_actions where id = ? and wanted_at_ms = ?', [action.id, action.wantedAtMs])
        if (done === 0) await connection.run('update alarm_actions set lease_owner = null, lease_until_ms = null where id = ?', [action.id])
      }),

    failed: ({ action }, error, retryAtMs, nowMs) =>
      dialect.transaction(async (connection) => {
        if (retryAtMs === null) await change(connection, action.alarmId, { atMs: nowMs, type: 'failed', text: cut(`多次尝试未成功，已停止：${error}`) }, (alarm) => alarm)
        await updateAll(connection, 'alarm_actions', [{
          id: action.id, state: retryAtMs === null ? 'dead' : 'waiting', dueAtMs: retryAtMs ?? action.dueAtMs, attempts: action.attempts + 1, error, leaseOwner: null, leaseUntilMs: null,
        }])
      }),

    held: ({ action }, heldBy, heldById, text, nowMs) =>
      dialect.transaction(async (connection) => {
        await change(connection, action.alarmId, { atMs: nowMs, type: 'held', text: cut(text) }, (alarm) => ({ ...alarm, heldBy, heldById }))
        await deleteRows(connection, 'alarm_actions', { id: action.id })
      }),

    inhibitors: (subjects) =>
      dialect.read(async (connection) =>
        (await connection.all(`select t.row from ${dialect.idList} join alarms t on t.subject = k.id where t.closed_at_ms is null and t.inhibiting = 1`, [JSON.stringify(subjects)])).map(readAlarm)),

    backlog: (nowMs) =>
      dialect.read(async (connection) => {
        const [row] = await connection.all(`select count(*) as n, min(due_at_ms) as oldest from alarm_actions where state = 'waiting' and due_at_ms <= ?`, [nowMs])
        return { due: Number(row.n), dead: await countDead(connection), oldestDueAtMs: row.oldest === null ? null : Number(row.oldest) }
      }),

    dead: () =>
      dialect.read(async (connection) => {
        const [oldest] = await connection.all(`select * from alarm_actions where state = 'dead' order by created_at_ms, id limit 1`)
        return oldest === undefined ? null : { count: await countDead(connection), oldest: readAction(oldest) }
      }),
  }
}

const countDead = async (connection: SqlConnection): Promise<number> => Number((await connection.all(`select count(*) as n from alarm_actions where state = 'dead'`))[0]!.n)

const cut = (text: string): string => text.slice(0, 900)
