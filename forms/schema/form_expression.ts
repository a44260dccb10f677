/**
 * FEEL in forms, by the same engine that form-js uses (@bpmn-io/feelin), compiled once per form.
 *
 * feelin parses at every `evaluate`, some 40 µs for a short condition. A FEEL function keeps its compiled body and reads
 * the context object it was made in, so `function(__) <expression>` is made once and invoked after the names it uses have
 * been put into that context: about 1 µs. `today`, `now`, `matches`, `replace` and `split` are bound to ours: the
 * clock comes from outside, and patterns run in linear time.
 */
import { evaluate, parseExpression, parseUnaryTests, unaryTest } from '@bpmn-io/feelin'
import { lookUp, type FormScope } from './form_scope.js'

export interface FormExpression {
  source: string
  /** Every name in it, functions and properties among them. */
  names: readonly string[]
  /** What it reads, as paths: `this.area > 50` reads `['this', 'area']`. */
  reads: readonly (readonly string[])[]
  /** null where it cannot be evaluated, as in form-js. */
  evaluate(scope: FormScope): unknown
}

/** A hide or read-only condition: a FEEL unary test, true only if it holds. */
export interface FormCondition {
  source: string
  names: readonly string[]
  reads: readonly (readonly string[])[]
  holds(scope: FormScope): boolean
}

export type Compiled<T> = { compiled: T } | { problem: string }

const MAX_EXPRESSION_CHARACTERS = 4_000

type Tree = ReturnType<typeof parseExpression>
type SyntaxNode = Tree['topNode']
interface Bound extends Record<string, unknown> {
  [name: string]: unknown
}

/** Whether a property's text is FEEL. */
export function isFeel(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('=')
}

/** Compiles `=<expression>`. `shape` names the form's own variables, for names with a dash or a blank in them. */
export function compileExpression(source: string, shape: Record<string, unknown> = {}): Compiled<FormExpression> {
  const text = source.slice(1)
  const problem = refuse(text, () => parseExpression(text, shape, undefined))
  if (problem !== null) return { problem }
  const tree = parseExpression(text, shape, undefined)
  const names = namesIn(tree, text)
  const closure = compileClosure(text, names, shape)
  if ('problem' in closure) return closure
  const evaluateOrNull = (scope: FormScope): unknown => {
    try {
      return closure.compiled(scope)
    } catch {
      return null
    }
  }
  return { compiled: { source, names, reads: readsIn(tree, text), evaluate: evaluateOrNull } }
}

/**
 * Compiles a condition with the meaning of form-js: the expression is a FEEL unary test of null. So `=amount > 2` holds
 * also while `amount` is unset, since the comparison is null and null is what is tested for.
 */
export function compileCondition(source: string, shape: Record<string, unknown> = {}): Compiled<FormCondition> {
  const text = source.slice(1)
  const problem = refuse(text, () => parseUnaryTests(text, shape, undefined))
  if (problem !== null) return { problem }
  const tree = parseUnaryTests(text, shape, undefined)
  const names = namesIn(tree, text)
  const reads = readsIn(tree, text)
  const plain = plainTests(tree, text)
  if (plain === null) return { compiled: { source, names, reads, holds: (scope) => holdsByParsing(text, names, scope) } }

  const closures: ((scope: FormScope) => unknown)[] = []
  for (const test of plain.tests) {
    const closure = compileClosure(test, names, shape)
    if ('problem' in closure) return closure
    closures.push(closure.compiled)
  }
  const holds = (scope: FormScope): boolean => {
    try {
      const anyHolds = closures.map((closure) => testsNull(closure(scope))).includes(true)
      return plain.negated ? !anyHolds : anyHolds
    } catch {
      return false
    }
  }
  return { compiled: { source, names, reads, holds } }
}

/** What feelin's unary test does with one evaluated test and the value null. */
function testsNull(result: unknown): boolean {
  const results = Array.isArray(result) ? result : [result]
  return results.some((one) => one === true || one === null || (Array.isArray(one) && one.includes(null)))
}

