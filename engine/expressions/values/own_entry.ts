import { fail } from '../evaluation.js'
import { RangeValue } from './range_value.js'
import { typeOf, type ContextValue } from './type_of.js'

const TEMPORAL_PROPERTIES: Partial<Record<string, ReadonlySet<string>>> = {
  date: new Set(['year', 'month', 'day', 'weekday']),
  time: new Set(['hour', 'minute', 'second', 'timezone', 'time offset']),
  'date time': new Set([
    'year', 'month', 'day', 'weekday', 'hour', 'minute', 'second', 'timezone', 'time offset',
  ]),
  duration: new Set(['years', 'months', 'days', 'hours', 'minutes', 'seconds']),
}

/** The one spelling of a name: FEEL ignores spaces around the signs a name may hold (DMN 1.3 §10.3.1.4). */
export function normalizeName(name: string): string {
  return name.replace(/(\*\*|[./\-'+*])/g, ' $1 ').replace(/\s+/g, ' ').trim()
}

const HOLDS_SIGNS = /[\s./\-'+*]/

/** The entry of a context under this name: own entries only, never a prototype's; undefined when there is none. */
export function ownEntry(context: ContextValue, name: string): unknown {
  if (Object.hasOwn(context, name)) return context[name] ?? null
  if (!HOLDS_SIGNS.test(name)) return undefined
  const wanted = normalizeName(name)
  const key = Object.keys(context).find((candidate) => normalizeName(candidate) === wanted)
  return key === undefined ? undefined : (context[key] ?? null)
}

/** What `target.name` means for any value; undefined when the value has no such property. */
export function propertyOf(target: unknown, name: string): unknown {
  const type = typeOf(target)
  if (type === 'context') return ownEntry(target as ContextValue, name)
  if (type === 'range') return rangeProperty(target as RangeValue, name)
  if (TEMPORAL_PROPERTIES[type]?.has(name)) return (target as ContextValue)[name] ?? null
  return undefined
}

function rangeProperty(range: RangeValue, name: string): unknown {
  switch (name) {
    case 'start':
      return range.start
    case 'end':
      return range.end
    case 'start included':
      return range.startIncluded
    case 'end included':
      return range.endIncluded
    default:
      return undefined
  }
}

/** Writes an entry of a context being built; `__proto__` is refused, so that no later copy can reach a prototype. */
export function setEntry(context: ContextValue, key: string, value: unknown): void {
  if (key === '__proto__') fail('EXPRESSION_FORBIDDEN_KEY', '对象的键不能是“__proto__”。请换一个名称。')
  context[key] = value
}
