import { readVariable, type Closure, type Env } from '../evaluation.js'
import { builtinNamed } from '../builtins/registry.js'
import { normalizeName, ownEntry, propertyOf } from '../values/own_entry.js'
import { typeOf, type ContextValue } from '../values/type_of.js'

/**
 * What a name can mean at one place of an expression, innermost first; each scope is one `Env` at run time.
 * `value`: one named value. `record`: the entries of a context literal; `written` are those sure to be there already.
 * `element`: the element a filter
 * looks at, whose entries are known at run time only.
 */
export type Scope =
  | { readonly kind: 'value'; readonly name: string; readonly outer: Scope | null }
  | { readonly kind: 'record'; readonly keys: ReadonlySet<string>; readonly written: ReadonlySet<string>; readonly outer: Scope | null }
  | { readonly kind: 'element'; readonly outer: Scope | null }

/** Names read from the root, collected while compiling. */
export interface NamesRead {
  /** Normalised spelling → the spelling of the model. */
  readonly spelling: ReadonlyMap<string, string>
  /** Names that the surroundings give as functions, in their normalised spelling. */
  isFunction(name: string): boolean
  readonly root: Set<string>
  readonly element: Set<string>
}

/**
 * Whether the expression itself binds the name here. The entries of a filtered element do not count: data holds no
 * functions, so a call of that name means the built-in.
 */
export function isBoundByAuthor(scope: Scope | null, name: string): boolean {
  for (let at = scope; at !== null; at = at.outer) {
    if (bindsSurely(at, name) || (at.kind === 'record' && at.keys.has(name))) return true
  }
  return false
}

function bindsSurely(scope: Scope, name: string): boolean {
  return scope.kind === 'value' ? scope.name === name : scope.kind === 'record' && scope.written.has(name)
}

/** The scopes as a function body sees them: it runs later, when the contexts around it are complete. */
export function seenLater(scope: Scope | null): Scope | null {
  if (scope === null) return null
  const outer = seenLater(scope.outer)
  return scope.kind === 'record' ? { ...scope, written: scope.keys, outer } : { ...scope, outer }
}

/** A closure that reads the name; the way to it is worked out here, once. */
export function compileName(rawName: string, scope: Scope | null, names: NamesRead): Closure {
  const name = normalizeName(rawName)
  const tries: { hops: number; kind: 'record' | 'element' }[] = []
  let hops = 0
  for (let at = scope; at !== null; at = at.outer, hops++) {
    if (bindsSurely(at, name)) return withTries(tries, name, at.kind === 'record' ? readRecord(hops, name) : readHop(hops))
    if (at.kind === 'element' || (at.kind === 'record' && at.keys.has(name))) tries.push({ hops, kind: at.kind })
  }
  const spelled = names.spelling.get(name) ?? rawName
  const isElementName = tries.some(({ kind }) => kind === 'element')
  if (name !== 'item' || !isElementName) (isElementName ? names.element : names.root).add(spelled)
  return withTries(tries, name, readRoot(spelled))
}

function readHop(hops: number): Closure {
  if (hops === 0) return (_run, env) => env!.value
  if (hops === 1) return (_run, env) => env!.outer!.value
  return (_run, env) => climb(env, hops).value
}

function readRecord(hops: number, name: string): Closure {
  return (_run, env) => ownEntry(climb(env, hops).value as ContextValue, name) ?? null
}

function climb(env: Env | null, hops: number): Env {
  let at = env!
  for (let i = 0; i < hops; i++) at = at.outer!
  return at
}

function readRoot(name: string): Closure {
  const builtin = builtinNamed(name)
  if (builtin === undefined) return (run) => readVariable(run, name)
  return (run) => {
    const value = run.lookup(name)
    return value === undefined ? builtin : value
  }
}

function withTries(tries: { hops: number; kind: 'record' | 'element' }[], name: string, otherwise: Closure): Closure {
  if (tries.length === 0) return otherwise
  return (run, env) => {
    for (const { hops, kind } of tries) {
      const { value } = climb(env, hops)
      const found = kind === 'element' ? elementEntry(value, name) : ownEntry(value as ContextValue, name)
      if (found !== undefined) return found
    }
    return otherwise(run, env)
  }
}

/** `item` is the element itself, unless the element has an entry of that name. */
function elementEntry(element: unknown, name: string): unknown {
  const type = typeOf(element)
  const entry = type === 'context' || type === 'range' ? propertyOf(element, name) : undefined
  return entry === undefined && name === 'item' ? element : entry
}
