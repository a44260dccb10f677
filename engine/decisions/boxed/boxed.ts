import type { SourceElement } from '#engine/model/source_element'
import type { Names, Reporting } from '../compilation.js'
import type { ItemTypes } from '../item_types.js'
import type { Session } from '../session.js'
import type { DecisionTable } from '../table/decision_table.js'

/** Something of a DMN file that gives a value: a table, an expression, a boxed context. Throws `Failure` inside a session only. */
export type Logic = (session: Session) => unknown

/** A compiled expression; `table` when it is a decision table. */
export interface Boxed {
  readonly logic: Logic
  readonly table?: DecisionTable
}

/** What the compilers of all kinds of logic share. */
export interface DecisionTools extends Reporting {
  readonly types: ItemTypes
  /** Compiles an expression inside another one; `name` is what people call it. Null after a finding. */
  compile(source: SourceElement, names: Names, name: string, depth: number): Boxed | null
}

/** Compiles one kind of boxed expression. Null after a finding. */
export type BoxedCompiler = (source: SourceElement, names: Names, tools: DecisionTools, depth: number) => Logic | null
