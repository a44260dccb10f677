import { setEntry } from '#engine/expressions/values/own_entry'
import type { SourceElement } from '#engine/model/source_element'
import { withNames } from '../compilation.js'
import { within } from '../session.js'
import type { Convert } from '../type_conversion.js'
import type { BoxedCompiler, Logic } from './boxed.js'

interface Entry {
  readonly name: string | null
  readonly logic: Logic
  readonly convert: Convert | null
}

/** A context: each entry sees those before it; one without a name is the result, else all entries are. DMN 1.3 §10.2.1.4. */
export const compileContext: BoxedCompiler = (source, names, tools, depth) => {
  const entries: Entry[] = []
  let known = names
  for (const child of (source.contextEntry as SourceElement[] | undefined) ?? []) {
    const variable = child.variable as SourceElement | undefined
    const name = variable?.name?.trim() || null
    if (child.value === undefined) {
      tools.report('error', 'DMN_EXPRESSION_EMPTY', source.id ?? tools.elementId, `上下文的“${name ?? '结果'}”没有表达式。请填写。`)
      return null
    }
    const boxed = tools.compile(child.value as SourceElement, known, name ?? '结果', depth)
    if (boxed === null) return null
    entries.push({ name, logic: boxed.logic, convert: tools.types.conversion(variable?.typeRef as string | undefined, tools.elementId) })
    if (name !== null) known = withNames(known, [name])
  }
  return (session) => {
    const values = new Map<string, unknown>()
    return within(session, { values, outer: session.frame }, () => {
      for (const { name, logic, convert } of entries) {
        const given = logic(session)
        const value = convert === null ? given : convert(given, session, `“${name ?? '结果'}”`)
        if (name === null) return value
        values.set(name, value ?? null)
      }
      const context: Record<string, unknown> = {}
      for (const [name, value] of values) setEntry(context, name, value)
      return context
    })
  }
}
