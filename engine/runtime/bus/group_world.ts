import type { Command } from '#engine/kernel/commands'
import type { Outcome } from '#engine/kernel/outcome'
import type { InstanceState } from '#engine/kernel/state'
import type { Calendar, Directory, StepContext } from '#engine/kernel/step_context'
import type { Journal } from '#engine/kernel/walk/journal'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { BoundReferences } from '../packages/bound_references.js'
import type { LoadedPackage } from '../packages/loaded_package.js'
import type { BusinessRow, Participant } from '../participant.js'
import type { AttachmentRow } from '../ports/attachment_store.js'
import type { JobHolder, StoredAnswerRow } from '../ports/command_store.js'
import type { DefinitionRow } from '../ports/package_store.js'
import type { TaskRow } from '../ports/rows.js'
import type { KnownInstance } from './state_cache.js'

export type StepFunction = (process: ExecutableProcess, state: InstanceState | null, command: Command, context: StepContext) => Outcome

/** What is the same for every command of a group. */
export interface GroupWorld {
  step: StepFunction
  participants: readonly Participant[]
  directory: Directory
  calendar: Calendar
  /** Processes and decisions that a package refers to, by binding. */
  bound: BoundReferences
  definition(definitionId: string): DefinitionRow | null
  /** undefined = not loaded yet. */
  package(packageId: string): LoadedPackage | undefined
  nowMs: number
  nameOf(userId: string): string
  /** Variables a task's form may read: the root scope's and those of the scopes around the task. */
  visibleVariables(state: InstanceState, elementInstanceId: string): Record<string, unknown>
  /** Whether the group may take one more command in. */
  hasTime(): boolean
}

/** What the transaction has read so far. */
export interface GroupRows {
  instances: ReadonlyMap<string, KnownInstance>
  tasks: ReadonlyMap<string, TaskRow>
  answers: ReadonlyMap<string, StoredAnswerRow>
  untaken: ReadonlySet<string>
  businessRows: ReadonlyMap<string, BusinessRow | null>
  attachments: ReadonlyMap<string, AttachmentRow | null>
  /** Jobs that commands of the group report on. */
  jobHolders: ReadonlyMap<string, JobHolder>
  /** Journals by instance, as they stand in the database. */
  journals: ReadonlyMap<string, Journal>
  /** People with a saved draft, by task. */
  drafts: ReadonlyMap<string, readonly string[]>
}
