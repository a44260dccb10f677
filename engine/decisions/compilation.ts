import { compileJuel } from '#engine/expressions/compile_juel'
import { holdsJuel } from '#engine/expressions/compile_value'
import { fail, type Closure } from '#engine/expressions/evaluation'
import type { CompiledExpression } from '#engine/expressions/expression'
import { compileFeelClosure, type Surroundings } from '#engine/expressions/feel_closure'
import { builtinNamed } from '#engine/expressions/builtins/registry'
import { normalizeName } from '#engine/expressions/values/own_entry'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { SourceElement } from '#engine/model/source_element'

export type Report = (severity: Diagnostic['severity'], code: string, elementId: string | null, message: string) => void

/** Names an expression of a decision may use besides the variables, innermost scope last. */
export type Names = Surroundings

/** Where findings go. */
export interface Reporting {
  readonly report: Report
  /** Id of the decision or business knowledge model being compiled: named by findings about parts that have no id of their own. */
  readonly elementId: string | null
}

/** Names that hold signs or spaces, kept for the parser; more of them in one scope would make parsing slow. */
const MOST_KNOWN_NAMES = 300
const NEEDS_KNOWING = /[\s./\-'+*]/

/** The names of a scope and those around it. `functions` are called like functions even where a built-in has that name. */
export function withNames(outer: Names, names: readonly string[], functions: readonly string[] = []): Names {
  if (names.length === 0) return outer
  const called = new Set(functions.map(normalizeName))
  const plain = new Set(names.map(normalizeName).filter((name) => builtinNamed(name) === undefined))
  const known = names.filter((name) => NEEDS_KNOWING.test(name))
  return {
    knownNames: known.length === 0 ? outer.knownNames : [...outer.knownNames, ...known].slice(0, MOST_KNOWN_NAMES),
    isFunction: (name) => called.has(name) || plain.has(name) || outer.isFunction(name),
  }
}

/** A compiled text with its value when that is known at deployment. */
export interface CompiledText {
  readonly closure: Closure
  readonly constant?: { readonly value: unknown }
}

/** A text or number that FEEL and JSON write alike, as nearly every output of a table: no need to parse it. */
const LITERAL = /^(?:"[^"\\\p{Cc}]*"|-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?)$/u

const FEEL_LANGUAGE = /feel/i
const JUEL_LANGUAGE = /^(juel|el)$/i

/** Compiles the text of a literal expression in its language; null after a finding. */
export function compileText(source: SourceElement, names: Names, what: string, tools: Reporting): CompiledText | null {
  const text = String(source.text ?? '').trim()
  const language = typeof source.expressionLanguage === 'string' ? source.expressionLanguage.trim() : ''
  const report = (code: string, message: string) => tools.report('error', code, source.id ?? tools.elementId, `${what}${message}`)
  if (source.importedValues !== undefined) {
    report('DMN_IMPORTED_VALUES', '引用了外部文件中的值，不受支持。请把值写进表达式。')
    return null
  }
  if (text === '') {
    report('DMN_EXPRESSION_EMPTY', '是空的。请填写 FEEL 表达式。')
    return null
  }
  const isJuel = JUEL_LANGUAGE.test(language) || (language === '' && holdsJuel(text) && !text.includes('"${'))
  if (isJuel) return compileJuelText(holdsJuel(text) ? text : `\${${text}}`, report)
  if (language !== '' && !FEEL_LANGUAGE.test(language)) {
    report('DMN_LANGUAGE', `用了表达式语言“${language.slice(0, 60)}”，本引擎不运行。请改写为 FEEL。`)
    return null
  }
  const literal = LITERAL.test(text) ? (JSON.parse(text) as unknown) : undefined
  if (literal !== undefined) return { closure: () => literal, constant: { value: literal } }
  // some editors begin every expression with the sign that tells FEEL from text
  const compiled = compileFeelClosure(text.replace(/^=(?!=)/, ''), 'expression', names)
  if (compiled.ok) return compiled
  report(compiled.error.code, `“${text.slice(0, 60)}”无法编译：${compiled.error.message}`)
  return null
}

function compileJuelText(text: string, report: (code: string, message: string) => void): CompiledText | null {
  const compiled = compileJuel(text)
  if (compiled.ok) return { closure: juelClosure(compiled.expression) }
  report(compiled.error.code, `“${text.slice(0, 60)}”无法编译：${compiled.error.message}`)
  return null
}

function juelClosure(expression: CompiledExpression): Closure {
  return (run) => {
    const result = expression.evaluate(run)
    return result.ok ? result.value : fail(result.error.code, result.error.message)
  }
}
