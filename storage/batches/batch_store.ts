import type { BatchItemRow, BatchItemState, BatchRow, BatchStore, BatchTarget } from '#engine/runtime/ports/batch_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { beyond, condition, joined } from '../queries/sql_condition.js'
import { plainReader, rowReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readColumns = rowReader('batches')
const readItem = plainReader<BatchItemRow>('batch_items')
const readBatch = (row: SqlRow): BatchRow => {
  const read = readColumns(row)
  return { ...read, input: JSON.parse(String(read.input)) } as unknown as BatchRow
}

/** Rows of the items: those named, in their order, or every running instance of a definition, numbered by the database. */
const insertItems = async (connection: SqlConnection, batchId: string, target: BatchTarget): Promise<number> => {
  if ('instanceIds' in target) {
    const rows = [...new Set(target.instanceIds)].map((instanceId, position) => ({ batchId, position, instanceId, state: 'waiting', message: null, finishedAtMs: null }))
    if (rows.length > 0) await insertRows(connection, 'batch_items', rows)
    return rows.length
  }
  return connection.run(
    `insert into batch_items (batch_id, position, instance_id, state) select ?, row_number() over (order by id) - 1, id, 'waiting' from instances` +
      ` where definition_id = ? and status in ('active', 'suspended')`,
    [batchId, target.definitionId],
  )
}

const countsOf = async (connection: SqlConnection, batchId: string): Promise<Record<BatchItemState, number>> => {
  const rows = await connection.all('select state, count(*) as n from batch_items where batch_id = ? group by state', [batchId])
  const of = (state: BatchItemState) => Number(rows.find((row) => row.state === state)?.n ?? 0)
  return { waiting: of('waiting'), done: of('done'), refused: of('refused') }
}

export const batchStore = (dialect: Dialect): BatchStore => ({
  create: (batch, target) =>
    dialect.transaction(async (connection) => {
      const total = await insertItems(connection, batch.id, target)
      const { createdAtMs } = batch
      await insertRows(connection, 'batches', [{ ...batch, input: JSON.stringify(batch.input), total, finishedAtMs: total === 0 ? createdAtMs : null }])
      return total
    }),

  find: (batchId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from batches where id = ?', [batchId])
      return row ? { ...readBatch(row), ...(await countsOf(connection, batchId)) } : null
    }),

  list: (page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('batches')
      const { sql, values } = joined([condition('1 = 1'), ...beyond('t.created_at_ms', 't.id', readCursor(page.after, signature), true)])
      const rows = await connection.all(`select t.* from batches t where ${sql} order by t.created_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values)
      const data = rows.slice(0, page.limit).map(readBatch)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.createdAtMs, id: last.id }) : null }
    }),

  items: (batchId, state, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('batch_items', batchId, state)
      const from = readCursor(page.after, signature)
      const { sql, values } = joined([
        condition('t.batch_id = ?', batchId),
        ...(state === undefined ? [] : [condition('t.state = ?', state)]),
        ...(from === null ? [] : [condition('t.position > ?', from.sort)]),
      ])
      const rows = await connection.all(`select t.* from batch_items t where ${sql} order by t.position limit ${Math.trunc(page.limit) + 1}`, values)
      const data = rows.slice(0, page.limit).map(readItem)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.position, id: last.instanceId }) : null }
    }),

  waiting: (limit) =>
    dialect.read(async (connection) => {
      const rows = await connection.all(
        `select * from batch_items where state = 'waiting' and batch_id = (select id from batches where finished_at_ms is null order by created_at_ms, id limit 1)` +
          ` order by position limit ${Math.trunc(limit)}`,
      )
      const [first] = rows
      if (!first) return []
      const [batch] = await connection.all('select * from batches where id = ?', [String(first.batch_id)])
      return batch ? rows.map((row) => ({ item: readItem(row), batch: readBatch(batch) })) : []
    }),

  finish: (items, nowMs) =>
    dialect.transaction(async (connection) => {
      for (const { batchId, position, state, message } of items) {
        await connection.run(
          `update batch_items set state = ?, message = ?, finished_at_ms = ? where batch_id = ? and position = ? and state = 'waiting'`,
          [state, message, nowMs, batchId, position],
        )
      }
      for (const batchId of new Set(items.map((item) => item.batchId))) {
        await connection.run(
          `update batches set finished_at_ms = ? where id = ? and finished_at_ms is null and not exists` +
            ` (select 1 from batch_items i where i.batch_id = ? and i.state = 'waiting')`,
          [nowMs, batchId, batchId],
        )
      }
    }),
})
