import type { CompiledText } from '../compilation.js'
import type { Session } from '../session.js'
import type { DecisionTable, OutputColumn } from './decision_table.js'

/** The value of an output cell or a default, in its column's type. Constants have been brought to it at deployment. */
export function outputValue(table: DecisionTable, column: number, text: CompiledText, rule: number | null, session: Session): unknown {
  if (text.constant !== undefined) return text.constant.value
  const output = table.outputs[column]!
  session.place.rule = rule
  session.place.column = output.name
  return inType(output, text.closure(session, null), session)
}

/** A value in the type of an output column; one that is not allowed there ends the evaluation. */
export function inType({ name, convert }: OutputColumn, value: unknown, session: Session): unknown {
  return (convert === null ? value : convert(value, session, `输出“${name}”`)) ?? null
}
