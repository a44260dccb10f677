import type { BoardFilter, BoardItem, BoardScope, BoardStore, DecidedCount } from '#processes/foundation/board/board_store'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { amongst, condition, joined, type SqlCondition } from './sql_condition.js'

const BY_MONTH = 'case_items_by_decided_month'
const BY_VERDICT = 'case_items_by_verdict'

/** Counts of the supervisors' board: sums over typed columns alone, each in the order of an index that holds all that is asked (`business_tables.ts`), so that both databases give the same and no row is read. */
export const boardQueries = (dialect: Dialect): BoardStore => ({
  decided: (scope, months) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([amongst('i.decided_month', months), ...within(scope), ...DECIDED])
      const by = 'i.decided_month, i.department, i.verdict, i.result, i.business'
      return mergedResults(await connection.all(`select ${by}, count(*) as n from case_items i${dialect.byIndex(BY_MONTH)} where ${sql} group by ${by}`, values))
    }),

  running: (scope, nowMs) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([...within(scope), condition(`i.verdict = 'running'`)])
      const overdue = 'case when i.promised_due_at_ms < ? then 1 else 0 end'
      const amber = 'case when i.amber_at_ms < ? and i.promised_due_at_ms >= ? then 1 else 0 end'
      const by = 'i.department, i.business, i.status, i.status_text'
      const rows = await connection.all(
        `select ${by}, count(*) as n, sum(${overdue}) as overdue, sum(${amber}) as amber, min(i.stage_since_ms) as oldest from case_items i${dialect.byIndex(BY_VERDICT)} where ${sql} group by ${by}`,
        [nowMs, nowMs, nowMs, ...values],
      )
      return rows.map((row) => ({
        department: String(row.department), business: String(row.business), stage: String(row.status), stageText: String(row.status_text), count: Number(row.n),
        amber: Number(row.amber), overdue: Number(row.overdue), oldestSinceMs: row.oldest === null ? null : Number(row.oldest),
      }))
    }),

  stages: (scope, month) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([condition('i.left_month = ?', month), ...within(scope)])
      const by = 'i.department, i.stage, i.stage_text'
      const rows = await connection.all(
        `select ${by}, count(distinct i.item_key) as items, count(*) as stays, sum(i.seconds) as total, max(i.seconds) as longest from case_stages i where ${sql} group by ${by}`, values,
      )
      return rows.map((row) => ({
        department: String(row.department), stage: String(row.stage), stageText: String(row.stage_text), items: Number(row.items), stays: Number(row.stays),
        totalSeconds: Number(row.total), longestSeconds: Number(row.longest),
      }))
    }),

  cards: (scope, months) =>
    dialect.read(async (connection) => {
      const { sql, values } = joined([amongst('i.month', months), ...within(scope)])
      const by = 'i.month, i.department, i.colour'
      const rows = await connection.all(
        `select ${by}, count(*) as n, sum(case when i.state = 'corrected' then 1 else 0 end) as corrected from supervision_cards i where ${sql} group by ${by}`, values,
      )
      return rows.map((row) => ({
        month: String(row.month), department: String(row.department), colour: row.colour as 'yellow' | 'red', count: Number(row.n), corrected: Number(row.corrected),
      }))
    }),

  items: (scope, filter, { nowMs, after, limit }) =>
    dialect.read(async (connection) => {
      const from = itemsFor(dialect, filter)
      const { sql, values } = joined([...within(scope), ...meeting(filter, nowMs), ...(after === null ? [] : [condition('i.`key` > ?', after)])])
      // the page is found in an index; only its own rows are read
      const page = `select i.\`key\` from ${from.sql} where ${sql} order by i.\`key\` limit ${Math.trunc(limit)}`
      const rows = await connection.all(
        `select t.\`row\` as item, c.\`row\` as owner from (${page}) p join case_items t on t.\`key\` = p.\`key\` left join case_records c on c.\`key\` = t.case_key order by p.\`key\``,
        [...from.values, ...values],
      )
      return rows.map(readItem)
    }),
})

/** Counts by month, verdict, business and department; what was passed on above is one of them, and told beside. */
function mergedResults(rows: readonly SqlRow[]): DecidedCount[] {
  const counts = new Map<string, DecidedCount>()
  for (const row of rows) {
    const [month, department, business, count] = [String(row.decided_month), String(row.department), String(row.business), Number(row.n)]
    const key = JSON.stringify([month, row.verdict, business, department])
    const known = counts.get(key) ?? { month, department, business, verdict: row.verdict as DecidedCount['verdict'], count: 0, forwarded: 0 }
    counts.set(key, { ...known, count: known.count + count, forwarded: known.forwarded + (row.result === 'forwarded' ? count : 0) })
  }
  return [...counts.values()]
}

/** What was cancelled or counts as withdrawn may have a verdict of its clock, too, but nobody decided it. */
const DECIDED = [condition(`i.verdict in ('on_time', 'overdue')`), condition(`i.result not in ('cancelled', 'deemed_withdrawn')`)]

const within = (scope: BoardScope): SqlCondition[] => (scope === 'all' ? [] : [amongst('i.department', scope)])

function meeting({ month, department, business, verdict, stage, leftStage, light }: BoardFilter, nowMs: number): SqlCondition[] {
  return [
    ...(month === undefined || leftStage !== undefined ? [] : [condition('i.decided_month = ?', month)]),
    ...(department === undefined ? [] : [condition('i.department = ?', department)]),
    ...(business === undefined ? [] : [condition('i.business = ?', business)]),
    ...(stage === undefined ? [] : [condition('i.status = ?', stage)]),
    ...(verdict === undefined ? [] : verdict === 'running' ? [condition(`i.verdict = 'running'`)] : DECIDED),
    ...(verdict === 'on_time' || verdict === 'overdue' ? [condition('i.verdict = ?', verdict)] : verdict === 'forwarded' ? [condition(`i.result = 'forwarded'`)] : []),
    ...(light === undefined ? [] : [condition(`i.verdict = 'running'`)]),
    ...(light === 'red' ? [condition('i.promised_due_at_ms < ?', nowMs)] : []),
    ...(light === 'amber' ? [condition('i.amber_at_ms < ? and i.promised_due_at_ms >= ?', nowMs, nowMs)] : []),
  ]
}

/** `case_items i` as a filter is best read: by the index that begins with what it asks, or from the stages that were left; an item's stages are of its own department. */
function itemsFor(dialect: Dialect, { month, department, verdict, leftStage, light }: BoardFilter): SqlCondition {
  if (leftStage !== undefined) {
    const { sql, values } = joined([condition('s.left_month = ?', month ?? ''), ...(department === undefined ? [] : [condition('s.department = ?', department)]), condition('s.stage = ?', leftStage)])
    return condition(`(select distinct s.item_key from case_stages s where ${sql}) l ${dialect.orderedJoin} case_items i on i.\`key\` = l.item_key`, ...values)
  }
  if (month !== undefined) return condition(`case_items i${dialect.byIndex(BY_MONTH)}`)
  return condition(`case_items i${light !== undefined || verdict === 'running' ? dialect.byIndex(BY_VERDICT) : ''}`)
}

function readItem(row: SqlRow): BoardItem {
  const owner = row.owner === null ? null : (JSON.parse(String(row.owner)) as CaseRow)
  return { item: JSON.parse(String(row.item)) as CaseItemRow, title: owner?.title ?? '', applicant: owner?.applicant ?? '' }
}
