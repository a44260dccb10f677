import type { ItemDeclaration } from './manifest.js'

/** What the order of items asks of a declaration. */
type Ordered = Pick<ItemDeclaration, 'code' | 'after'>

/** 前置事项 of an item among the chosen ones; empty = it begins with the acceptance. */
export function predecessorsOf<Item extends Ordered>(item: Item, chosen: readonly Item[]): Item[] {
  return chosen.filter(({ code }) => item.after.includes(code))
}

/** Items that wait for this one, directly or through others, in the order of the list. */
export function dependantsOf<Item extends Ordered>(code: string, items: readonly Item[]): Item[] {
  const reached = new Set([code])
  const found = new Set<Item>()
  for (let grows = true; grows; ) {
    const next = items.filter((item) => !found.has(item) && item.after.some((before) => reached.has(before)))
    grows = next.length > 0
    for (const item of next) {
      found.add(item)
      reached.add(item.code)
    }
  }
  return items.filter((item) => found.has(item))
}

/**
 * Days that the chosen items take one behind the other where they wait and side by side where they do not: the longest way, never the
 * sum. 0 for none.
 */
export function longestWay<Item extends Ordered>(chosen: readonly Item[], days: (item: Item) => number): number {
  const known = new Map<string, number>()
  const wayTo = (item: Item): number => {
    const before = known.get(item.code)
    if (before !== undefined) return before
    known.set(item.code, 0)
    const way = days(item) + Math.max(0, ...predecessorsOf(item, chosen).map(wayTo))
    known.set(item.code, way)
    return way
  }
  return Math.max(0, ...chosen.map(wayTo))
}
