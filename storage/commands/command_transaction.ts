import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import {
  instanceCommandKeyText, type CommandTransaction, type LockedInstance, type StartTriggerRow, type StoredAnswerRow,
} from '#engine/runtime/ports/command_store'
import type { StartTimerRow } from '#engine/runtime/ports/package_store'
import type { SubscriptionRow } from '#engine/runtime/ports/rows'
import { readEntries } from '../queries/history_queries.js'
import { restoreArchived } from '../archive/move_rows.js'
import { peopleWithDraft } from '../queries/people_with_draft.js'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import { hotTableNamed } from '../schema/hot_tables.js'
import { plainReader, readInstance, readInstanceCommand, readTask } from '../schema/read_rows.js'
import { lockBusinessRows } from './lock_business_rows.js'
import { businessWrites } from './business_writes.js'

/** Held triggers of one kind that are looked at: a round takes the oldest that fits. */
const LOOKED_AT = 200

const INSTANCES = hotTableNamed('instances')
/** Journal rows of one instance read at once: more than any has. */
const WHOLE = 1_000_000

const readAnswer = plainReader<StoredAnswerRow>('idempotency')
const readAttachment = plainReader<AttachmentRow>('attachments')
const readStartTimer = plainReader<StartTimerRow>('start_timers')
const readStartTrigger = plainReader<StartTriggerRow>('start_triggers')
const readSubscription = plainReader<SubscriptionRow>('subscriptions')

const byId = <Row extends { id: string }>(rows: readonly SqlRow[], read: (row: SqlRow) => Row): Map<string, Row> =>
  new Map(rows.map((row) => [String(row.id), read(row)]))

/** The bus's statements over one open transaction. */
export const commandTransaction = (
  connection: SqlConnection, dialect: Dialect, businessTables: ReadonlyMap<string, StoredBusinessTable>,
): CommandTransaction => {
  const listed = (table: string, ids: readonly string[], lock = ''): Promise<SqlRow[]> =>
    connection.all(`select t.* from ${dialect.idList} join ${table} t on t.id = k.id${lock}`, [JSON.stringify(ids)])
  /** Business rows that were not there when this transaction looked: they may only be made, never replaced. */
  const absent = new Set<string>()

  return {
    storedAnswers: async (ids) => byId(await listed('idempotency', ids), readAnswer),

    async untaken(keys) {
      const found = new Set<string>()
      for (const key of keys) {
        const rows = await connection.all(
          `select 1 as found from instance_commands where source_instance_id = ? and source_seq = ? and position = ?${dialect.forUpdate}`,
          [key.sourceInstanceId, key.sourceSeq, key.position],
        )
        if (rows.length) found.add(instanceCommandKeyText(key))
      }
      return found
    },

    async lockInstances(ids, knownRevision) {
      const list = JSON.stringify(ids)
      const heads = await connection.all(
        `select t.id, t.revision from ${dialect.idList} join instances t on t.id = k.id${dialect.forUpdate}`, [list],
      )
      const locked = new Map<string, LockedInstance>(
        heads.map((row) => [String(row.id), { id: String(row.id), revision: Number(row.revision), row: null }]),
      )
      const unknown = [...locked.values()].filter(({ id, revision }) => knownRevision(id) !== revision).map(({ id }) => id)
      if (unknown.length) for (const row of await listed('instances', unknown, dialect.forUpdate)) locked.get(String(row.id))!.row = readInstance(row)
      return locked
    },

    expectInstances: (expected) => connection.expect(INSTANCES, [...expected].sort((a, b) => (a.id < b.id ? -1 : 1))),

    restoreArchived: (ids) => restoreArchived(connection, dialect, ids),

    tasks: async (ids) => byId(await listed('tasks', ids), readTask),

    async jobHolders(ids) {
      const rows = await connection.all(
        `select t.id, t.lease_owner, t.fence from ${dialect.idList} join jobs t on t.id = k.id${dialect.forUpdate}`, [JSON.stringify(ids)],
      )
      return new Map(rows.map((row) => [String(row.id), { owner: row.lease_owner === null ? null : String(row.lease_owner), fence: Number(row.fence) }]))
    },

    attachments: async (ids) => byId(await listed('attachments', ids, dialect.forUpdate), readAttachment),

    journal: async (instanceId) => (await readEntries(connection, instanceId, 1, WHOLE)).map(({ events }) => events),

    drafts: (taskIds) => peopleWithDraft(connection, dialect, taskIds),

    async lockBusinessRows(keys) {
      const found = await lockBusinessRows(connection, dialect, keys)
      for (const [key, row] of found) if (row === null) absent.add(key)
      return found
    },

    async lockInstanceCommand({ sourceInstanceId, sourceSeq, position }) {
      const [row] = await connection.all(
        `select * from instance_commands where source_instance_id = ? and source_seq = ? and position = ?${dialect.forUpdate}`,
        [sourceInstanceId, sourceSeq, position],
      )
      return row ? readInstanceCommand(row) : null
    },

    async signalListeners(name, afterInstanceId, limit) {
      const rows = await connection.all(
        `select distinct instance_id from subscriptions where name = ? and kind = 'signal' and instance_id > ? order by instance_id limit ${limit}`,
        [name, afterInstanceId],
      )
      return rows.map((row) => String(row.instance_id))
    },

    async dueStartTimers(nowMs, limit) {
      const rows = await connection.all(
        `select * from start_timers where due_at_ms <= ? order by due_at_ms, id limit ${Math.trunc(limit)}${dialect.skipLocked}`, [nowMs],
      )
      return rows.map(readStartTimer)
    },

    async heldTriggers(place, triggers, key) {
      const [lock] = await connection.all(`select id from start_triggers where id = ?${dialect.forUpdate}`, [place])
      const fits = key === null ? '' : ' and (correlation_key = ? or correlation_key is null)'
      const rows: SqlRow[] = []
      for (const trigger of triggers) {
        rows.push(...(await connection.all(
          `select * from start_triggers where place = ? and trigger_name = ?${fits} order by arrived_at_ms, id limit ${LOOKED_AT}`, [place, trigger, ...(key === null ? [] : [key])],
        )))
      }
      const held = rows.map(readStartTrigger).sort((one, other) => one.arrivedAtMs - other.arrivedAtMs || (one.id < other.id ? -1 : 1))
      return { isNew: lock === undefined, held }
    },

    async heldConditions(places) {
      const rows = await listed('start_conditions', places, dialect.forUpdate)
      return new Map(rows.map((row) => [String(row.id), String(row.condition_text)]))
    },

    async subscriptions(name, correlationKey, businessKey) {
      const conditions = ['name = ?', `kind = 'message'`, correlationKey === null ? 'correlation_key is null' : 'correlation_key = ?', ...(businessKey === null ? [] : ['business_key = ?'])]
      const values = [name, ...(correlationKey === null ? [] : [correlationKey]), ...(businessKey === null ? [] : [businessKey])]
      const rows = await connection.all(`select * from subscriptions where ${conditions.join(' and ')} order by id`, values)
      return rows.map(readSubscription)
    },

    async write(writes, businessRows) {
      const tables = writes.map((table) => ({ table: hotTableNamed(table.table), writes: table }))
      await connection.writeTables([...tables, ...businessWrites(businessTables, businessRows, absent)])
    },

    flush: connection.flush,
  }
}
