import type { PlainTests, Point, PointType } from '#engine/expressions/plain_tests'
import type { Cell } from '../cell.js'
import type { CompiledText } from '../compilation.js'
import type { MatchedRule } from '#engine/model/decision'
import type { Convert } from '../type_conversion.js'
import type { HitPolicy } from './hit_policy.js'

/** A decision table, compiled. DMN 1.3 §8. */
export interface DecisionTable {
  readonly inputs: readonly InputColumn[]
  readonly outputs: readonly OutputColumn[]
  readonly rules: readonly Rule[]
  readonly hitPolicy: HitPolicy
  readonly index: RuleIndex | null
}

export interface InputColumn {
  /** As people call it: its label, else its expression. */
  readonly name: string
  readonly value: CompiledText
  readonly convert: Convert | null
  /** What all its cells of constants are about; a text that meets numbers or dates is an error, not a silent miss. */
  readonly type: PointType | null
  /** Allowed values that are constants; null when the column says none. */
  readonly allowed: PlainTests | null
  /** Whether its type has whole numbers only. */
  readonly isWhole: boolean
}

export interface OutputColumn {
  readonly name: string
  readonly convert: Convert | null
  /** Output values in order of priority, highest first, as JSON; null without. */
  readonly priorities: readonly unknown[] | null
  readonly otherwise: CompiledText | null
}

export interface Rule {
  readonly matched: MatchedRule
  /** Cells that look at something, by column; `-` is left out. */
  readonly cells: readonly { readonly column: number; readonly cell: Cell }[]
  readonly outputs: readonly CompiledText[]
}

/**
 * Rules by the value one column asks for, so that a table of thousands is not read from top to bottom. Rules whose cell of that column is no
 * list of plain values are always looked at.
 */
export interface RuleIndex {
  readonly column: number
  readonly byValue: ReadonlyMap<Point['at'], readonly number[]>
  /** In order. */
  readonly others: readonly number[]
}
