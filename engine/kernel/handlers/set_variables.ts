import type { SetVariables } from '../commands.js'
import { setVariables as write } from '../run/variables.js'
import type { Handler } from './handler.js'
import { checkNames } from './variable_names.js'

/** Writes variables of the process scope. */
export const setVariables: Handler<SetVariables> = (run, { variables }) => {
  const refusal = checkNames(variables)
  if (refusal === undefined) write(run, 0, variables)
  return refusal
}