/** The tests as plain expressions, or null where one only means something as a unary test (`> 5`, `[1..5]`, `?`). */
function plainTests(tree: Tree, text: string): { negated: boolean; tests: string[] } | null {
  const tests: string[] = []
  let negated = false
  let depth = 0
  let plain = true
  tree.iterate({
    enter(node) {
      depth += 1
      if (depth === 2 && node.name === 'not') negated = true
      if (node.name === 'PositiveUnaryTest' && depth === 3) tests.push(text.slice(node.from, node.to))
      if (node.name === '?' || node.name === 'Wildcard') plain = false
      if (node.name === 'SimplePositiveUnaryTest' && depth === 4) plain = false
    },
    leave() {
      depth -= 1
    },
  })
  return plain && tests.length > 0 ? { negated, tests } : null
}

function holdsByParsing(text: string, names: readonly string[], scope: FormScope): boolean {
  try {
    const bound: Bound = {}
    bind(bound, names, scope)
    return unaryTest(text, bound).value === true
  } catch {
    return false
  }
}

/** Throws where feelin would. */
function compileClosure(
  text: string,
  names: readonly string[],
  shape: Record<string, unknown>,
): Compiled<(scope: FormScope) => unknown> {
  const bound: Bound = { ...shape }
  try {
    // the line break keeps a trailing comment of the expression from swallowing anything
    const made = evaluate(`function(__) ${text}\n`, bound)
    const invoke = (made.value as { fn?: unknown } | null)?.fn
    if (typeof invoke !== 'function') return { problem: `cannot be compiled: ${text}` }
    for (const name of Object.keys(bound)) delete bound[name]
    return {
      compiled: (scope) => {
        try {
          bind(bound, names, scope)
          return invoke(null) as unknown
        } finally {
          made.warnings.length = 0
          for (const name of names) delete bound[name]
        }
      },
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Puts the names that an expression uses into its context. */
function bind(bound: Bound, names: readonly string[], scope: FormScope): void {
  for (const name of names) {
    const value = lookUp(name, scope)
    if (value !== undefined) bound[name] = value
  }
}

/** Names of the variables, properties and functions in the tree. */
function namesIn(tree: Tree, text: string): string[] {
  const names = new Set<string>()
  tree.iterate({
    enter(node) {
      if (node.name === 'VariableName') names.add(nameAt(node, text))
    },
  })
  return [...names]
}

function nameAt(node: { from: number; to: number }, text: string): string {
  return text.slice(node.from, node.to).replace(/\s+/g, ' ').replaceAll('`', '')
}

/** The paths that the tree reads; names bound inside it (`for x in …`) are among them, as if they were variables. */
function readsIn(tree: Tree, text: string): string[][] {
  const reads: string[][] = []
  const visit = (node: SyntaxNode): void => {
    const path = pathAt(node, text)
    if (path !== null) {
      reads.push(path)
      return
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      const isFunctionName = node.name === 'FunctionInvocation' && child.name === 'VariableName' && child.from === node.from
      const isProperty = node.name === 'PathExpression' && child.name === 'VariableName' && child.from !== node.from
      if (!isFunctionName && !isProperty) visit(child)
    }
  }
  visit(tree.topNode)
  return reads
}

/** `a.b.c` as its parts, or null where the node is no plain path. */
function pathAt(node: SyntaxNode, text: string): string[] | null {
  if (node.name === 'VariableName') return [nameAt(node, text)]
  if (node.name !== 'PathExpression' || node.firstChild === null || node.lastChild === null) return null
  const head = pathAt(node.firstChild, text)
  return head === null ? null : [...head, nameAt(node.lastChild, text)]
}

/** Why an expression is refused, or null: syntax, length, or a loop over a range, whose length a sender could choose. */
function refuse(text: string, parse: () => Tree): string | null {
  if (text.length > MAX_EXPRESSION_CHARACTERS) return `longer than ${MAX_EXPRESSION_CHARACTERS} characters`
  if (text.trim() === '') return 'empty'
  let problem: string | null = null
  let loops = false
  let ranges = false
  parse().iterate({
    enter(node) {
      if (node.type.isError) problem ??= `not readable near "${text.slice(node.from, node.to + 10).trim() || text}"`
      if (node.name === 'ForExpression' || node.name === 'QuantifiedExpression') loops = true
      if (node.name === 'Interval') ranges = true
      if (node.name === 'IterationContext' && text.slice(node.from, node.to).includes('..')) ranges = true
    },
  })
  if (problem === null && loops && ranges) return 'a loop over a range is not allowed in a form; loop over a list'
  return problem
}
