import type { UserId } from '#engine/model/principal'
import type { Page, PageRequest } from './paging.js'

/** The same asked of many instances: worked off in the background, one command each. */
export interface BatchRow {
  id: string
  kind: 'migrate'
  /** What is asked, by kind. */
  input: Record<string, unknown>
  createdBy: UserId
  createdAtMs: number
  total: number
  /** Null while items wait. */
  finishedAtMs: number | null
}

export type BatchItemState = 'waiting' | 'done' | 'refused'

export interface BatchItemRow {
  batchId: string
  position: number
  instanceId: string
  state: BatchItemState
  /** For people: why it was refused. */
  message: string | null
  finishedAtMs: number | null
}

export interface BatchCounts {
  waiting: number
  done: number
  refused: number
}

/** Whom a batch is for: the instances named, or every running one of a definition. */
export type BatchTarget = { instanceIds: readonly string[] } | { definitionId: string }

export interface BatchStore {
  /** Writes batch and items in one transaction; answers how many instances it is for. */
  create(batch: Omit<BatchRow, 'total' | 'finishedAtMs'>, target: BatchTarget): Promise<number>
  find(batchId: string): Promise<(BatchRow & BatchCounts) | null>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<BatchRow>>
  items(batchId: string, state: BatchItemState | undefined, page: PageRequest): Promise<Page<BatchItemRow>>
  /** Items still to be done, oldest batch first, with their batches. */
  waiting(limit: number): Promise<{ item: BatchItemRow; batch: BatchRow }[]>
  /** Notes how items ended, and batches that have none left. */
  finish(items: readonly Pick<BatchItemRow, 'batchId' | 'position' | 'state' | 'message'>[], nowMs: number): Promise<void>
}
