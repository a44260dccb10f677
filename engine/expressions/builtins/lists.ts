import { boundedList, charge, type Run } from '../evaluation.js'
import { looselyEqual } from '../values/equality.js'
import { FunctionValue } from '../values/function_value.js'
import { builtin, type Builtins } from './signature.js'

function isTruthy(value: unknown): boolean {
  return value !== false && value !== null
}

function replaceIn(run: Run, list: unknown[], target: unknown, item: unknown): unknown {
  charge(run, list.length)
  if (typeof target === 'number') return [...list.slice(0, target - 1), item, ...list.slice(target)]
  if (!(target instanceof FunctionValue)) return null
  return list.map((element) => (isTruthy(target.invoke(run, [element, item])) ? item : element))
}

function insertBefore(run: Run, list: unknown[], position: number, item: unknown): unknown[] {
  return boundedList(run, list.toSpliced(position < 0 ? position : position - 1, 0, item))
}

function remove(run: Run, list: unknown[], position: number): unknown[] {
  charge(run, list.length)
  const index = position < 0 ? list.length + position : position - 1
  return list.filter((_element, i) => i !== index)
}

function sublist(run: Run, list: unknown[], start: number, length: number | null | undefined): unknown[] {
  charge(run, list.length >> 3)
  const from = start < 0 ? list.length + start : start - 1
  return list.slice(from, typeof length !== 'number' ? undefined : from + length)
}

/** First occurrences; plain values are found by hash, the rest by comparing. */
function distinct(run: Run, lists: unknown[][]): unknown[] {
  const result: unknown[] = []
  const plain = new Set<unknown>()
  const complex: unknown[] = []
  for (const element of lists.flat(1)) {
    const isPlain = element === null || typeof element !== 'object'
    if (isPlain && plain.has(element)) continue
    const others = isPlain ? complex : result
    charge(run, 1 + others.length)
    if (others.some((other) => looselyEqual(run, element, other, 0) === true)) continue
    if (isPlain) plain.add(element)
    else complex.push(element)
    result.push(element)
  }
  return result
}

function flatten(run: Run, list: unknown[]): unknown[] {
  const result: unknown[] = []
  const open: { items: unknown[]; next: number }[] = [{ items: list, next: 0 }]
  while (open.length > 0) {
    const at = open.at(-1)!
    charge(run, 1)
    if (at.next >= at.items.length) {
      open.pop()
      continue
    }
    const item = at.items[at.next++]
    if (Array.isArray(item)) open.push({ items: item, next: 0 })
    else result.push(item)
  }
  return boundedList(run, result)
}

function sort(run: Run, list: unknown[], precedes: FunctionValue): unknown[] {
  charge(run, list.length)
  return list.toSorted((a, b) => (isTruthy(precedes.invoke(run, [a, b])) ? -1 : 1))
}

/** Groups of `size` elements, the last one shorter. */
function partition(run: Run, list: unknown[], size: number): unknown[][] | null {
  if (!Number.isInteger(size) || size < 1) return null
  charge(run, list.length)
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}

function duplicates(run: Run, list: unknown[]): unknown[] {
  return distinct(run, [
    list.filter((element, i) => {
      charge(run, 1 + i)
      return list.slice(0, i).some((other) => looselyEqual(run, element, other, 0) === true)
    }),
  ])
}

/** Positions, from 1, of the elements equal to `match`. */
function positions(run: Run, list: unknown[], match: unknown): number[] {
  return list.flatMap((element, i) => (holds(run, element, match) ? [i + 1] : []))
}

function holds(run: Run, element: unknown, wanted: unknown): boolean {
  charge(run, 1)
  return element === wanted || looselyEqual(run, element, wanted ?? null, 0) === true
}

/** The structural list functions and `sort` of DMN 1.3 §10.3.4.4 and §10.3.4.9; `partition`, `duplicate values` and `is empty` of Camunda 8. */
export const listBuiltins: Builtins = {
  'list contains': builtin(['list: list', 'element: any?'], (run, list: unknown[], element: unknown) =>
    list.some((candidate) => holds(run, candidate, element)),
  ),

  'list replace': builtin(
    ['list: list', 'position: any?', 'newItem: any', 'match: function?'],
    (run, list: unknown[], position: unknown, item: unknown, match: unknown) => replaceIn(run, list, position ?? match, item),
  ),

  count: builtin(['list: list'], (_run, list: unknown[]) => list.length),
  'is empty': builtin(['list: list'], (_run, list: unknown[]) => list.length === 0),
  sublist: builtin(['list: list', 'start position: number', 'length: number?'], sublist),
  append: appendOf(),
  concatenate: listsBuiltin((run, lists) => boundedList(run, lists.flat(1))),
  'insert before': builtin(['list: list', 'position: number', 'newItem: any?'], (run, list: unknown[], position: number, item: unknown) =>
    insertBefore(run, list, position, item ?? null),
  ),
  remove: builtin(['list: list', 'position: number'], remove),
  reverse: builtin(['list: list'], (run, list: unknown[]) => boundedList(run, list.toReversed())),
  'index of': builtin(['list: list', 'match: any'], positions),
  union: listsBuiltin((run, lists) => distinct(run, lists.map((list) => (Array.isArray(list) ? list : [list])))),
  'distinct values': builtin(['list: list'], (run, list: unknown[]) => distinct(run, [list])),
  'duplicate values': builtin(['list: list'], duplicates),
  flatten: builtin(['list: list'], flatten),
  partition: builtin(['list: list', 'size: number'], partition),
  sort: builtin(['list: list', 'precedes: function'], sort),
}

/** `append(list, item…)` */
function appendOf(): FunctionValue {
  return new FunctionValue(['list', 'item'], true, (run, [list, ...items]) => {
    if (list === null || list === undefined) return null
    return boundedList(run, [...(Array.isArray(list) ? list : [list]), ...items])
  })
}

/** `name(list, list…)`: every argument is a list, and one argument is one list. */
function listsBuiltin(body: (run: Run, lists: unknown[][]) => unknown): FunctionValue {
  return new FunctionValue(['list'], true, (run, lists) => {
    if (lists.length === 0 || lists.includes(undefined)) return null
    return body(run, lists as unknown[][])
  })
}
