import type { VariableLookup } from '#engine/expressions/expression'
import type { Binding, OutsideBinding } from '#engine/model/binding'
import type { DecisionOutcome } from '#engine/model/decision'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Journal } from './walk/journal.js'
import type { Principal, UserId } from '#engine/model/principal'

/** Who holds what, as loaded by the shell: synchronous, without side effects. */
export interface Directory {
  /** Every principal a login resolves to, itself included, e.g. `['user:li', 'role:handler@dept:market', 'role:handler', 'post:…', 'dept:market']`. */
  principalsOf(userId: UserId): readonly Principal[]
  /** Active persons behind a principal; empty when nobody holds it. */
  membersOf(principal: Principal): readonly UserId[]
  /** Superior of a person, or null. */
  superiorOf(userId: UserId): UserId | null
  /** People in charge of a department; absent = nobody is known to be. */
  headsOf?(departmentId: string): readonly UserId[]
  /** Main department of a person, or null. */
  departmentOf(userId: UserId): string | null
  /** Who gets what nobody else can: the default of the empty-assignee policy. */
  administrators(): readonly UserId[]
}

/** Working days and office hours, zone Asia/Shanghai. */
export interface Calendar {
  /** End (24:00) of the n-th working day after the day of `fromMs`; that day is not counted. `provisional` when a year lacks its holiday notice. */
  endOfWorkingDay(fromMs: number, workingDays: number): { atMs: number; provisional: boolean }
  /** Instant after n working hours inside office hours. */
  afterWorkingHours(fromMs: number, hours: number): { atMs: number; provisional: boolean }
  isWorkingDay(atMs: number): boolean
}

/** A decision found for a reference. */
export interface FoundDecision {
  readonly name: string
  /** Package version it comes from (`restaurant@3`); null where there are no packages. */
  readonly packageId: string | null
  evaluate(variables: VariableLookup, nowMs: number): DecisionOutcome
}

/** DMN decisions: those of the instance's package version and, by binding, of others. */
export interface Decisions {
  /** null = there is no such decision; undefined = not loaded yet: the step answers `missing`. */
  resolve(decisionId: string, callerDefinitionId: string, binding: Binding): FoundDecision | null | undefined
}

/** What a call activity resolves to inside the instance's package version, or null when there is no such process. */
export interface Definitions {
  /** undefined = not loaded yet: the step answers `missing`. */
  resolve(calledElement: string, callerDefinitionId: string, binding: Binding): { definitionId: string } | null | undefined
  /** The target of a migration; null when there is none, undefined = not loaded yet. */
  process(definitionId: string): ExecutableProcess | null | undefined
  /** The package version whose form is meant; null when there is none, undefined = not loaded yet. Absent where there is but one version of everything. */
  form?(formKey: string, callerDefinitionId: string, binding: OutsideBinding): { packageId: string } | null | undefined
}

/** All a step may know of the world. */
export interface StepContext {
  /** Epoch milliseconds, UTC. */
  nowMs: number
  directory: Directory
  calendar: Calendar
  decisions: Decisions
  definitions: Definitions
  /** Absent = not loaded: the step answers `missing`. Asked for only where tokens are moved back. */
  journal?: Journal
  /** People with a saved draft of a task; undefined = not loaded. Asked for only by a withdrawal. */
  draftsOf?(taskId: string): readonly UserId[] | undefined
}
