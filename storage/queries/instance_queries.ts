import type { InstanceFilter, InstanceListItem, InstanceQueries } from '#engine/runtime/ports/instance_queries'
import type { SubscriptionRow } from '#engine/runtime/ports/rows'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { hotTableNamed } from '../schema/hot_tables.js'
import { plainReader, readInstance, readJob } from '../schema/read_rows.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { findSearched } from './find_searched.js'
import { beyond, condition, joined, type SqlCondition } from './sql_condition.js'

const INCIDENTS = '(select count(*) from incidents i where i.instance_id = t.id and i.resolved_at_ms is null) as incident_count'

/** Everything but the state. */
const LISTED = [...hotTableNamed('instances').columns.values()]
  .filter(({ property }) => property !== 'tokens' && property !== 'data')
  .map(({ column }) => `t.${column}`)
  .join(', ')

const readListItem = (row: SqlRow): InstanceListItem => {
  const { tokens: _tokens, data: _data, ...item } = readInstance({ ...row, tokens: '{}', data: '{}' })
  return item
}

/** Ids begin with 26 signs; anything else is looked for as the beginning of a number. */
const isId = (text: string): boolean => /^[0-9a-z]{26}(?::|$)/.test(text)
const numbered = (text: string): SqlCondition[] => {
  if (isId(text)) return [condition('t.id = ?', text)]
  return [condition(`t.number like ? escape '!'`, `${text.replace(/[!%_]/g, (sign) => `!${sign}`)}%`)]
}

const conditions = (filter: InstanceFilter): SqlCondition[] => [
  ...(filter.definitionKey === undefined ? [] : [condition('t.definition_key = ?', filter.definitionKey)]),
  ...(filter.definitionId === undefined ? [] : [condition('t.definition_id = ?', filter.definitionId)]),
  ...(filter.idOrNumber === undefined ? [] : numbered(filter.idOrNumber)),
  ...(filter.withIncident ? [condition('exists (select 1 from incidents x where x.instance_id = t.id and x.resolved_at_ms is null)')] : []),
  ...(filter.businessKey === undefined ? [] : [condition('t.business_key = ?', filter.businessKey)]),
  ...(filter.status === undefined ? [] : [condition('t.status = ?', filter.status)]),
  // said again, so that SQLite knows the index of those that are not active to have them all
  ...(filter.status === undefined || filter.status === 'active' ? [] : [condition(`t.status <> 'active'`)]),
  ...(filter.startedBy === undefined ? [] : [condition('t.starter = ?', filter.startedBy)]),
  ...(filter.startedFromMs === undefined ? [] : [condition('t.started_at_ms >= ?', filter.startedFromMs)]),
  ...(filter.startedBeforeMs === undefined ? [] : [condition('t.started_at_ms < ?', filter.startedBeforeMs)]),
  ...(filter.participant === undefined
    ? []
    : [condition('t.id in (select instance_id from instance_participants where user_id = ?)', filter.participant)]),
  // nearly all have no caller: an index is no help there, and an expression keeps the planner from taking it for one
  ...(filter.withCalled ? [] : [condition(`coalesce(t.caller_instance_id, '') = ''`)]),
]

/** What is looked for among the terms. */
const searchText = ({ q, idOrNumber }: InstanceFilter): string => [q, idOrNumber !== undefined && !isId(idOrNumber) ? idOrNumber : ''].join(' ')

const SEARCHED = { instanceId: 't.id', texts: ['t.title', 't.number', 't.applicant', 't.business_key'] }

/** Instances of one call tree looked at for participation; larger trees are cut. */
const TREE_LIMIT = 2_000

/** Live first: what has left it lies in the archive already. */
const PLACES = ['instances', 'archived_instances'] as const

/** The first place's rows, when it has any. */
const inFirstPlace = async (read: (table: string) => Promise<SqlRow[]>): Promise<SqlRow[]> => {
  const live = await read(PLACES[0])
  return live.length ? live : read(PLACES[1])
}

const inAllPlaces = async (read: (table: string) => Promise<SqlRow[]>): Promise<SqlRow[]> => [...(await read(PLACES[0])), ...(await read(PLACES[1]))]

