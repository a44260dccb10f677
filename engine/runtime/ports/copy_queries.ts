import type { InstanceStatus } from '#engine/kernel/state'
import type { UserId } from '#engine/model/principal'
import type { Page, PageRequest } from './paging.js'

/** A 办件 sent to one person to be read (抄送). */
export interface CopyRow {
  id: string
  instanceId: string
  userId: UserId
  /** Task it was sent from; null beside the flow. */
  taskId: string | null
  elementId: string | null
  /** null = the model (`gov:copyTo`). */
  sentBy: UserId | null
  opinion: string | null
  sentAtMs: number
  /** null = not read yet. */
  readAtMs: number | null
}

/** A copy with what lists show of its instance. */
export interface CopyListItem extends CopyRow {
  definitionId: string
  definitionKey: string
  status: InstanceStatus
  businessKey: string | null
  title: string | null
  number: string | null
  applicant: string | null
}

export interface CopyFilter {
  definitionKey?: string
  instanceId?: string
  q?: string
}

export interface CopyQueries {
  /** Sent to one person, newest first. */
  list(userId: UserId, filter: CopyFilter, page: PageRequest): Promise<Page<CopyListItem>>
  /** Not read yet, counted up to 100. */
  countUnread(userId: UserId): Promise<number>
  /** All of one instance, oldest first. */
  ofInstance(instanceId: string): Promise<CopyRow[]>
}
