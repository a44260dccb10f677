import type { UserId } from '#engine/model/principal'

/**
 * 迁移: the instance goes on by another definition. `mapping` names the target of each element or sequence flow that has another id there;
 * what is not named keeps its id. Only what is alive has to have a target. Nothing is done again and nothing is skipped: tasks keep their
 * assignee, timers their due instant, subscriptions their name and key.
 */
export interface MigrateInstance {
  type: 'MigrateInstance'
  definitionId: string
  mapping: Readonly<Record<string, string>>
  by: UserId | null
  reason: string | null
}

/** The open task as the target definition describes it; who holds it and until when stays. */
export interface MigratedTask {
  taskId: string
  elementId: string
  name: string
  formKey: string | null
  /** As in `TaskCreated`. */
  formPackageId?: string
  outcomes: readonly string[]
}

/** From here on the instance is one of `definitionId`. The names of its living elements were changed as listed; others kept theirs. */
export interface InstanceMigrated {
  type: 'InstanceMigrated'
  fromDefinitionId: string
  definitionId: string
  processId: string
  /** Elements and sequence flows by their id before. */
  renamed: Readonly<Record<string, string>>
  tasks: readonly MigratedTask[]
  by: UserId | null
  reason: string | null
  atMs: number
}

/** Why a living element cannot go on in the target. */
export interface MigrationProblem {
  /** Element of the instance's present definition. */
  elementId: string
  code: 'NO_TARGET' | 'OTHER_KIND' | 'OTHER_SCOPE' | 'OTHER_LOOP' | 'NO_TARGET_FLOW' | 'NO_FORM' | 'NOT_LIVE'
  /** For people, in Chinese. */
  message: string
}