const rootOf = async (connection: SqlConnection, instanceId: string): Promise<string> => {
  let id = instanceId
  for (let depth = 0; depth < 200; depth += 1) {
    const [row] = await inFirstPlace((table) => connection.all(`select caller_instance_id from ${table} where id = ?`, [id]))
    if (!row || row.caller_instance_id === null) return id
    id = String(row.caller_instance_id)
  }
  return id
}

const treeOf = async (connection: SqlConnection, dialect: Dialect, rootId: string): Promise<string[]> => {
  const all = [rootId]
  for (let level = [rootId]; level.length && all.length < TREE_LIMIT; ) {
    const list = JSON.stringify(level)
    const rows = await inAllPlaces((table) =>
      connection.all(`select t.id from ${dialect.idList} join ${table} t on t.caller_instance_id = k.id limit ${TREE_LIMIT}`, [list]),
    )
    level = rows.map((row) => String(row.id))
    all.push(...level)
  }
  return all
}

const newestFirst = (a: InstanceListItem, b: InstanceListItem): number => b.startedAtMs - a.startedAtMs || (a.id < b.id ? 1 : -1)

const readSubscription = plainReader<SubscriptionRow>('subscriptions')

export const instanceQueries = (dialect: Dialect): InstanceQueries => ({
  list: (filter, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('instances', filter)
      const after = beyond('t.started_at_ms', 't.id', readCursor(page.after, signature), true)
      const searched = await findSearched(connection, dialect, searchText(filter))
      const { sql, values } = joined([...conditions(filter), ...(searched.kind === 'many' ? searched.where(SEARCHED) : []), ...after])
      const few = searched.kind === 'few' ? [JSON.stringify(searched.ids)] : []
      const from = (table: string): string => (few.length > 0 ? `${dialect.idList} ${dialect.orderedJoin} ${table} t on t.id = k.id` : `${table} t`)
      const rows = await inAllPlaces((table) =>
        connection.all(
          `select ${LISTED}, ${INCIDENTS} from ${from(table)} where ${sql} order by t.started_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, [...few, ...values],
        ),
      )
      const data = rows.map(readListItem).sort(newestFirst).slice(0, page.limit)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit ? writeCursor(signature, { sort: last.startedAtMs, id: last.id }) : null }
    }),

  find: (instanceId) =>
    dialect.read(async (connection) => {
      const [row] = await inFirstPlace((table) => connection.all(`select t.*, ${INCIDENTS} from ${table} t where t.id = ?`, [instanceId]))
      return row ? readInstance(row) : null
    }),

  calledBy: (instanceId) =>
    dialect.read(async (connection) => {
      const rows = await inAllPlaces((table) =>
        connection.all(`select ${LISTED}, ${INCIDENTS} from ${table} t where t.caller_instance_id = ? order by t.started_at_ms, t.id limit 1000`, [instanceId]),
      )
      return rows.map(readListItem).sort(newestFirst).reverse()
    }),

  hasParticipant: (instanceId, userId) =>
    dialect.read(async (connection) => {
      const tree = await treeOf(connection, dialect, await rootOf(connection, instanceId))
      const rows = await connection.all(
        `select 1 as found from ${dialect.idList} join instance_participants p on p.instance_id = k.id and p.user_id = ? limit 1`,
        [JSON.stringify(tree), userId],
      )
      return rows.length > 0
    }),

  participants: (instanceId) =>
    dialect.read(async (connection) =>
      (await connection.all('select user_id from instance_participants where instance_id = ? order by user_id', [instanceId])).map((row) =>
        String(row.user_id),
      ),
    ),

  subscriptions: (instanceId) =>
    dialect.read(async (connection) =>
      (await connection.all('select * from subscriptions where instance_id = ? order by id', [instanceId])).map(readSubscription),
    ),

  jobs: (instanceId) =>
    dialect.read(async (connection) => (await connection.all('select * from jobs where instance_id = ? order by created_at_ms, id', [instanceId])).map(readJob)),
})
