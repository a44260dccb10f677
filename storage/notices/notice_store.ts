import type { PeopleFact } from '#engine/runtime/ports/people_fact'
import type { NoticeRow } from '#processes/foundation/notices/notice'
import type { NoticeLimit, NoticeStore, NoticeTask, Settled } from '#processes/foundation/notices/ports'
import { DEFAULT_PREFERENCES, type NoticePreferences } from '#processes/foundation/notices/preferences'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { plainReader, readTask, rowReader } from '../schema/read_rows.js'
import { insertRows, putRows } from '../write_rows.js'
import { sendQueries } from './send_queries.js'

const readNoticeColumns = rowReader('notices')
const readNotice = (row: SqlRow): NoticeRow => {
  const read = readNoticeColumns(row)
  return { ...read, isUrgent: read.isUrgent === 1 } as unknown as NoticeRow
}
const readLimit = plainReader<NoticeLimit>('notice_limits')

const readOpenTask = (row: SqlRow): NoticeTask => {
  const { id, instanceId, packageId, definitionKey, name, assignee, candidates, number, title, dueAtMs, amberAtMs } = readTask(row)
  return { id, instanceId, packageId, definitionKey, name, assignee, candidates, number, title, dueAtMs, amberAtMs, isDrill: row.drill === 'true' }
}

/** Unread ones are counted so far. */
const COUNTED = 100

export const noticeStore = (dialect: Dialect): NoticeStore => ({
  ...sendQueries(dialect),

  queued: (limit) =>
    dialect.read(async (connection) =>
      (await connection.all(`select seq, body from notice_queue order by seq limit ${Math.trunc(limit)}`)).map((row) => ({
        seq: Number(row.seq), facts: JSON.parse(String(row.body)) as PeopleFact[],
      })),
    ),

  dueLimits: (nowMs, limit) =>
    dialect.read(async (connection) => (await connection.all(`select * from notice_limits where at_ms <= ? order by at_ms limit ${Math.trunc(limit)}`, [nowMs])).map(readLimit)),

  openTasks: (taskIds) =>
    dialect.read(async (connection) => {
      if (taskIds.length === 0) return new Map()
      const rows = await connection.all(
        `select t.*, ${dialect.jsonValue('i.data')} as drill from ${dialect.idList} join tasks t on t.id = k.id join instances i on i.id = t.instance_id where t.state = 'open'`,
        ['$."drill"', JSON.stringify(taskIds)],
      )
      return new Map(rows.map((row) => [String(row.id), readOpenTask(row)]))
    }),

  async settle(settled) {
    const once = () => dialect.transaction((connection) => settle(dialect, connection, settled))
    try {
      return await once()
    } catch (error) {
      // another node has told the same fact at this very moment: now it is known
      if (!dialect.isDuplicate(error)) throw error
      return once()
    }
  },

  list: (userId, { unreadOnly, before, limit }) =>
    dialect.read(async (connection) => {
      const conditions = ['user_id = ?', ...(unreadOnly ? ['read_at_ms is null'] : []), ...(before === null ? [] : ['id < ?'])]
      const values = [userId, ...(before === null ? [] : [before])]
      return (await connection.all(`select * from notices where ${conditions.join(' and ')} order by id desc limit ${Math.trunc(limit)}`, values)).map(readNotice)
    }),

  countUnread: (userId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all(`select count(*) as n from (select 1 as one from notices where user_id = ? and read_at_ms is null limit ${COUNTED}) unread`, [userId])
      return Number(row.n)
    }),

  markRead: (userId, ids, atMs) =>
    dialect.transaction(async (connection) => {
      const own = 'user_id = ? and read_at_ms is null'
      if (ids === null) return void (await connection.run(`update notices set read_at_ms = ? where ${own}`, [atMs, userId]))
      for (const id of ids) await connection.run(`update notices set read_at_ms = ? where id = ? and ${own}`, [atMs, id, userId])
    }),

  preferences: (userIds) =>
    dialect.read(async (connection) => {
      if (userIds.length === 0) return new Map()
      const rows = await connection.all(`select p.* from ${dialect.idList} join notice_preferences p on p.user_id = k.id`, [JSON.stringify(userIds)])
      return new Map(rows.map((row) => [String(row.user_id), { ...DEFAULT_PREFERENCES, ...(JSON.parse(String(row.row)) as NoticePreferences) }]))
    }),

  savePreferences: (userId, preferences) => dialect.transaction((connection) => putRows(connection, 'notice_preferences', [{ userId, row: JSON.stringify(preferences) }])),

  forgetBefore: (atMs) =>
    dialect.transaction(async (connection) => {
      await connection.run('delete from notices where at_ms < ? and read_at_ms is not null', [atMs])
      await connection.run("delete from notice_sends where created_at_ms < ? and state <> 'waiting'", [atMs])
    }),
})

async function settle(dialect: Dialect, connection: SqlConnection, { seqs, limitsDone, notices, sends, limits }: Settled): Promise<string[]> {
  // a group of robots may be told what no person is
  const known = await knownFacts(dialect, connection, [...notices, ...sends].map(({ fact }) => fact))
  const fresh = firstOfEach(notices, ({ userId, fact }) => `${userId} ${fact}`, known.notices)
  const out = firstOfEach(sends, ({ channel, receiver, fact }) => `${channel} ${receiver} ${fact}`, known.sends)
  if (fresh.length > 0) await insertRows(connection, 'notices', fresh.map((row) => ({ ...row, isUrgent: row.isUrgent ? 1 : 0 })))
  if (out.length > 0) await insertRows(connection, 'notice_sends', out.map((row) => ({ ...row, isUrgent: row.isUrgent ? 1 : 0 })))
  if (limits.length > 0) await putRows(connection, 'notice_limits', limits.map((row) => ({ ...row })))
  for (const { kind, taskId, atMs } of limitsDone) await connection.run('delete from notice_limits where kind = ? and task_id = ? and at_ms = ?', [kind, taskId, atMs])
  if (seqs.length > 0) await connection.run(`delete from notice_queue where seq in (${seqs.map(() => '?').join(', ')})`, seqs)
  return [...new Set(fresh.map(({ userId }) => userId))]
}

/** Without what is known already; the same fact may stand in the queue twice, too. */
function firstOfEach<Row>(rows: readonly Row[], nameOf: (row: Row) => string, known: ReadonlySet<string>): Row[] {
  const seen = new Set(known)
  return rows.filter((row) => !seen.has(nameOf(row)) && seen.add(nameOf(row)))
}

/** Who knows which of these facts, and where they have gone out. */
async function knownFacts(dialect: Dialect, connection: SqlConnection, facts: readonly string[]): Promise<{ notices: Set<string>; sends: Set<string> }> {
  if (facts.length === 0) return { notices: new Set(), sends: new Set() }
  const list = JSON.stringify([...new Set(facts)])
  const notices = await connection.all(`select n.user_id, n.fact from ${dialect.idList} join notices n on n.fact = k.id`, [list])
  const sends = await connection.all(`select s.channel, s.receiver, s.fact from ${dialect.idList} join notice_sends s on s.fact = k.id`, [list])
  return { notices: new Set(notices.map((row) => `${row.user_id} ${row.fact}`)), sends: new Set(sends.map((row) => `${row.channel} ${row.receiver} ${row.fact}`)) }
}
