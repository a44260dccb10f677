import type { BoardScope } from '#processes/foundation/board/board_store'
import type { CardRow } from '#processes/foundation/supervision/card'
import type { CardFilter, CardQueries } from '#processes/foundation/supervision/card_queries'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { amongst, beyond, condition, joined, type SqlCondition } from './sql_condition.js'

const COLUMNS = ['department', 'watched', 'colour', 'state', 'month'] as const
const readCard = (row: SqlRow): CardRow => JSON.parse(String(row.row)) as CardRow

/** 红黄牌 page by page and counted, from indexes that hold every filter but the number. */
export const cardQueries = (dialect: Dialect): CardQueries => {
  const conditions = (scope: BoardScope, filter: CardFilter): SqlCondition[] => [
    ...(scope === 'all' ? [] : [amongst('i.department', scope)]),
    ...COLUMNS.flatMap((name) => (filter[name] === undefined ? [] : [condition(`i.${name} = ?`, filter[name])])),
    ...(filter.caseNumber === undefined
      ? []
      : [condition(`${dialect.jsonValue('i.row')} like ? escape '!'`, '$."caseNumber"', `%${filter.caseNumber.replace(/[!%_]/g, '!$&')}%`)]),
  ]
  return {
    list: (scope, filter, page) =>
      dialect.read(async (connection) => {
        const signature = listSignature('cards', filter, scope)
        const { sql, values } = joined([...conditions(scope, filter), ...beyond('i.issued_at_ms', 'i.`key`', readCursor(page.after, signature), true)])
        const found = `select i.\`key\`, i.issued_at_ms from supervision_cards i where ${sql} order by i.issued_at_ms desc, i.\`key\` desc limit ${Math.trunc(page.limit) + 1}`
        const rows = await connection.all(`select c.row from (${found}) p join supervision_cards c on c.\`key\` = p.\`key\` order by p.issued_at_ms desc, p.\`key\` desc`, values)
        const data = rows.slice(0, page.limit).map(readCard)
        const last = data.at(-1)
        return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: last.issuedAtMs, id: last.key }) : null }
      }),

    counts: (scope, filter) =>
      dialect.read(async (connection) => {
        const { sql, values } = joined(conditions(scope, filter))
        const rows = await connection.all(`select i.colour, i.state, count(*) as n from supervision_cards i where ${sql} group by i.colour, i.state`, values)
        const count = (holds: (row: SqlRow) => boolean): number => rows.filter(holds).reduce((sum, { n }) => sum + Number(n), 0)
        // of what was corrected only the row itself says whether there was a 督办; `distinct` keeps MariaDB from reading all rows to find those
        const found = `select distinct i.\`key\` from supervision_cards i where ${sql} and i.state = 'corrected'`
        const [corrected] = await connection.all(
          `select count(*) as n from (${found}) p join supervision_cards c on c.\`key\` = p.\`key\` where coalesce(${dialect.jsonValue('c.row')}, 'null') <> 'null'`, [...values, '$."supervisionInstanceId"'],
        )
        return {
          yellow: count(({ colour }) => colour === 'yellow'), red: count(({ colour }) => colour === 'red'),
          supervised: count(({ state }) => state === 'supervised' || state === 'answered' || state === 'closed') + Number(corrected?.n ?? 0),
          unanswered: count(({ state }) => state === 'supervised'),
        }
      }),
  }
}
