import { compileFeelClosure } from '#engine/expressions/feel_closure'
import { openSession } from '../session.js'
import type { Report } from '../compilation.js'

/** The output values of a column in their order, highest priority first (DMN 1.3 §8.2.10); null when the column names none. */
export function prioritiesOf(text: string, name: string, elementId: string | null, report: Report): readonly unknown[] | null {
  if (text === '' || text === '-') return null
  const compiled = compileFeelClosure(`[${text}]`, 'expression')
  const isConstant = compiled.ok && compiled.names.length === 0
  if (!isConstant) {
    report('error', 'DMN_PRIORITY', elementId, `输出列“${name}”的允许值“${text.slice(0, 60)}”应是用逗号隔开的常量，按优先级从高到低排列。请更正。`)
    return null
  }
  return compiled.closure(openSession(() => undefined, 0), null) as unknown[]
}
