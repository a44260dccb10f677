import type { CommittedNews } from '../engine.js'
import type { NewsStore } from '../ports/news_store.js'

/** Numbers looked at again: a transaction that took its number early may commit late. */
const LOOK_BACK = 500

/** Reads what other nodes have committed since the last look, and tells it once. */
export const createNewsFollower = (store: NewsStore, nodeId: string, tell: (news: CommittedNews) => void): (() => Promise<void>) => {
  let last: number | null = null
  const seen = new Set<number>()
  return async () => {
    if (last === null) {
      last = await store.last()
      for (const { seq } of await store.since(Math.max(0, last - LOOK_BACK))) seen.add(seq)
      return
    }
    for (const { seq, node, body } of await store.since(Math.max(0, last - LOOK_BACK))) {
      last = Math.max(last, seq)
      if (seen.has(seq)) continue
      seen.add(seq)
      if (node === nodeId) continue
      for (const news of JSON.parse(body) as Omit<CommittedNews, 'events'>[]) tell({ ...news, events: [] })
    }
    for (const seq of seen) if (seq < last - 2 * LOOK_BACK) seen.delete(seq)
  }
}
