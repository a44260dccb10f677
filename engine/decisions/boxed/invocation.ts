import { fail } from '#engine/expressions/evaluation'
import { FunctionValue } from '#engine/expressions/values/function_value'
import { normalizeName } from '#engine/expressions/values/own_entry'
import type { SourceElement } from '#engine/model/source_element'
import type { BoxedCompiler, Logic } from './boxed.js'

/** An invocation: a function called with its parameters by name. DMN 1.3 §10.2.1.8. */
export const compileInvocation: BoxedCompiler = (source, names, tools, depth) => {
  const target = source.calledFunction as SourceElement | undefined
  const elementId = source.id ?? tools.elementId
  if (target === undefined) {
    tools.report('error', 'DMN_INVOCATION', elementId, '调用没有写明调用哪个函数。请填写业务知识模型的名称。')
    return null
  }
  const called = tools.compile(target, names, '被调用的函数', depth)
  const bindings: { name: string; logic: Logic }[] = []
  for (const binding of (source.binding as SourceElement[] | undefined) ?? []) {
    const name = (binding.parameter as SourceElement | undefined)?.name ?? ''
    const formula = binding.bindingFormula as SourceElement | undefined
    const boxed = formula === undefined ? null : tools.compile(formula, names, `参数“${name}”`, depth)
    if (formula === undefined) tools.report('error', 'DMN_INVOCATION', elementId, `调用的参数“${name}”没有表达式。请填写。`)
    if (boxed === null) return null
    bindings.push({ name: normalizeName(name), logic: boxed.logic })
  }
  if (called === null) return null
  const shown = String(target.text ?? '').trim().slice(0, 60)
  return (session) => {
    const callee = called.logic(session)
    if (!(callee instanceof FunctionValue)) return fail('DECISION_NOT_A_FUNCTION', `“${shown}”不是函数，无法调用。请检查业务知识模型的名称和连线（知识需求）。`)
    const unknown = bindings.find(({ name }) => !callee.parameters.includes(name))
    if (unknown !== undefined) fail('DECISION_PARAMETER', `函数“${shown}”没有参数“${unknown.name}”。可用：${callee.parameters.join('、')}。`)
    const values = new Map(bindings.map(({ name, logic }) => [name, logic(session)]))
    return callee.invoke(session, callee.parameters.map((parameter) => values.get(parameter) ?? null))
  }
}
