import { boundedList, charge, type Run } from '../evaluation.js'
import { ownEntry, setEntry } from '../values/own_entry.js'
import { typeOf, type ContextValue } from '../values/type_of.js'
import { builtin, listBuiltin, type Builtins } from './signature.js'

/** A copy that only ever has own entries. */
function copied(run: Run, contexts: readonly ContextValue[]): ContextValue {
  const copy: ContextValue = {}
  for (const context of contexts) {
    const entries = Object.entries(context)
    charge(run, 1 + entries.length)
    for (const [key, value] of entries) setEntry(copy, key, value)
  }
  return copy
}

function fromEntries(entries: ContextValue[]): ContextValue | null {
  const context: ContextValue = {}
  for (const entry of entries) {
    const key = ownEntry(entry, 'key')
    if (typeof key !== 'string' || !Object.hasOwn(entry, 'value') || Object.hasOwn(context, key)) return null
    setEntry(context, key, entry['value'] ?? null)
  }
  return context
}

/** The context with the value put at the end of the path; contexts on the way must exist. */
function put(run: Run, context: unknown, path: readonly unknown[], value: unknown): ContextValue | null {
  const [key, ...rest] = path
  if (typeof key !== 'string' || typeOf(context) !== 'context') return null
  const next = rest.length === 0 ? value : put(run, ownEntry(context as ContextValue, key), rest, value)
  if (rest.length > 0 && next === null) return null
  const copy = copied(run, [context as ContextValue])
  setEntry(copy, key, next)
  return copy
}

/** DMN 1.3 §10.3.4.10 */
export const contextBuiltins: Builtins = {
  'get value': builtin(['m: context', 'key: string'], (_run, context: ContextValue, key: string) => ownEntry(context, key) ?? null),

  'get entries': builtin(['m: context'], (run, context: ContextValue) =>
    boundedList(run, Object.entries(context).map(([key, value]) => ({ key, value }))),
  ),

  context: listBuiltin('entries', 'context', (run, entries: ContextValue[]) => {
    charge(run, entries.length)
    return fromEntries(entries)
  }),

  'context merge': listBuiltin('contexts', 'context', (run, contexts: ContextValue[]) => copied(run, contexts)),

  'context put': builtin(
    ['context: context', 'keys: list?', 'value: any', 'key: string?'],
    (run, context: ContextValue, keys: unknown[] | undefined, value: unknown, key: string | undefined) => {
      const path = keys ?? [key]
      charge(run, path.length)
      return path.length > 100 ? null : put(run, context, path, value)
    },
  ),
}
