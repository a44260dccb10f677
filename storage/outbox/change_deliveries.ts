import { outboxRow } from '#engine/runtime/bus/outbox_row'
import type { OutboxRow } from '#engine/runtime/participant'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { DeliveryStore, DeskChange, HeldDelivery } from '#processes/foundation/deliveries/delivery_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { insertRows, updateAll } from '../write_rows.js'
import { changedColumns, readDelivery } from './delivery_rows.js'

/** Rows held by a dispatcher are changed all the same: its own result then comes too late. */
const written = (row: HeldDelivery, { change, replacement }: DeskChange, nowMs: number): { row: ScalarRow; after: Delivery; replacement: ScalarRow | null } => {
  const { fence, ...columns } = changedColumns(row, change)
  const made = replacement === undefined ? null : outboxRow(replacementOf(row, replacement), nowMs, row.edition + 1)
  return { row: { ...columns, fence: Number(fence) + 1 }, after: { ...row, ...change }, replacement: made }
}

const replacementOf = ({ target, orderKey, seq, kind, caseKey, number, business }: HeldDelivery, replacement: NonNullable<DeskChange['replacement']>): OutboxRow => ({
  target, orderKey, seq, kind, caseKey, number, business, ...replacement,
})

const changeRows = async (connection: SqlConnection, rows: readonly SqlRow[], nowMs: number, decide: (row: HeldDelivery) => DeskChange | null) => {
  const changes = rows.map(readDelivery).flatMap((row) => {
    const change = decide(row)
    return change === null ? [] : [written(row, change, nowMs)]
  })
  if (changes.length > 0) await updateAll(connection, 'deliveries', changes.map(({ row }) => row))
  const made = changes.map(({ replacement }) => replacement).filter((row) => row !== null)
  if (made.length > 0) await insertRows(connection, 'deliveries', made)
  return changes
}

export const changeDelivery = (dialect: Dialect): DeliveryStore['change'] => (of, nowMs, decide) =>
  dialect.transaction(async (connection) => {
    const [row] = 'id' in of
      ? await connection.all(`select * from deliveries where id = ?${dialect.forUpdate}`, [of.id])
      : await connection.all(`select * from deliveries where target = ? and upper_id = ? order by created_at_ms desc limit 1${dialect.forUpdate}`, [of.target, of.upperId])
    if (row === undefined) return null
    const [changed] = await changeRows(connection, [row], nowMs, decide)
    return changed === undefined ? readDelivery(row) : changed.after
  })

export const changeDeliveries = (dialect: Dialect): DeliveryStore['changeAll'] => (ids, nowMs, decide) =>
  dialect.transaction(async (connection) => {
    if (ids.length === 0) return 0
    const rows = await connection.all(`select t.* from ${dialect.idList} join deliveries t on t.id = k.id${dialect.forUpdate}`, [JSON.stringify(ids)])
    return (await changeRows(connection, rows, nowMs, decide)).length
  })
