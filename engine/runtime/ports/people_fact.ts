import type { UserId } from '#engine/model/principal'

/**
 * Something committed that people may have to be told of. Nothing personal is in it but ids: what the task or case is called is looked up
 * when they are told, and what is over by then is not told.
 */
export type PeopleFact =
  /** A task came into being; `by` has brought it about and knows. */
  | { kind: 'task'; taskId: string; assignee: UserId | null; by: UserId | null; isReturned: boolean; isDrill: boolean }
  /** 转办, 委派, 归还. */
  | { kind: 'assigned'; taskId: string; userId: UserId; by: UserId | null; atMs: number; isDrill: boolean }
  /** 催办. */
  | { kind: 'urged'; taskId: string; by: UserId; atMs: number; isDrill: boolean }
  /** 抄送. */
  | { kind: 'copy'; copyId: string; instanceId: string; userId: UserId; by: UserId | null; isDrill: boolean }
  /** A case that somebody started is over. */
  | { kind: 'ended'; instanceId: string; starter: UserId; status: 'completed' | 'cancelled'; by: UserId | null; isDrill: boolean }
  /** A row of a business that is news by itself: which, the business says. */
  | { kind: 'row'; table: string; key: string; isDrill: boolean }

/** Facts of one group, in the order they were committed. */
export interface QueuedFacts {
  seq: number
  facts: readonly PeopleFact[]
}
