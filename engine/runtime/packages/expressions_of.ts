import type { CompiledExpression } from '#engine/expressions/expression'
import type { Flow, Node } from '#engine/kernel/graph'

/** An expression of a model and the element it is written at. */
export interface WrittenExpression {
  elementId: string
  expression: CompiledExpression
}

/** Settings are flat records of expressions, mappings and lists of them; anything deeper holds none. */
const DEEPEST = 5

/** Every expression of a node and of the flows that leave it, except those named in `without` (keys of its settings). */
export const expressionsOf = (node: Node, without: readonly string[] = []): WrittenExpression[] => [
  ...[node.inputs, node.outputs, node.multiInstance, settingsWithout(node.settings, without)].flatMap((part) =>
    expressionsIn(part, DEEPEST).map((expression) => ({ elementId: node.id, expression }))),
  ...node.outgoing.flatMap(({ id, condition }: Flow) => (condition === null ? [] : [{ elementId: id, expression: condition }])),
]

const settingsWithout = (settings: unknown, without: readonly string[]): unknown =>
  typeof settings === 'object' && settings !== null ? Object.entries(settings).flatMap(([key, value]) => (without.includes(key) ? [] : [value])) : null

/** The expressions inside compiled settings, whatever their element calls them: a new element is checked without a word here. */
const expressionsIn = (part: unknown, depth: number): CompiledExpression[] => {
  if (typeof part !== 'object' || part === null || depth === 0) return []
  if (isExpression(part)) return [part]
  return Object.values(part).flatMap((inner) => expressionsIn(inner, depth - 1))
}

const isExpression = (part: object): part is CompiledExpression => 'evaluate' in part && 'names' in part && 'dialect' in part
