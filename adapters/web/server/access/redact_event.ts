import type { Event } from '#engine/kernel/events'
import type { VisibleData } from './visible_data.js'

/** Where events and the commands inside them carry people's values. */
const BAGS: ReadonlySet<string> = new Set(['variables', 'values', 'input', 'data', 'result'])
/** What an operator without access does not read either; the rules that matched tell what they matched. */
const WORDS: ReadonlySet<string> = new Set(['title', 'opinion', 'message', 'correlationKey', 'steps'])
/** Rows of a list without the names of their variables: nobody can tell what of them is hidden, and the data have them anyway. */
const NAMELESS = 'items'

/** An event of the journal with the values that its reader may not see left out; the hash of the row is shown beside it all the same. */
export function redactEvent(event: Event, visible: Pick<VisibleData, 'level' | 'filter'>): Record<string, unknown> {
  const { type: _type, ...payload } = event
  return redact(payload, visible)
}

function redact(payload: Readonly<Record<string, unknown>>, visible: Pick<VisibleData, 'level' | 'filter'>): Record<string, unknown> {
  const entries = Object.entries(payload).flatMap(([name, value]): [string, unknown][] => {
    if (name === NAMELESS || (visible.level === 'structure' && WORDS.has(name))) return []
    if (!isObject(value)) return [[name, value]]
    return [[name, BAGS.has(name) ? redactBag(value, visible) : redact(value, visible)]]
  })
  return Object.fromEntries(entries)
}

/** A bag of variables, or the result of a call that holds one. */
const redactBag = (bag: Record<string, unknown>, visible: Pick<VisibleData, 'level' | 'filter'>): Record<string, unknown> =>
  isObject(bag['variables']) ? redact(bag, visible) : visible.filter(bag)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
