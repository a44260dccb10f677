import type { Effect } from '#engine/kernel/effects'
import type { Event } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Actor } from './command_envelope.js'

/** A row of a business table, by its text key. `counter` rows are locked last and taken once per group. */
export interface RowKey {
  table: string
  key: string
}

/** Column values as JSON; null where the row does not exist yet. */
export type BusinessRow = Record<string, unknown>

export interface RowChange {
  table: string
  key: string
  /** `put` writes the whole row, inserting or replacing it. */
  operation: 'put' | 'delete'
  row?: BusinessRow
}

/** The step a participant joins: what was decided, and the state it left. */
export interface StepRecord {
  events: readonly Event[]
  state: InstanceState
  actor: Actor
  /** Package version the instance is pinned to. */
  packageId: string
  /**
   * Text of a file of that package version (`manifest.json`, `lifecycle.json`), loaded with its definitions; null = it has no such file.
   * The same version gives the same text for ever, so a participant may keep what it has parsed by `packageId`.
   */
  resource(name: string): string | null
  nowMs: number
}

/** A package before it is stored: its models compiled, its text files by name. */
export interface PackageCandidate {
  processes: readonly { process: ExecutableProcess; resource: string }[]
  resource(name: string): string | null
}

/** Follow-up work done after the commit by a built-in job handler: rendering a document, sending a notice. */
export interface FollowUpJob {
  topic: string
  input: Record<string, unknown>
}

/**
 * How a business joins the step: its rows change in the command's own transaction. Pure; a rejection rejects the command.
 * Implemented in `processes/*`.
 */
export interface Participant {
  readonly name: string
  /** Rules of its own that a package must keep to be deployed: findings beside those of the models and forms. */
  check?(candidate: PackageCandidate): readonly Diagnostic[]
  /** Rows the reaction needs. Called again with what the first rows said until it asks for nothing new. */
  reads(step: StepRecord, rows: ReadonlyMap<string, BusinessRow | null>): RowKey[]
  react(step: StepRecord, rows: ReadonlyMap<string, BusinessRow | null>): Reaction
}

export type Reaction =
  | { kind: 'accepted'; changes: RowChange[]; effects?: Effect[]; jobs?: FollowUpJob[]; dueItems?: DueItemChange[]; searchColumns?: SearchColumns; deliveries?: OutboxRow[] }
  | { kind: 'rejected'; rejection: Rejection }

/** Kind of a due item that is told to its instance as a fact (`due`) when it is reached; who put it there puts the next one, or none. */
export const WATCH = 'watch'

/** A row in `due_items`, of a legal clock or of what is waited for; null instants = nothing to fall due. */
export interface DueItemChange {
  kind: string
  ref: string
  dueAtMs: number | null
  amberAtMs: number | null
  redAtMs: number | null
}

/** What lists and search show of an instance beyond its title: written beside the instance row and its tasks. */
export interface SearchColumns {
  title?: string
  /** 办件编号 or another number people search by. */
  number?: string
  applicant?: string
  /** Lights of the whole case, epoch ms. */
  dueAtMs?: number | null
  amberAtMs?: number | null
}

/** A message to a system outside, written with the step and sent after it, in order of `seq` within target and `orderKey`. */
export interface OutboxRow {
  target: string
  orderKey: string
  /** Rises within target and `orderKey`; whoever puts the row there counts. */
  seq: number
  /** Sort of message, its layout, and the version of what will turn it into the target's own. */
  kind: string
  schemaVersion: number
  mappingVersion: string
  /** What people look for it by. */
  caseKey: string
  number: string
  business: string | null
  /** JSON. */
  fact: unknown
}

/** Key of a row in the map handed to `react`. */
export const rowKeyText = (row: RowKey): string => `${row.table}/${row.key}`
