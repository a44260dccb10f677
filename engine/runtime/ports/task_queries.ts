import type { Principal, UserId } from '#engine/model/principal'
import type { Badge, Page, PageRequest } from './paging.js'
import type { TaskRow } from './rows.js'

/** Who looks: a login and every principal it resolves to now (own user, roles, posts, departments, those it deputises for). */
export interface Viewer {
  userId: UserId
  principals: readonly Principal[]
}

/** todo: assigned to the viewer or to someone the viewer stands in for · claimable: candidate, nobody assigned · done: completed by the viewer. */
export type TaskView = 'todo' | 'claimable' | 'done'

export type Light = 'none' | 'green' | 'amber' | 'red'

export interface TaskFilter {
  view: TaskView
  viewer: Viewer
  definitionKey?: string
  instanceId?: string
  /** Exact or prefix on numbers, words of title and applicant, Chinese included. */
  q?: string
  /** Only tasks due strictly before this instant, epoch ms. */
  dueBeforeMs?: number
  light?: Light
  /** Instant the lights are computed for. */
  nowMs: number
}

/**
 * `dueAt` ascending, nulls last (default) · `createdAt` newest first · `priority` highest first · `title`, `name` (of the node) by code point; then id.
 * The done view sorts `createdAt` by completion.
 */
export type TaskSortKey = 'dueAt' | 'createdAt' | 'priority' | 'title' | 'name'

/** With `-` the other way round. */
export type TaskSort = TaskSortKey | `-${TaskSortKey}`

export interface TaskQueries {
  list(filter: TaskFilter, sort: TaskSort, page: PageRequest): Promise<Page<TaskRow>>
  /** Same rows as `list`, counted up to 100. */
  count(filter: TaskFilter): Promise<Badge>
  find(taskId: string): Promise<TaskRow | null>
  /** The open task of an instance at an element, the newest where there are several. */
  openTask(instanceId: string, elementId: string): Promise<TaskRow | null>
  /** All tasks of an instance, oldest first, closed ones included (opinions, timeline). */
  ofInstance(instanceId: string): Promise<TaskRow[]>
  /** The same of every instance of a page of a list, in one query; an instance without tasks is not in it. */
  ofInstances(instanceIds: readonly string[]): Promise<ReadonlyMap<string, readonly TaskRow[]>>
}
