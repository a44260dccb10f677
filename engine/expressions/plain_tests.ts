import { compileTree } from './feel/compile_node.js'
import { CompileFailure, inner } from './feel/part.js'
import type { SyntaxNode } from './feel/syntax.js'
import { isTemporal, temporalOrder } from './values/temporal.js'
import { typeOf } from './values/type_of.js'

/** Types whose values lie on a line, one after the other; durations do not, since a month has no fixed length. */
export type PointType = 'number' | 'string' | 'boolean' | 'date' | 'time' | 'date time'

/** A value as a place on the line of its type: numbers, texts and booleans as they are, points in time as milliseconds. */
export interface Point {
  readonly type: PointType
  readonly at: number | string | boolean
}

/** A stretch of one type's line; a missing bound is open. One value is a stretch from itself to itself. */
export interface Interval {
  readonly type: PointType
  readonly low: Point['at'] | null
  readonly high: Point['at'] | null
  readonly lowIncluded: boolean
  readonly highIncluded: boolean
}

/** What a DMN cell of constants alone accepts: everything (`-`), or what lies in one of the stretches (in none of them, negated). */
export type PlainTests = { readonly kind: 'any' } | { readonly kind: 'intervals'; readonly intervals: readonly Interval[]; readonly isNegated: boolean }

/** The point of a FEEL value, or null when its type has no line. */
export function pointOf(value: unknown): Point | null {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? { type: 'number', at: value } : null
    case 'string':
      return { type: 'string', at: value }
    case 'boolean':
      return { type: 'boolean', at: value }
    default:
      return isTemporal(value) ? { type: typeOf(value) as PointType, at: temporalOrder(value) } : null
  }
}

/**
 * Reads a DMN cell, as it was parsed, as stretches, so that tables can be indexed, compared and searched for gaps without evaluating anything. Null when
 * the cell is more than constants (a variable, a function, `null`).
 */
export function plainTests(tree: SyntaxNode): PlainTests | null {
  if (tree.name !== 'UnaryTests') return null
  const isNegated = tree.children[0]?.name === 'not'
  const children = inner(tree).filter(({ name }) => name !== 'not')
  if (children.length === 1 && children[0]!.name === 'Wildcard') return { kind: 'any' }
  const intervals = children.flatMap(testsIn).map(intervalOf)
  return intervals.length === 0 || intervals.includes(null) ? null : { kind: 'intervals', intervals: intervals as Interval[], isNegated }
}

/** Tests below lists of tests; an only child stands for its parent. */
function testsIn(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.name === 'PositiveUnaryTests') return node.children.flatMap(testsIn)
  const isWrapping = node.name === 'PositiveUnaryTest' || (node.name === 'SimplePositiveUnaryTest' && node.children.length === 1)
  return isWrapping ? testsIn(node.children[0]!) : [node]
}

function intervalOf(node: SyntaxNode): Interval | null {
  if (node.name === 'Interval') return betweenBounds(node)
  if (node.name === 'SimplePositiveUnaryTest') return comparedWith(node.children[0]!.text, constantPoint(node.children[1]!))
  const point = constantPoint(node)
  return point === null ? null : { type: point.type, low: point.at, high: point.at, lowIncluded: true, highIncluded: true }
}

/** A range written downwards holds what the same one upwards does. */
function betweenBounds({ children: [open, start, , end, close] }: SyntaxNode): Interval | null {
  const from = constantPoint(start!)
  const to = constantPoint(end!)
  if (from === null || to === null || from.type !== to.type || from.type === 'boolean') return null
  const bounds = { low: from.at, lowIncluded: open!.text === '[', high: to.at, highIncluded: close!.text === ']' }
  if (from.at <= to.at) return { type: from.type, ...bounds }
  return { type: from.type, low: bounds.high, lowIncluded: bounds.highIncluded, high: bounds.low, highIncluded: bounds.lowIncluded }
}

function comparedWith(operator: string, point: Point | null): Interval | null {
  if (point === null || (point.type === 'boolean' && operator !== '=')) return null
  const { type, at } = point
  const isIncluded = operator.includes('=')
  if (operator === '=') return { type, low: at, high: at, lowIncluded: true, highIncluded: true }
  if (operator.startsWith('>')) return { type, low: at, lowIncluded: isIncluded, high: null, highIncluded: false }
  return operator.startsWith('<') ? { type, low: null, lowIncluded: false, high: at, highIncluded: isIncluded } : null
}

function constantPoint(node: SyntaxNode): Point | null {
  const nothingAround = { spelling: new Map<string, string>(), isFunction: () => false, root: new Set<string>(), element: new Set<string>() }
  try {
    const { constant } = compileTree(node, nothingAround, false)
    return constant === undefined ? null : pointOf(constant.value)
  } catch (thrown) {
    if (thrown instanceof CompileFailure) return null
    throw thrown
  }
}

/** Whether an interval holds a point of its own type. */
export function holds({ low, high, lowIncluded, highIncluded }: Interval, at: Point['at']): boolean {
  return (low === null || (lowIncluded ? at >= low : at > low)) && (high === null || (highIncluded ? at <= high : at < high))
}
