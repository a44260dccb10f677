import { FIRST_HASH } from '../journal/journal_row.js'
import type { Checkpoint, CheckpointStore, JournalHead } from '../ports/checkpoint_store.js'
import { merkleRoot } from './merkle_root.js'
import { sealCheckpoint, type CheckpointSigner } from './seal_checkpoint.js'

export interface CheckpointSurroundings {
  store: CheckpointStore
  signer: CheckpointSigner
  clock(): number
}

/** Heads of one checkpoint: some 500 KB of JSON. */
const HEADS = 5_000
/** Marked together: rows the bus may be waiting for. */
const MARKED = 500
/** Nodes that come to the same number at once. */
const RETRIES = 8

const addNext = async (kind: Checkpoint['kind'], heads: readonly JournalHead[], surroundings: CheckpointSurroundings): Promise<Checkpoint> => {
  const { store, signer, clock } = surroundings
  for (let attempt = 0; attempt < RETRIES; attempt += 1) {
    const last = await store.last()
    const audit = await store.auditHead()
    const checkpoint = sealCheckpoint(
      {
        number: (last?.number ?? 0) + 1, atMs: clock(), kind, previousHash: last?.hash ?? FIRST_HASH, root: merkleRoot(heads), headCount: heads.length,
        auditSeq: audit.seq, auditHash: audit.hash,
      },
      signer,
    )
    if (await store.add(checkpoint, heads)) return checkpoint
  }
  throw new Error(`Expected to store a checkpoint within ${RETRIES} tries, but other nodes took every number. Look for nodes without a lease.`)
}

const markCovered = async (store: CheckpointStore, heads: readonly JournalHead[]): Promise<void> => {
  for (let from = 0; from < heads.length; from += MARKED) await store.markCovered(heads.slice(from, from + MARKED))
}

/** One checkpoint over heads of the caller's choice. A crash before the marking covers them once more. */
export const takeCheckpointOf = async (
  kind: Checkpoint['kind'], heads: readonly JournalHead[], surroundings: CheckpointSurroundings,
): Promise<Checkpoint> => {
  const checkpoint = await addNext(kind, heads, surroundings)
  await markCovered(surroundings.store, heads)
  return checkpoint
}

/** Covers whatever has changed since the last checkpoint, the security audit included; nothing changed makes none. Answers those made. */
export const takeCheckpoints = async (surroundings: CheckpointSurroundings, most = Infinity): Promise<Checkpoint[]> => {
  const { store } = surroundings
  const made: Checkpoint[] = []
  while (made.length < most) {
    const heads = await store.changedHeads(HEADS)
    if (heads.length === 0 && (await store.auditHead()).seq === ((await store.last())?.auditSeq ?? 0)) break
    made.push(await takeCheckpointOf('regular', heads, surroundings))
    if (heads.length < HEADS) break
  }
  return made
}
