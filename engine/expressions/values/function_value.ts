import type { Run } from '../evaluation.js'

/** A FEEL function: built in, or written in the expression. `parameters` are the names for calls by name. */
export class FunctionValue {
  readonly parameters: readonly string[]
  readonly isVariadic: boolean
  readonly invoke: (run: Run, args: unknown[]) => unknown

  constructor(parameters: readonly string[], isVariadic: boolean, invoke: (run: Run, args: unknown[]) => unknown) {
    this.parameters = parameters
    this.isVariadic = isVariadic
    this.invoke = invoke
  }
}

/** Whether a call with this many arguments fits the function. */
export function acceptsArguments(target: FunctionValue, count: number): boolean {
  return target.isVariadic || count <= target.parameters.length
}
