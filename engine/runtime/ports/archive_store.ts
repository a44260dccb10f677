import type { JournalHead } from './checkpoint_store.js'

export interface ArchiveStore {
  /** Finished before this instant, earliest first, with nothing left to do: no job, open incident, clock or command, and no caller still live. */
  candidates(endedBeforeMs: number, limit: number): Promise<JournalHead[]>
  /** Moves those that still stand at the head given; answers how many. All or nothing. */
  move(heads: readonly JournalHead[]): Promise<number>
}
