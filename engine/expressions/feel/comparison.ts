import { charge, type Closure, type Run } from '../evaluation.js'
import { equalValues, looselyEqual, refuseText } from '../values/equality.js'
import { FunctionValue } from '../values/function_value.js'
import { order, rangeBetween, rangeIncludes } from '../values/ordering.js'
import { RangeValue } from '../values/range_value.js'
import { typeOf } from '../values/type_of.js'
import { part, refuse, type NodeCompiler, type Part } from './part.js'

/** `a > b`, `a = b`, `a between b and c`, `a in …`. */
export const compileComparison: NodeCompiler = (node, scope, compilation) => {
  const [first, operator, third, , fifth] = node.children
  const left = compilation.compile(first!, scope)
  switch (operator!.name) {
    case 'between':
      return part('test', between(left.closure, compilation.compile(third!, scope).closure, compilation.compile(fifth!, scope).closure))
    case 'in': {
      const isGroup = third!.name === '('
      const tests = compilation.compile(isGroup ? node.children[3]! : third!, scope).closure
      return part('test', membership(left.closure, tests))
    }
    default:
      if (third!.name === 'SimplePositiveUnaryTest' && third!.children.length === 2) {
        refuse('FEEL_SYNTAX', `“${node.text.slice(0, 40)}”里连写了两个比较符。“等于”请写一个 =。`, third!)
      }
      return part('test', comparison(operator!.text, left, compilation.compile(third!, scope)))
  }
}

/** The closure of one comparison operator, with the quick way for two numbers or two texts first. */
function comparison(operator: string, leftPart: Part, rightPart: Part): Closure {
  const left = leftPart.closure
  const right = rightPart.closure
  switch (operator) {
    case '=':
      return equality(left, rightPart)
    case '!=': {
      const equal = equality(left, rightPart)
      return (run, env) => {
        const result = equal(run, env)
        return result === null ? null : !result
      }
    }
    case '>':
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a > b : ordered(order(a, b), GREATER)
      }
    case '>=':
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a >= b : ordered(order(a, b), NOT_LESS)
      }
    case '<':
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a < b : ordered(order(a, b), LESS)
      }
    default:
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a <= b : ordered(order(a, b), NOT_GREATER)
      }
  }
}

const GREATER = (distance: number) => distance > 0
const NOT_LESS = (distance: number) => distance >= 0
const LESS = (distance: number) => distance < 0
const NOT_GREATER = (distance: number) => distance <= 0

function ordered(distance: number | null, accepts: (distance: number) => boolean): boolean | null {
  return distance === null ? null : accepts(distance)
}

/** Equality; a constant right side of a plain type needs no second closure call. */
function equality(left: Closure, rightPart: Part): Closure {
  const right = rightPart.closure
  const constant = rightPart.constant?.value
  if (constant === undefined || constant === null || typeof constant === 'object') {
    return (run, env) => equalValues(run, left(run, env), right(run, env))
  }
  const type = typeof constant
  return (run, env) => {
    const value = left(run, env)
    return typeof value === type ? value === constant : equalValues(run, value, constant)
  }
}

function between(value: Closure, start: Closure, end: Closure): Closure {
  return (run, env) => {
    const from = start(run, env)
    const to = end(run, env)
    if (from === null || to === null) return null
    const range = rangeBetween(from, to, true, true)
    return range === null ? null : rangeIncludes(range, value(run, env))
  }
}

function membership(value: Closure, tests: Closure): Closure {
  return (run, env) => {
    const probe = value(run, env)
    const test = tests(run, env)
    if (test === null) return null
    return passesAny(run, Array.isArray(test) ? test : [test], probe)
  }
}

/**
 * Three-valued membership: a match wins, then a test that cannot be compared makes it unknown. Plain values of another
 * type are just no match – but text offered only numbers (or the reverse) is the same mistake as comparing them.
 */
function passesAny(run: Run, tests: readonly unknown[], probe: unknown): boolean | null {
  charge(run, tests.length)
  let isUnknown = false
  let unlike: unknown
  for (const test of tests) {
    const result = passes(run, test, probe)
    if (result === true) return true
    if (result === null && (test instanceof RangeValue || test instanceof FunctionValue)) isUnknown = true
    else if (result === null) unlike = test
  }
  if (unlike !== undefined) refuseText(typeOf(unlike), typeOf(probe))
  return isUnknown ? null : false
}

/** Whether a value passes one test: a range holds it, a function says so, a list has it, anything else equals it. */
export function passes(run: Run, test: unknown, probe: unknown): boolean | null {
  if (test instanceof RangeValue) return rangeIncludes(test, probe)
  if (test instanceof FunctionValue) return asBoolean(test.invoke(run, [probe]))
  const equal = looselyEqual(run, test, probe, 0)
  if (equal === true || !Array.isArray(test)) return equal
  charge(run, test.length)
  return test.some((element) => looselyEqual(run, element, probe, 0) === true)
}

function asBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}
