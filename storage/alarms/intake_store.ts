import { messageName, type AlarmEvent } from '#processes/foundation/alarms/alarm'
import type { IntakeStore, IntakeUnit } from '#processes/foundation/alarms/ports'
import { wasHeard, type DeviceState } from '#processes/foundation/alarms/rule_state'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { StorageException } from '../errors.js'
import { hotTableNamed } from '../schema/hot_tables.js'
import { deleteRows, insertRows } from '../write_rows.js'
import type { AboveTeller } from './above_teller.js'
import { alarmColumns, groupColumns, lockAlarms, readAlarm, readGroup, readingColumns, updateAlarms } from './alarm_rows.js'

const RETRIES = 8
const LONGEST_PAUSE_MS = 200

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Groups of messages: read, decided elsewhere, written, in one transaction each. */
export const intakeStore = (dialect: Dialect, newId: () => string, above: AboveTeller): IntakeStore => ({
  async group(work) {
    for (let retry = 0; ; retry += 1) {
      try {
        return await dialect.transaction((connection) => work(intakeUnit(connection, dialect, newId, above)))
      } catch (error) {
        // what another node has just made for the first time shows as a duplicate; it is there the next time
        if (retry >= RETRIES || !(dialect.isTransient(error) || dialect.isDuplicate(error))) throw error
        await pause(Math.min(LONGEST_PAUSE_MS, 2 ** retry) * (0.5 + (retry % 3) / 2))
      }
    }
  },
  dueSubjects: (nowMs, limit) =>
    dialect.read(async (connection) =>
      (await connection.all(`select id from device_states where due_at_ms <= ? order by due_at_ms limit ${Math.trunc(limit)}`, [nowMs])).map((row) => String(row.id))),
  isValueRefused: (error) => error instanceof StorageException && error.code === 'E_STORAGE_VALUE',
})

const sortedList = (ids: readonly string[]): string => JSON.stringify([...new Set(ids)].toSorted())

function intakeUnit(connection: SqlConnection, dialect: Dialect, newId: () => string, above: AboveTeller): IntakeUnit {
  /** Rows that were there: only these may be replaced. */
  const there = { states: new Set<string>(), alarms: new Set<string>(), groups: new Set<string>() }
  return {
    async states(subjects) {
      const rows = await connection.all(`select t.id, t.state, t.due_at_ms from ${dialect.idList} join device_states t on t.id = k.id${dialect.forUpdate}`, [sortedList(subjects)])
      for (const row of rows) there.states.add(String(row.id))
      // the column may have been set without the state: somebody wants the device looked at again
      return new Map(rows.map((row) => [String(row.id), { ...(JSON.parse(String(row.state)) as DeviceState), dueAtMs: row.due_at_ms === null ? null : Number(row.due_at_ms) }]))
    },

    async known(messages) {
      const rows = await connection.all(
        `select t.device, t.message_key from ${dialect.pairList} join readings t on t.device = k.first and t.message_key = k.second`, [JSON.stringify(messages)],
      )
      return new Set(rows.map((row) => messageName(String(row.device), String(row.message_key))))
    },

    async alarmsOf(subjects, closedSinceMs) {
      const rows = await connection.all(
        `select t.id, t.row from ${dialect.idList} join alarms t on t.subject = k.id where t.closed_at_ms is null or t.closed_at_ms >= ?${dialect.forUpdate}`,
        [sortedList(subjects), closedSinceMs],
      )
      for (const row of rows) there.alarms.add(String(row.id))
      return rows.map(readAlarm)
    },

    async inhibitors(subjects) {
      if (subjects.length === 0) return []
      return (await connection.all(
        `select t.row from ${dialect.idList} join alarms t on t.subject = k.id where t.closed_at_ms is null and t.inhibiting = 1`, [sortedList(subjects)],
      )).map(readAlarm)
    },

    async groups(ids) {
      if (ids.length === 0) return []
      const rows = await connection.all(`select t.* from ${dialect.idList} join alarm_groups t on t.id = k.id${dialect.forUpdate}`, [sortedList(ids)])
      for (const row of rows) there.groups.add(String(row.id))
      return rows.map(readGroup)
    },

    async alarms(ids) {
      const found = await lockAlarms(connection, dialect, ids)
      for (const { id } of found) there.alarms.add(id)
      return found
    },

    async absorb(purpose, groupId, alarmId, text, nowMs) {
      const column = purpose === 'area' ? 'area_group' : 'storm_group'
      const waiting = await connection.all(
        `select id, alarm_id from alarm_actions where ${column} = ? and state = 'waiting' and type = 'start' and (lease_until_ms is null or lease_until_ms <= ?)${dialect.forUpdate}`,
        [groupId, nowMs],
      )
      if (waiting.length === 0) return []
      const alarms = await lockAlarms(connection, dialect, waiting.map((row) => String(row.alarm_id)))
      await updateAlarms(connection, alarms.map((alarm) => ({ ...alarm, heldBy: 'group', heldById: alarmId })))
      await insertRows(connection, 'alarm_events', alarms.map(({ id }): AlarmEvent => ({ id: newId(), alarmId: id, atMs: nowMs, type: 'held', text })) as never)
      for (const row of waiting) await deleteRows(connection, 'alarm_actions', { id: String(row.id) })
      return alarms.map(({ id }) => id)
    },

    async write({ readings, states, alarms, groups, events, actions, news }) {
      await above.tell(connection, news)
      const stateRows = states.map(([id, state]) => ({ id, state: JSON.stringify(state), heardAtMs: wasHeard(state) ? state.heardMs : 0, dueAtMs: state.dueAtMs }))
      const split = <Row extends { id: string }>(rows: readonly Row[], known: ReadonlySet<string>) => ({
        inserts: rows.filter(({ id }) => !known.has(id)) as never[], puts: [], deletes: [],
        updates: rows.some(({ id }) => known.has(id)) ? [{ by: ['id'], rows: rows.filter(({ id }) => known.has(id)) as never[] }] : [],
      })
      const inserted = (rows: readonly object[]) => ({ inserts: rows as never[], puts: [], updates: [], deletes: [] })
      await connection.writeTables([
        { table: hotTableNamed('readings'), writes: inserted(readings.map(readingColumns)) },
        { table: hotTableNamed('device_states'), writes: { ...inserted(stateRows.filter(({ id }) => !there.states.has(id))), puts: stateRows.filter(({ id }) => there.states.has(id)) } },
        { table: hotTableNamed('alarms'), writes: split(alarms.map(alarmColumns) as (ReturnType<typeof alarmColumns> & { id: string })[], there.alarms) },
        { table: hotTableNamed('alarm_groups'), writes: split(groups.map(groupColumns) as (ReturnType<typeof groupColumns> & { id: string })[], there.groups) },
        { table: hotTableNamed('alarm_events'), writes: inserted(events) },
        { table: hotTableNamed('alarm_actions'), writes: { inserts: [], puts: actions as never[], updates: [], deletes: [] } },
      ])
    },
  }
}
