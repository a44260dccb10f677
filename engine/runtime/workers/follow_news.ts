import type { CommittedNews } from '../engine.js'
import type { NewsStore } from '../ports/news_store.js'

/** Numbers looked at again: a transaction that took its number early may commit late. */
const LOOK_BACK = 500

/** Reads what other nodes have committed since the last look, and tells it once. */
export const createNewsFollower = (store: NewsStore, nodeId: string, tell: (news: CommittedNews) => void): (() => Promise<void>) => {
  let last: number | null = null
  const seen = new Set<number>()
  const unseen = async (from: number) => (await store.since(Math.max(0, from - LOOK_BACK), nodeId)).filter(({ seq }) => !seen.has(seq))
  return async () => {
    const newest = await store.last()
    const before = last ?? newest
    const rows = await unseen(before)
    for (const { seq, body } of rows) {
      seen.add(seq)
      if (last === null) continue
      for (const news of JSON.parse(body) as Omit<CommittedNews, 'events'>[]) tell({ ...news, events: [] })
    }
    // a long list comes in parts: the rest with the next look
    last = Math.max(before, rows.at(-1)?.seq ?? newest)
    for (const seq of seen) if (seq < last - 2 * LOOK_BACK) seen.delete(seq)
  }
}
