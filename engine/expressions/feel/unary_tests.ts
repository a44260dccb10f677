import type { Closure, Run } from '../evaluation.js'
import { equalValues } from '../values/equality.js'
import { FunctionValue } from '../values/function_value.js'
import { rangeBetween } from '../values/ordering.js'
import { passes } from './comparison.js'
import { compileInput } from './literals.js'
import { inner, part, refuse, type NodeCompiler } from './part.js'

/** `[1..5]` and `> 5` as values: a range, or for `= x` and `!= x` a test function. */
export const compileSimpleTest: NodeCompiler = (node, scope, compilation) => {
  const [first, second] = node.children
  if (second === undefined) return compilation.compile(first!, scope)
  if (second.name === 'SimplePositiveUnaryTest' && second.children.length === 2) refuse('FEEL_SYNTAX', `“${node.text.slice(0, 40)}”里连写了两个比较符。请只留一个。`, second)
  const bound = compilation.compile(second, scope).closure
  return part('test', testOf(first!.text, bound))
}

function testOf(operator: string, bound: Closure): Closure {
  switch (operator) {
    case '>':
      return (run, env) => rangeBetween(bound(run, env), null, false, false)
    case '>=':
      return (run, env) => rangeBetween(bound(run, env), null, true, false)
    case '<':
      return (run, env) => rangeBetween(null, bound(run, env), false, false)
    case '<=':
      return (run, env) => rangeBetween(null, bound(run, env), false, true)
    default:
      return (run, env) => equalityTest(bound(run, env), operator === '=')
  }
}

function equalityTest(expected: unknown, wantsEqual: boolean): FunctionValue {
  return new FunctionValue(['value'], false, (run, [value]) => {
    const equal = equalValues(run, value ?? null, expected)
    return equal === null ? null : equal === wantsEqual
  })
}

/** `[a..b]`, `(a..b)`, `]a..b[` */
export const compileInterval: NodeCompiler = (node, scope, compilation) => {
  const [open, start, , end, close] = node.children
  const from = compilation.compile(start!, scope).closure
  const to = compilation.compile(end!, scope).closure
  const startBracket = open!.text === '['
  const endBracket = close!.text === ']'
  return part('test', (run, env) => {
    const a = from(run, env)
    const b = to(run, env)
    return rangeBetween(a, b, a !== null && startBracket, b !== null && endBracket)
  })
}

/** One test of a cell or of `in`. A boolean literal in a cell is compared with the input. */
export const compilePositiveTest: NodeCompiler = (node, scope, compilation) => {
  const test = compilation.compile(node.children[0]!, scope)
  if (test.kind !== 'boolean' || !compilation.isCell) return test
  const input = compileInput(node, scope, compilation).closure
  return part('test', (run, env) => test.closure(run, env) === input(run, env))
}

/** A list of tests, as a list of values. */
export const compileTests: NodeCompiler = (node, scope, compilation) => {
  const tests = node.children.map((child) => compilation.compile(child, scope).closure)
  return part('other', (run, env) => tests.map((test) => test(run, env)))
}

/** A whole DMN cell: true when the input `?` passes one of the tests (none of them, under `not`). */
export const compileCell: NodeCompiler = (node, scope, compilation) => {
  const isNegated = node.children[0]?.name === 'not'
  const tests = inner(node)
    .filter(({ name }) => name !== 'not')
    .map((child) => compilation.compile(child, scope).closure)
  const input = compileInput(node, scope, compilation).closure
  return part('test', (run, env) => {
    const probe = input(run, env)
    const hit = tests.flatMap((test) => test(run, env)).some((test) => passesCell(run, test, probe))
    return hit !== isNegated
  })
}

/** A test that is already true or false (`? > 5 and ? < 9`) has done its own looking at the input. */
function passesCell(run: Run, test: unknown, probe: unknown): boolean {
  return typeof test === 'boolean' ? test : passes(run, test, probe) === true
}
