import type { NewsStore } from '#engine/runtime/ports/news_store'
import type { Dialect } from '../dialects/dialect.js'

/** Rows looked at in one go; a node that lags further behind tells its pages the rest at the next poll. */
const BATCH = 5_000

export const newsStore = (dialect: Dialect): NewsStore => ({
  last: () =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select max(seq) as last from news')
      return Number(row?.last ?? 0)
    }),
  // no node but this one: the range holds numbers only, the long bodies stay where they are
  since: (seq, exceptNode) =>
    dialect.read(async (connection) =>
      (await connection.all(`select seq, node, body from news where seq > ? and node <> ? order by seq limit ${BATCH}`, [seq, exceptNode])).map((row) => ({
        seq: Number(row.seq), node: String(row.node), body: String(row.body),
      })),
    ),
  removeBefore: (atMs) => dialect.transaction((connection) => connection.run('delete from news where at_ms < ?', [atMs])),
})
