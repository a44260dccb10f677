import { FunctionValue } from '../values/function_value.js'
import { contextBuiltins } from './contexts.js'
import { conversionBuiltins } from './conversions.js'
import { listBuiltins } from './lists.js'
import { logicBuiltins } from './logic.js'
import { numberBuiltins } from './numbers.js'
import { rangeBuiltins } from './ranges.js'
import { statisticsBuiltins } from './statistics.js'
import { temporalBuiltins } from './temporals.js'
import { textBuiltins } from './texts.js'
import type { Builtins } from './signature.js'

const FAMILIES: readonly Builtins[] = [
  conversionBuiltins,
  logicBuiltins,
  textBuiltins,
  listBuiltins,
  statisticsBuiltins,
  numberBuiltins,
  temporalBuiltins,
  rangeBuiltins,
  contextBuiltins,
]

const BUILTINS = new Map(FAMILIES.flatMap((family) => Object.entries(family)))

/** The built-in of this FEEL name. */
export function builtinNamed(name: string): FunctionValue | undefined {
  return BUILTINS.get(name)
}

/** The names of all built-ins, for editors and for the check that none of DMN's is missing. */
export function builtinNames(): readonly string[] {
  return [...BUILTINS.keys()]
}
