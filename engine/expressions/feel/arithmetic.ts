import { FeelDuration } from 'feelin'
import { charge, failTextTooLong, MAX_TEXT_LENGTH, type Closure, type Run } from '../evaluation.js'
import { addDurations, between, durationOfMs, isTemporal, negated, shift, temporalOrder } from '../values/temporal.js'
import { constantPart, part, type NodeCompiler, type Part, type StaticKind } from './part.js'

/** `a + b`, `-a` …; operands that do not go together give null (DMN 1.3 §10.3.2.3). */
export const compileArithmetic: NodeCompiler = (node, scope, compilation) => {
  const [first, second, third] = node.children
  if (third === undefined) {
    const operand = compilation.compile(second!, scope)
    if (first!.text === '-' && typeof operand.constant?.value === 'number') return constantPart('number', 0 - operand.constant.value)
    return part(operand.kind, first!.text === '-' ? negation(operand.closure) : operand.closure)
  }
  const left = compilation.compile(first!, scope)
  const right = compilation.compile(third, scope)
  return part(commonKind(left, right), operation(second!.text, left.closure, right.closure))
}

/** The kind two branches share, `any` when they differ. */
export function commonKind(left: Part, right: Part): StaticKind {
  return left.kind === right.kind ? left.kind : 'any'
}

function negation(operand: Closure): Closure {
  return (run, env) => {
    const value = operand(run, env)
    if (typeof value === 'number') return 0 - value
    return value instanceof FeelDuration ? negated(value) : null
  }
}

function operation(operator: string, left: Closure, right: Closure): Closure {
  switch (operator) {
    case '+':
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a + b : add(run, a, b)
      }
    case '-':
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a - b : subtract(run, a, b)
      }
    case '*':
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? a * b : multiply(run, a, b)
      }
    case '/':
      return (run, env) => divide(run, left(run, env), right(run, env))
    default:
      return (run, env) => {
        const a = left(run, env)
        const b = right(run, env)
        return typeof a === 'number' && typeof b === 'number' ? power(a, b) : null
      }
  }
}

/** Null where there is no real number: a root of a negative one. */
function power(base: number, exponent: number): number | null {
  const result = base ** exponent
  return Number.isNaN(result) ? null : result
}

/** Calendar arithmetic costs as much as some ten plain steps. */
const CALENDAR_UNITS = 10

function add(run: Run, a: unknown, b: unknown): unknown {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length + b.length > MAX_TEXT_LENGTH) failTextTooLong()
    charge(run, 1 + (b.length >> 5))
    return a + b
  }
  charge(run, CALENDAR_UNITS)
  if (a instanceof FeelDuration) {
    if (b instanceof FeelDuration) return addDurations(a, b, 1)
    return isTemporal(b) ? shift(b, a, 1) : null
  }
  return isTemporal(a) && b instanceof FeelDuration ? shift(a, b, 1) : null
}

function subtract(run: Run, a: unknown, b: unknown): unknown {
  charge(run, CALENDAR_UNITS)
  if (a instanceof FeelDuration) return b instanceof FeelDuration ? addDurations(a, b, -1) : null
  if (!isTemporal(a)) return null
  if (b instanceof FeelDuration) return shift(a, b, -1)
  return isTemporal(b) ? between(a, b) : null
}

/** A duration times a number (DMN 1.3 table 55), either way round. */
function multiply(run: Run, a: unknown, b: unknown): unknown {
  charge(run, 1)
  if (a instanceof FeelDuration && typeof b === 'number') return scaled(a, b)
  return b instanceof FeelDuration && typeof a === 'number' ? scaled(b, a) : null
}

/** Division by zero is null. A duration is divided by a number, or by a duration of its kind. */
function divide(run: Run, a: unknown, b: unknown): unknown {
  if (typeof b === 'number') {
    if (b === 0 || Number.isNaN(b)) return null
    if (typeof a === 'number') return a / b
    charge(run, 1)
    return a instanceof FeelDuration ? scaled(a, 1 / b) : null
  }
  if (!(a instanceof FeelDuration) || !(b instanceof FeelDuration) || a.yearsMonths !== b.yearsMonths) return null
  const divisor = lengthOf(b)
  return divisor === 0 ? null : lengthOf(a) / divisor
}

function scaled(value: FeelDuration, factor: number): FeelDuration | null {
  const length = lengthOf(value) * factor
  if (!Number.isFinite(length)) return null
  if (!value.yearsMonths) return durationOfMs(length)
  const months = Math.trunc(length)
  return monthsDuration(value, months)
}

function monthsDuration(like: FeelDuration, months: number): FeelDuration | null {
  if (Math.abs(months) > 1_000_000) return null
  return new FeelDuration(like.unwrap().with({ years: 0, months }), true)
}

/** Months for a years-and-months duration, milliseconds for the other kind. */
function lengthOf(value: FeelDuration): number {
  if (!value.yearsMonths) return temporalOrder(value)
  const { years, months } = value.unwrap()
  return years * 12 + months
}
