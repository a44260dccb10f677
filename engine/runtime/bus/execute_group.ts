import type { GroupDecision } from './decide_group.js'
import { runGroup, type GroupSurroundings } from './run_group.js'
import type { WorkItem } from './work_item.js'

const RETRIES = 8
/** A command takes at most two counters, the first row of each may be made by a twin while it runs; and its idempotency key may have been used. */
const DUPLICATES = 3
const LONGEST_PAUSE_MS = 200

export interface ExecuteSurroundings extends GroupSurroundings {
  wait(milliseconds: number): Promise<void>
  /** A group, or a single command of one that was refused, is durable. */
  finish(items: readonly WorkItem[], decision: GroupDecision): void
}

/** Tries until it commits or the database refuses it for good. What a twin on another node has just made shows as a duplicate. */
const attempt = async (items: readonly WorkItem[], surroundings: ExecuteSurroundings): Promise<GroupDecision> => {
  const { store, cache, foresight } = surroundings
  for (let retry = 0; ; retry += 1) {
    try {
      return await runGroup(items, surroundings, retry === 0 && foresight.isTrusted())
    } catch (error) {
      const isStale = store.isStale(error)
      if (isStale) foresight.failed()
      for (const { envelope } of items) cache.forget(envelope.instanceId)
      const mayRetry = isStale || store.isTransient(error) || (retry < DUPLICATES && store.isDuplicate(error))
      if (!mayRetry || retry >= RETRIES) throw error
      if (!isStale) await surroundings.wait(Math.min(LONGEST_PAUSE_MS, 2 ** retry) * (0.5 + (retry % 3) / 2))
    }
  }
}

/**
 * Runs a group; when the database refuses it, its commands run again one transaction each, so that only the culprit gets the error. When the
 * database went away instead, the group may be durable already: nothing runs again by itself, and everybody is told that it is uncertain.
 */
export const executeGroup = async (items: readonly WorkItem[], surroundings: ExecuteSurroundings): Promise<void> => {
  let decision: GroupDecision
  try {
    decision = await attempt(items, surroundings)
  } catch (error) {
    if (items.length > 1 && !surroundings.store.isUncertain(error)) {
      for (const item of items) await executeGroup([item], surroundings)
    } else {
      for (const item of items) item.reject(error)
    }
    return
  }
  surroundings.finish(items, decision)
}
