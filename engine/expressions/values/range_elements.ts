import { FeelDate } from 'feelin'
import { charge, fail, MAX_LIST_LENGTH, type Run } from '../evaluation.js'
import type { RangeValue } from './range_value.js'

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * The elements of a closed range, downwards when it is written so: whole steps between numbers, single letters, days.
 * Null when the range cannot be counted through.
 */
export function elementsOfRange(run: Run, range: RangeValue): unknown[] | null {
  const { start, end } = range
  if (typeof start === 'number' && typeof end === 'number') {
    return counted(run, range, start, end, (position) => position)
  }
  if (typeof start === 'string' && typeof end === 'string') {
    const from = letterPosition(start)
    const to = letterPosition(end)
    return from < 0 || to < 0 ? null : counted(run, range, from, to, (position) => LETTERS[position])
  }
  if (start instanceof FeelDate && end instanceof FeelDate) {
    const first = start.unwrap()
    const days = first.until(end.unwrap(), { largestUnit: 'day' }).days
    return counted(run, range, 0, days, (position) => new FeelDate(first.add({ days: position })))
  }
  return null
}

function letterPosition(text: string): number {
  return text.length === 1 ? LETTERS.indexOf(text) : -1
}

function counted<T>(run: Run, range: RangeValue, from: number, to: number, element: (position: number) => T): T[] {
  const count = Math.floor(Math.abs(to - from)) + 1
  if (!(count <= MAX_LIST_LENGTH)) {
    fail('EXPRESSION_LIST_TOO_LONG', `区间超过 ${MAX_LIST_LENGTH} 项，不能逐项处理。请缩小范围。`)
  }
  charge(run, count)
  const step = from > to ? -1 : 1
  const elements: T[] = []
  for (let i = 0; i < count; i++) {
    const position = from + i * step
    if ((position === from && !range.startIncluded) || (position === to && !range.endIncluded)) continue
    elements.push(element(position))
  }
  return elements
}
