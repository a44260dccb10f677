import { feelNow, feelToday } from './form_clock.js'
import { matches, replace, split } from './form_functions.js'

/** Where an expression is evaluated: the whole form's data, and the row it stands in. */
export interface FormScope {
  data: Record<string, unknown>
  /** The row of a dynamic list; outside of lists the data. */
  this: unknown
  parent: FormScope | null
  /** Row numbers from 1, outermost list first. */
  i: readonly number[]
  nowMs: number
}

/** A name's value in the precedence of form-js: data, then `this`, `parent`, `i`; then the functions that are ours. */
export function lookUp(name: string, scope: FormScope): unknown {
  if (Object.hasOwn(scope.data, name) && scope.data[name] !== undefined) return scope.data[name]
  switch (name) {
    case 'this':
    case '_this_':
      return scope.this
    case 'parent':
    case '_parent_':
      return contextOf(scope.parent)
    case 'i':
    case '_i_':
      return scope.i
    case 'today':
      return () => feelToday(scope.nowMs)
    case 'now':
      return () => feelNow(scope.nowMs)
    case 'matches':
      return matches
    case 'replace':
      return replace
    case 'split':
      return split
    default:
      return undefined
  }
}

/** A row's surroundings as an expression inside the row sees them. */
function contextOf(scope: FormScope | null): Record<string, unknown> | null {
  if (scope === null) return null
  const special = { this: scope.this, parent: contextOf(scope.parent), i: scope.i }
  const own = typeof scope.this === 'object' && scope.this !== null ? scope.this : {}
  return { ...special, ...own, _this_: special.this, _parent_: special.parent, _i_: special.i }
}
