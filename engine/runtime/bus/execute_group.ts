import type { GroupDecision } from './decide_group.js'
import { runGroup, type GroupSurroundings } from './run_group.js'
import type { WorkItem } from './work_item.js'

const RETRIES = 8
const LONGEST_PAUSE_MS = 200

export interface ExecuteSurroundings extends GroupSurroundings {
  wait(milliseconds: number): Promise<void>
  /** A group, or a single command of one that was refused, is durable. */
  finish(items: readonly WorkItem[], decision: GroupDecision): void
}

/** Tries until it commits or the database refuses it for good. A twin on another node shows as a duplicate once. */
const attempt = async (items: readonly WorkItem[], surroundings: ExecuteSurroundings): Promise<GroupDecision> => {
  const { store, cache } = surroundings
  for (let retry = 0; ; retry += 1) {
    try {
      return await runGroup(items, surroundings)
    } catch (error) {
      for (const { envelope } of items) cache.forget(envelope.instanceId)
      const mayRetry = store.isTransient(error) || (items.length === 1 && retry === 0 && store.isDuplicate(error))
      if (!mayRetry || retry >= RETRIES) throw error
      await surroundings.wait(Math.min(LONGEST_PAUSE_MS, 2 ** retry) * (0.5 + (retry % 3) / 2))
    }
  }
}

/** Runs a group; when the database refuses it, its commands run again one transaction each, so that only the culprit gets the error. */
export const executeGroup = async (items: readonly WorkItem[], surroundings: ExecuteSurroundings): Promise<void> => {
  try {
    return surroundings.finish(items, await attempt(items, surroundings))
  } catch (error) {
    if (items.length === 1) return items[0].reject(error)
  }
  for (const item of items) {
    try {
      surroundings.finish([item], await attempt([item], surroundings))
    } catch (error) {
      item.reject(error)
    }
  }
}
