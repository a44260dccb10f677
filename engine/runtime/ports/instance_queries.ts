import type { UserId } from '#engine/model/principal'
import type { InstanceStatus } from '#engine/kernel/state'
import type { Page, PageRequest } from './paging.js'
import type { IncidentRow, InstanceRow, JobRow, SubscriptionRow } from './rows.js'

export interface InstanceFilter {
  definitionKey?: string
  /** One version. */
  definitionId?: string
  businessKey?: string
  /** Id of the instance, or the beginning of its 办件编号; nothing else is searched. */
  idOrNumber?: string
  /** Only instances that stand still somewhere. */
  withIncident?: boolean
  status?: InstanceStatus
  startedBy?: UserId
  startedFromMs?: number
  startedBeforeMs?: number
  /** Only instances in which this person took part (started, was assigned, claimed or completed a task). */
  participant?: UserId
  q?: string
  /** Called instances are left out unless asked for. */
  withCalled?: boolean
}

/** What lists show: the row without state. */
export type InstanceListItem = Omit<InstanceRow, 'tokens' | 'data'>

export interface InstanceQueries {
  /** Newest first. */
  list(filter: InstanceFilter, page: PageRequest): Promise<Page<InstanceListItem>>
  find(instanceId: string): Promise<InstanceRow | null>
  /** Instances called by this one, oldest first. */
  calledBy(instanceId: string): Promise<InstanceListItem[]>
  /** Whether the person took part: grants reading. Follows calls upwards and downwards. */
  hasParticipant(instanceId: string, userId: UserId): Promise<boolean>
  participants(instanceId: string): Promise<UserId[]>
  subscriptions(instanceId: string): Promise<SubscriptionRow[]>
  jobs(instanceId: string): Promise<JobRow[]>
}

export interface IncidentQueries {
  /** Open ones, newest first, unless `resolved` is asked for. */
  list(filter: { instanceId?: string; definitionKey?: string; resolved?: boolean }, page: PageRequest): Promise<Page<IncidentRow>>
  find(incidentId: string): Promise<IncidentRow | null>
}
