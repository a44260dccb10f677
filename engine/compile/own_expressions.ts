import { compileValue } from '#engine/expressions/compile_value'
import type { CompiledExpression } from '#engine/expressions/expression'

/** A text as it stands, whatever signs it holds. */
export function literal(text: string): CompiledExpression {
  return { source: text, dialect: 'literal', names: [], elementNames: [], evaluate: () => ({ ok: true, value: text, unsetNames: [] }) }
}

/** The value of a variable by its exact name, which need not be a FEEL name. */
export function variable(name: string): CompiledExpression {
  const names = [name]
  return {
    source: name,
    dialect: 'feel',
    names,
    elementNames: [],
    evaluate({ lookup }) {
      const value = lookup(name)
      return value === undefined ? { ok: true, value: null, unsetNames: names } : { ok: true, value, unsetNames: [] }
    },
  }
}

/** Where plain text is a variable's name (`collection`): the variable, else what the expression says. */
export function variableOrExpression(text: string): ReturnType<typeof compileValue> {
  const isExpression = text.startsWith('=') || text.includes('${') || text.includes('#{')
  return isExpression ? compileValue(text) : { ok: true, expression: variable(text) }
}

/** A context of the values of these expressions; the first that has none is the error. */
export function contextOf(entries: readonly { readonly name: string; readonly value: CompiledExpression }[]): CompiledExpression {
  return {
    source: `{${entries.map(({ name, value }) => `${name}: ${value.source}`).join(', ')}}`,
    dialect: 'feel',
    names: [...new Set(entries.flatMap(({ value }) => value.names))],
    elementNames: [...new Set(entries.flatMap(({ value }) => value.elementNames))],
    evaluate(context) {
      const gathered: Record<string, unknown> = {}
      const unsetNames: string[] = []
      for (const { name, value } of entries) {
        const evaluated = value.evaluate(context)
        unsetNames.push(...evaluated.unsetNames)
        if (!evaluated.ok) return { ...evaluated, unsetNames }
        gathered[name] = evaluated.value
      }
      return { ok: true, value: gathered, unsetNames }
    },
  }
}
