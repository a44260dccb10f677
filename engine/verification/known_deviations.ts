import type { Node } from '#engine/kernel/graph'
import type { Difference } from './walk_scenario.js'
import type { Observation } from './walker.js'

/** A place where bpmn-engine 25 is known not to follow BPMN 2.0.2; tests/conformance/bpmn_engine_deviations.md explains each. */
export interface Deviation {
  readonly id: string
  readonly clause: string
  /** Elements that explain the difference; `visited` are those of `all` that tokens had come to before it. None = it must have another cause. */
  elements(visited: readonly Node[], difference: Difference, all: readonly Node[]): readonly Node[]
}

const isInMultiInstance = (node: Node | null): boolean => node !== null && (node.multiInstance !== null || isInMultiInstance(node.parent))
const distinct = ({ waiting }: Observation): string => [...new Set(waiting)].join()

export const KNOWN_DEVIATIONS: readonly Deviation[] = [
  {
    id: 'inclusive-join',
    clause: 'BPMN 2.0.2 §13.4.3',
    elements: (visited) => visited.filter((node) => node.join === 'inclusive'),
  },
  {
    id: 'queued-token',
    clause: 'BPMN 2.0.2 §13.3.1',
    elements: queuedAt,
  },
  {
    id: 'dead-path',
    clause: 'BPMN 2.0.2 §13.4.1',
    elements: (visited, { theirs }) => (typeof theirs === 'string' || theirs.waiting.length > 0 ? [] : visited.filter((node) => node.join !== 'none')),
  },
  {
    id: 'error-heard-everywhere',
    clause: 'BPMN 2.0.2 §10.5.6',
    elements: (visited, _difference, all) => visited.filter((node) => node.kind === 'endEvent:error' && (isInMultiInstance(node) || hasSeveralCatchers(visited, all))),
  },
  {
    id: 'interrupted-call',
    clause: 'BPMN 2.0.2 §13.3.2',
    elements: (visited, { theirs }) => (typeof theirs === 'string' || theirs.hasEnded ? [] : visited.filter((node) => node.type === 'callActivity' && isInterrupted(node, visited))),
  },
  {
    id: 'begins-at-islands',
    clause: 'BPMN 2.0.2 §10.5.2',
    elements: (visited, { theirs }, all) => (typeof theirs === 'string' ? [] : all.filter((node) => !visited.includes(node) && isIsland(node))),
  },
]

/** Whether more than one error event listens: at the edge of what has begun, or as the start of an event sub-process there. */
function hasSeveralCatchers(visited: readonly Node[], all: readonly Node[]): boolean {
  const edges = visited.flatMap((host) => host.boundaries.filter((boundary) => boundary.kind === 'boundaryEvent:error'))
  const starts = all.filter((node) => node.kind === 'startEvent:error' && (node.parent?.parent === null || visited.includes(node.parent?.parent as Node)))
  return edges.length + starts.length > 1
}

/** Whether an interrupting event on the activity, or on one around it, has happened. */
function isInterrupted(node: Node | null, visited: readonly Node[]): boolean {
  return node !== null && (node.boundaries.some((boundary) => boundary.isInterrupting && visited.includes(boundary)) || isInterrupted(node.parent, visited))
}

/** Something that no flow leads to, beside a start event. */
function isIsland(node: Node): boolean {
  return node.incoming.length === 0 && node.type !== 'boundaryEvent' && node.type !== 'startEvent' && node.kind !== 'eventSubProcess' && node.kind !== 'intermediateCatchEvent:link'
}

/** Flows and links that lead to an element. */
const waysTo = (node: Node, visited: readonly Node[]): number => node.incoming.length + visited.filter(({ linkedTo }) => linkedTo === node).length

/** Elements where two tokens meet without a join, both waiting here and one of them still queued there. */
function queuedAt(visited: readonly Node[], { ours, theirs }: Difference): readonly Node[] {
  if (typeof ours === 'string' || typeof theirs === 'string' || distinct(ours) !== distinct(theirs)) return []
  if (!visited.some((node) => node.join === 'none' && waysTo(node, visited) > 1)) return []
  return visited.filter((node) => !isInMultiInstance(node) && ours.waiting.filter((id) => id === node.id).length > 1)
}

/** The deviations that explain a difference, each with the elements concerned; none = the difference is news. */
export function explain(difference: Difference, nodes: readonly Node[]): readonly { readonly deviation: Deviation; readonly elements: readonly string[] }[] {
  const visited = nodes.filter((node) => difference.visited.has(node.id))
  return KNOWN_DEVIATIONS.flatMap((deviation) => {
    const elements = deviation.elements(visited, difference, nodes).map((node) => node.id)
    return elements.length === 0 ? [] : [{ deviation, elements }]
  })
}
