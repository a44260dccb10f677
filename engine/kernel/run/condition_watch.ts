import type { CompiledExpression } from '#engine/expressions/expression'
import type { Graph, Node } from '../graph.js'

export type VariableChange = 'create' | 'update' | 'delete'

/** A condition over variables, and which changes make it worth a look; null = any. */
export interface ConditionSettings {
  readonly condition: CompiledExpression | null
  readonly names: readonly string[] | null
  readonly changes: readonly VariableChange[] | null
}

/** What conditional events have to be asked about; only in processes that have some. */
export interface ConditionWatch {
  /** Changes since conditions were looked at last. */
  readonly changed: { readonly scope: number; readonly name: string; readonly change: VariableChange }[]
  /** Activations that have just begun to wait: their conditions are looked at whatever has changed. */
  readonly begun: number[]
  /** Catch events whose condition held, to go on when no other token moves. */
  readonly happened: { readonly owner: number; readonly event: Node }[]
  /** Everything that waits is looked at. */
  all: boolean
}

/** null for a process without conditional events. */
export const openConditionWatch = ({ conditionalEvents }: Graph): ConditionWatch | null =>
  conditionalEvents.length === 0 ? null : { changed: [], begun: [], happened: [], all: false }
