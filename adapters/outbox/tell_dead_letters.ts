import type { StuckBatch } from '#processes/foundation/deliveries/ports'

/** Stuck deliveries are told once as a batch: while its oldest one stands, more of them are no news. Answers those that are. */
export function createDeadLetterWatch(stuck: () => Promise<readonly StuckBatch[]>): () => Promise<readonly StuckBatch[]> {
  const told = new Map<string, string>()
  return async () => {
    const batches = await stuck()
    const fresh = batches.filter(({ target, oldestId }) => told.get(target) !== oldestId)
    told.clear()
    for (const { target, oldestId } of batches) told.set(target, oldestId)
    return fresh
  }
}
