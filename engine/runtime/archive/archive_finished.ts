import { takeCheckpointOf, type CheckpointSurroundings } from '../checkpoints/take_checkpoints.js'
import type { ArchiveStore } from '../ports/archive_store.js'

/** Moved in one transaction: locks that a command waking one of them would wait for. */
const BATCH = 50

/**
 * Moves what finished before an instant to the archive, a batch a transaction; answers how many instances. Each batch is first covered by a
 * checkpoint of its own, so that a row missing from the archive is found. A crash leaves every instance in exactly one place.
 */
export const archiveFinished = async (
  store: ArchiveStore, endedBeforeMs: number, checkpoints: CheckpointSurroundings | null, signal?: AbortSignal,
): Promise<number> => {
  let moved = 0
  while (!signal?.aborted) {
    const heads = (await store.candidates(endedBeforeMs, BATCH)).toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
    if (heads.length === 0) break
    if (checkpoints) await takeCheckpointOf('archive', heads, checkpoints)
    const now = await store.move(heads)
    // all of them were woken meanwhile: the next round finds what is left
    if (now === 0) break
    moved += now
  }
  return moved
}
