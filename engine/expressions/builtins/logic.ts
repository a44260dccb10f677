import { identical } from '../values/equality.js'
import { builtin, type Builtins } from './signature.js'

/** DMN 1.3 §10.3.4.2 and `is`; `is defined` and `get or else` of Camunda 8. */
export const logicBuiltins: Builtins = {
  not: builtin(['negand: any'], (_run, negand: unknown) => (typeof negand === 'boolean' ? !negand : null)),

  is: builtin(['value1: any?', 'value2: any?'], (run, a: unknown, b: unknown) =>
    a === undefined || b === undefined ? false : identical(run, a, b),
  ),

  'is defined': builtin(['value: any?'], (_run, value: unknown) => value !== null && value !== undefined),

  'get or else': builtin(['value: any?', 'default: any?'], (_run, value: unknown, otherwise: unknown) => value ?? otherwise),
}
