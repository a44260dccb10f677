import { committedNews } from './committed_news.js'
import type { GroupDecision } from './decide_group.js'

/** One row of news for the other nodes: who may have something new, of all commands of the group. */
export const announceGroup = (decision: GroupDecision, node: string, atMs: number): void => {
  const news = decision.outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'answered' || !outcome.accepted) return []
    const { instanceId, revision, touched } = committedNews(outcome.accepted, decision.tasks)
    return [{ instanceId, revision, touched }]
  })
  if (news.length) decision.writes.insert('news', 'news', { node, atMs, body: JSON.stringify(news) })
}
