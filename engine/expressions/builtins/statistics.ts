import { charge, type Run } from '../evaluation.js'
import { order } from '../values/ordering.js'
import { listBuiltin, type Builtins } from './signature.js'

const overNumbers = (body: (list: number[]) => unknown) =>
  listBuiltin('list', 'number', (run, list: number[]) => {
    charge(run, list.length)
    return body(list)
  })

const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0)
const mean = (list: readonly number[]) => (list.length === 0 ? null : sum(list) / list.length)

/** The extreme of numbers, texts or points in time of one type; null when two of them have no order. */
function extreme(run: Run, list: unknown[], sign: 1 | -1): unknown {
  charge(run, list.length)
  let best: unknown = list[0] ?? null
  for (const value of list) {
    const distance = order(value, best)
    if (distance === null) return null
    if (distance * sign > 0) best = value
  }
  return best
}

function median(list: number[]): number | null {
  if (list.length === 0) return null
  const sorted = list.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Sample standard deviation. */
function stddev(list: number[]): number | null {
  const centre = mean(list)
  if (centre === null || list.length < 2) return null
  return Math.sqrt(sum(list.map((n) => (n - centre) ** 2)) / (list.length - 1))
}

/** The most frequent numbers, in ascending order. */
function mode(list: number[]): number[] {
  const counts = new Map<number, number>()
  for (const n of list) counts.set(n, (counts.get(n) ?? 0) + 1)
  let most = 0
  for (const count of counts.values()) most = Math.max(most, count)
  return [...counts].filter(([, count]) => count === most).map(([n]) => n).sort((a, b) => a - b)
}

/** Three-valued: `decisive` wins; otherwise anything that is no boolean makes the answer unknown. */
function quantified(list: unknown[], decisive: boolean): boolean | null {
  if (list.includes(decisive)) return decisive
  return list.every((value) => typeof value === 'boolean') ? !decisive : null
}

/** The aggregating list functions of DMN 1.3 §10.3.4.4 */
export const statisticsBuiltins: Builtins = {
  min: listBuiltin('list', 'any', (run, list) => extreme(run, list, -1)),
  max: listBuiltin('list', 'any', (run, list) => extreme(run, list, 1)),
  sum: overNumbers((list) => (list.length === 0 ? null : sum(list))),
  mean: overNumbers(mean),
  product: overNumbers((list) => (list.length === 0 ? null : list.reduce((product, n) => product * n, 1))),
  median: overNumbers(median),
  stddev: overNumbers(stddev),
  mode: overNumbers(mode),
  all: listBuiltin('list', 'any?', (_run, list) => quantified(list, false)),
  any: listBuiltin('list', 'any?', (_run, list) => quantified(list, true)),
}
