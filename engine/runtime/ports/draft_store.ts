import type { UserId } from '#engine/model/principal'
import type { Page, PageRequest } from './paging.js'

/** Unvalidated form values: of a start (`definitionKey` set, no task) or of a task. */
export interface DraftRow {
  id: string
  userId: UserId
  definitionKey: string
  taskId: string | null
  instanceId: string | null
  title: string | null
  values: Record<string, unknown>
  createdAtMs: number
  updatedAtMs: number
}

export interface DraftStore {
  /** Of one person, newest change first. Drafts of closed tasks are gone with the task. */
  list(userId: UserId, page: PageRequest): Promise<Page<DraftRow>>
  count(userId: UserId): Promise<number>
  find(draftId: string): Promise<DraftRow | null>
  ofTask(taskId: string, userId: UserId): Promise<DraftRow | null>
  /** Which of these tasks this person has a draft of; one query for a page of a list. */
  tasksWithDraft(taskIds: readonly string[], userId: UserId): Promise<ReadonlySet<string>>
  /** Who has saved a draft of these tasks, by task. */
  peopleOf(taskIds: readonly string[]): Promise<ReadonlyMap<string, readonly UserId[]>>
  /** Inserts or replaces by id; for a task draft the caller uses one id per (task, user). */
  put(draft: DraftRow): Promise<void>
  remove(draftId: string): Promise<void>
}
