import { boundedList, charge } from '#engine/expressions/evaluation'
import { setEntry } from '#engine/expressions/values/own_entry'
import type { SourceElement } from '#engine/model/source_element'
import type { Names } from '../compilation.js'
import type { BoxedCompiler, DecisionTools, Logic } from './boxed.js'

/** A list of expressions. DMN 1.3 §10.2.1.5. */
export const compileList: BoxedCompiler = (source, names, tools, depth) => {
  const elements = elementsOf(source, names, tools, depth)
  return elements === null ? null : (session) => boundedList(session, elements.map((element) => element(session) ?? null))
}

/** A relation: a list of contexts, one a row, with the columns as entries. DMN 1.3 §10.2.1.6. */
export const compileRelation: BoxedCompiler = (source, names, tools, depth) => {
  const columns = ((source.column as SourceElement[] | undefined) ?? []).map(({ name }) => name ?? '')
  const rows: Logic[][] = []
  for (const [i, row] of ((source.row as SourceElement[] | undefined) ?? []).entries()) {
    const cells = elementsOf(row, names, tools, depth)
    if (cells === null) return null
    if (cells.length !== columns.length) {
      tools.report('error', 'DMN_RELATION_CELLS', source.id ?? tools.elementId, `关系表第 ${i + 1} 行有 ${cells.length} 格，应为 ${columns.length} 格。请补齐或删去多余的。`)
      return null
    }
    rows.push(cells)
  }
  return (session) =>
    rows.map((cells) => {
      charge(session, columns.length)
      const context: Record<string, unknown> = {}
      for (const [column, cell] of cells.entries()) setEntry(context, columns[column]!, cell(session) ?? null)
      return context
    })
}

function elementsOf(source: SourceElement, names: Names, tools: DecisionTools, depth: number): Logic[] | null {
  const logics: Logic[] = []
  for (const [i, element] of ((source.elements as SourceElement[] | undefined) ?? []).entries()) {
    const boxed = tools.compile(element, names, `第 ${i + 1} 项`, depth)
    if (boxed === null) return null
    logics.push(boxed.logic)
  }
  return logics
}
