import { FeelDate, FeelDateTime } from 'feelin'
import type { Run } from '../evaluation.js'
import { FunctionValue } from '../values/function_value.js'
import { dateOf, dateTimeOf, timeOf } from '../values/temporal.js'
import { typeOf, type FeelType } from '../values/type_of.js'

/** A family of built-ins by FEEL name. */
export type Builtins = Record<string, FunctionValue>

/** The body of a built-in; arguments are converted already, an omitted optional one is undefined. */
// Every built-in has other argument types, checked by its signature before the body sees them.
type Body<A extends unknown[]> = (run: Run, ...args: A) => unknown

interface Parameter {
  readonly name: string
  readonly type: FeelType | 'any'
  readonly isOptional: boolean
}

const MISFIT = Symbol('misfit')

/**
 * A built-in with fixed parameters, written `name: type` or `name: type?`. Arguments that do not fit give null
 * (DMN 1.3 §10.3.4); a list of one stands for its element, a single value for a list of one.
 */
export function builtin<A extends unknown[]>(signature: readonly string[], body: Body<A>): FunctionValue {
  const parameters = signature.map(parameterOf)
  const invoke = (run: Run, args: unknown[]): unknown => {
    const converted: unknown[] = []
    for (let i = 0; i < parameters.length; i++) {
      const value = convert(args[i], parameters[i]!)
      if (value === MISFIT) return null
      converted.push(value)
    }
    return body(run, ...(converted as A)) ?? null
  }
  return new FunctionValue(parameters.map(({ name }) => name), false, invoke)
}

/**
 * A built-in over a list, called with the list or with its elements one by one. `type` is that of the elements;
 * null when called with nothing or with an element that does not fit.
 */
export function listBuiltin<T>(name: string, type: FeelType | 'any' | 'any?', body: (run: Run, list: T[]) => unknown): FunctionValue {
  const element = parameterOf(`element: ${type}`)
  const invoke = (run: Run, args: unknown[]): unknown => {
    if (args.length === 0) return null
    const given = args.length === 1 && Array.isArray(args[0]) ? args[0] : args
    const list: unknown[] = []
    for (const value of given) {
      const converted = convert(value, element)
      if (converted === MISFIT) return null
      list.push(converted)
    }
    return body(run, list as T[]) ?? null
  }
  return new FunctionValue([name], true, invoke)
}

function parameterOf(written: string): Parameter {
  const [name, type] = written.split(': ') as [string, string]
  const isOptional = type.endsWith('?')
  return { name, type: (isOptional ? type.slice(0, -1) : type) as Parameter['type'], isOptional }
}

function convert(given: unknown, { type, isOptional }: Parameter): unknown {
  if (type === 'list') return asList(given, isOptional)
  const value = type !== 'any' && Array.isArray(given) && given.length === 1 ? given[0] : given
  if (type === 'any') return value === undefined && !isOptional ? MISFIT : value
  const actual = typeOf(value)
  if (actual === type) return value
  if (actual === 'nil') return isOptional ? value : MISFIT
  return cast(value, type) ?? MISFIT
}

function asList(value: unknown, isOptional: boolean): unknown {
  if (Array.isArray(value)) return value
  if (value === undefined) return isOptional ? undefined : MISFIT
  return value === null ? MISFIT : [value]
}

/** A date stands for its first moment; a date and time for its date or its time. */
function cast(value: unknown, type: FeelType | 'any'): unknown {
  if (value instanceof FeelDate && type === 'date time') return dateTimeOf(value)
  if (!(value instanceof FeelDateTime)) return null
  if (type === 'date') return dateOf(value)
  return type === 'time' ? timeOf(value) : null
}
