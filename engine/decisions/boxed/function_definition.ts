import { enter } from '#engine/expressions/evaluation'
import { FunctionValue } from '#engine/expressions/values/function_value'
import { normalizeName } from '#engine/expressions/values/own_entry'
import type { SourceElement } from '#engine/model/source_element'
import { withNames, type Names } from '../compilation.js'
import { within, type Frame, type Session } from '../session.js'
import type { Convert } from '../type_conversion.js'
import type { BoxedCompiler, DecisionTools } from './boxed.js'

/** Stack levels that one call of a boxed function may take, closures of its body included. */
const LEVELS = 20

/** A function compiled, still to be tied to the names around it. */
export interface FunctionPlan {
  bind(frame: Frame | null): FunctionValue
}

/** A boxed function: its value is the function, closed over the names around it. DMN 1.3 §10.2.1.7. */
export const compileFunction: BoxedCompiler = (source, names, tools, depth) => {
  const plan = planFunction(source, names, tools, depth)
  return plan === null ? null : (session) => plan.bind(session.frame)
}

/** Compiles parameters and body. `decision` is told as the place of errors and matched rules inside. */
export function planFunction(source: SourceElement, names: Names, tools: DecisionTools, depth: number, decision: Session['place']['decision'] = null): FunctionPlan | null {
  const kind = source.kind ?? 'FEEL'
  if (kind !== 'FEEL') {
    tools.report('error', 'DMN_FUNCTION_KIND', source.id ?? tools.elementId, `函数的实现语言应为 FEEL，实际为 ${String(kind)}，本引擎不运行。请改写为 FEEL。`)
    return null
  }
  const formal = ((source.formalParameter as SourceElement[] | undefined) ?? []).map((parameter) => ({
    name: parameter.name ?? '',
    convert: tools.types.conversion(parameter.typeRef as string | undefined, tools.elementId),
  }))
  const body = source.body as SourceElement | undefined
  if (body === undefined) {
    tools.report('error', 'DMN_EXPRESSION_EMPTY', source.id ?? tools.elementId, '函数没有内容。请填写表达式。')
    return null
  }
  const parameters = formal.map(({ name }) => name)
  const boxed = tools.compile(body, withNames(names, parameters), '函数', depth)
  if (boxed === null) return null
  const called = parameters.map(normalizeName)
  const bind = (frame: Frame | null) =>
    new FunctionValue(called, false, (run, args) => {
      const session = run as Session
      const values = new Map(formal.map(({ name, convert }, i) => [name, argument(name, convert, args[i], session)]))
      return enter(session, LEVELS, () =>
        within(session, { values, outer: frame }, () => {
          if (decision !== null) session.place.decision = decision
          return boxed.logic(session)
        }))
    })
  return { bind }
}

function argument(name: string, convert: Convert | null, value: unknown, session: Session): unknown {
  return (convert === null ? value : convert(value, session, `参数“${name}”`)) ?? null
}
