import { subjectKey } from '#processes/foundation/alarms/alarm'
import { blankState } from '#processes/foundation/alarms/rule_state'
import type { DeviceWatchStore } from '#processes/foundation/alarms/ports'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { readRevision } from '../organisation/revisions.js'
import { insertRows } from '../write_rows.js'

/** Devices in one transaction. */
const AT_ONCE = 1_000
const RETRIES = 8

const WHICH = {
  all: '(due_at_ms is null or due_at_ms > ?)',
  'waiting for nothing': 'due_at_ms is null',
  alarmed: `(due_at_ms is null or due_at_ms > ?) and id in (select subject from alarms where is_open = 1 and state = 'active')`,
}

/** Devices that have never said anything are remembered from their registration on, so that their silence is noticed; those that are put out of use are looked at once more. */
export const deviceWatchStore = (dialect: Dialect): DeviceWatchStore => ({
  revision: () => readRevision(dialect, 'devices'),

  async watchChanged(since, nowMs) {
    for (let after = ''; ;) {
      const rows = await dialect.read((connection) => connection.all(
        `select id, source, device_id, enabled, drill, changed_at_ms from devices where revision > ? and id > ? order by id limit ${AT_ONCE}`, [since, after],
      ))
      const inUse = rows.filter(({ enabled }) => Number(enabled) === 1)
      if (inUse.length > 0) await persistently(dialect, (connection) => watch(connection, dialect, inUse, since === 0 ? null : nowMs, nowMs))
      if (rows.length > inUse.length) await persistently(dialect, (connection) => lookAtEnded(connection, dialect, rows.filter((row) => !inUse.includes(row)), nowMs))
      if (rows.length < AT_ONCE) return
      after = String(rows.at(-1)!.id)
    }
  },

  lookAgain: (which, nowMs) =>
    dialect.transaction(async (connection) => void (await connection.run(`update device_states set due_at_ms = ? where ${WHICH[which]}`, which === 'waiting for nothing' ? [nowMs] : [nowMs, nowMs]))),
})

/** `lookAgainAtMs` null: those that are remembered already are left alone. */
async function watch(connection: SqlConnection, dialect: Dialect, rows: readonly SqlRow[], lookAgainAtMs: number | null, nowMs: number): Promise<void> {
  const registered = new Map(rows.map((row) => [
    subjectKey({ source: String(row.source), deviceId: String(row.device_id), drill: Number(row.drill) === 1 }), Math.min(nowMs, Number(row.changed_at_ms)),
  ]))
  const list = JSON.stringify([...registered.keys()].toSorted())
  const known = new Set((await connection.all(`select t.id from ${dialect.idList} join device_states t on t.id = k.id${dialect.forUpdate}`, [list])).map((row) => String(row.id)))
  await insertRows(connection, 'device_states', [...registered].filter(([id]) => !known.has(id)).map(([id, atMs]) =>
    ({ id, state: JSON.stringify(blankState(atMs)), heardAtMs: 0, dueAtMs: nowMs })))
  if (lookAgainAtMs === null || known.size === 0) return
  await connection.run(
    `update device_states set due_at_ms = ? where id in (${[...known].map(() => '?').join(', ')}) and (due_at_ms is null or due_at_ms > ?)`, [lookAgainAtMs, ...known, lookAgainAtMs],
  )
}

/** Of devices that were put out of use those whose alarms still stand: nobody will clear them by a reading. */
async function lookAtEnded(connection: SqlConnection, dialect: Dialect, rows: readonly SqlRow[], nowMs: number): Promise<void> {
  const subjects = rows.flatMap((row) => [false, true].map((drill) => subjectKey({ source: String(row.source), deviceId: String(row.device_id), drill })))
  const standing = await connection.all(
    `select distinct t.subject as id from ${dialect.idList} join alarms t on t.subject = k.id where t.is_open = 1 and t.state = 'active'`, [JSON.stringify(subjects)],
  )
  const ids = standing.map((row) => String(row.id)).toSorted()
  if (ids.length === 0) return
  await connection.run(`update device_states set due_at_ms = ? where id in (${ids.map(() => '?').join(', ')})`, [nowMs, ...ids])
}

/** A device that says its first word at this moment shows as a duplicate: it is there the next time. */
async function persistently(dialect: Dialect, work: (connection: SqlConnection) => Promise<void>): Promise<void> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await dialect.transaction(work)
    } catch (error) {
      if (retry >= RETRIES || !(dialect.isTransient(error) || dialect.isDuplicate(error))) throw error
    }
  }
}
