import type { Checkpoint, CheckpointStore } from '../ports/checkpoint_store.js'
import { databaseRolledBack } from '../errors.js'

/** The file outside the database, one JSON line a checkpoint. */
export interface CheckpointFile {
  /** The last whole line, or null while there is none. */
  last(): Promise<Checkpoint | null>
  append(checkpoints: readonly Checkpoint[]): Promise<void>
}

const BATCH = 1_000

/**
 * Brings the file up to what is stored: a line that a crash, a full disk or another node's turn left out is written later. A line that the
 * database does not know (any more) is E_RUNTIME_ROLLED_BACK, and nothing is written.
 */
export const followCheckpoints = async (store: CheckpointStore, file: CheckpointFile): Promise<void> => {
  const written = await file.last()
  if (written && (await store.find(written.number))?.hash !== written.hash) throw databaseRolledBack(written.number)
  for (let number = written?.number ?? 0; ; ) {
    const missing = await store.since(number, BATCH)
    if (missing.length === 0) return
    await file.append(missing)
    number = missing[missing.length - 1].number
  }
}
