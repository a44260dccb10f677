import type { CopyFilter, CopyListItem, CopyQueries, CopyRow } from '#engine/runtime/ports/copy_queries'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { findSearched, type Searched } from './find_searched.js'
import { beyond, condition, joined, type SqlCondition } from './sql_condition.js'

const readCopy = plainReader<CopyRow>('copies')
const readInstancePart = plainReader<Omit<CopyListItem, keyof CopyRow>>('instances')

/** Badges stop counting here. */
const BADGE_CAP = 100

const conditions = (filter: CopyFilter, searched: Searched, dialect: Dialect): SqlCondition[] => [
  ...(filter.definitionKey === undefined ? [] : [condition('coalesce(i.definition_key, a.definition_key) = ?', filter.definitionKey)]),
  ...(filter.instanceId === undefined ? [] : [condition('c.instance_id = ?', filter.instanceId)]),
  ...(searched.kind === 'few' ? [condition(`c.instance_id in (select k.id from ${dialect.idList})`, JSON.stringify(searched.ids))] : []),
  ...(searched.kind === 'many' ? searched.where(SEARCHED) : []),
]

const SEARCHED = { instanceId: 'c.instance_id', texts: ['title', 'number', 'applicant', 'business_key'].map((column) => `coalesce(i.${column}, a.${column})`) }

/** What is shown of the instance, wherever it lies. */
const SHOWN = ['definition_id', 'definition_key', 'status', 'business_key', 'title', 'number', 'applicant']
const COLUMNS = ['c.*', ...SHOWN.map((column) => `coalesce(i.${column}, a.${column}) as ${column}`)].join(', ')
const SOURCE = 'copies c left join instances i on i.id = c.instance_id left join archived_instances a on a.id = c.instance_id'

export const copyQueries = (dialect: Dialect): CopyQueries => ({
  list: (userId, filter, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('copies', userId, filter)
      const after = beyond('c.sent_at_ms', 'c.id', readCursor(page.after, signature), true)
      const { sql, values } = joined([condition('c.user_id = ?', userId), ...conditions(filter, await findSearched(connection, dialect, filter.q), dialect), ...after])
      const rows = await connection.all(
        `select ${COLUMNS} from ${SOURCE} where ${sql} order by c.sent_at_ms desc, c.id desc limit ${Math.trunc(page.limit) + 1}`, values,
      )
      const data = rows.slice(0, page.limit).map((row): CopyListItem => ({ ...readInstancePart({ ...row, id: undefined }), ...readCopy(row) }))
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.sentAtMs, id: last.id }) : null }
    }),

  countUnread: (userId) =>
    dialect.read(async (connection) => (await connection.all(`select id from copies where user_id = ? and read_at_ms is null limit ${BADGE_CAP}`, [userId])).length),

  ofInstance: (instanceId) =>
    dialect.read(async (connection) => (await connection.all('select * from copies where instance_id = ? order by sent_at_ms, id', [instanceId])).map(readCopy)),
})
