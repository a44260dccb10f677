import type { SourceElement } from '#engine/model/source_element'
import { innerLanes, laneMembers, type Parts } from './parts_of.js'

/** A lane without lanes inside: a band of the drawing with its elements. */
export interface Band {
  readonly lane: SourceElement
  /** Lanes around it, outermost first. */
  readonly path: readonly SourceElement[]
  readonly members: ReadonlySet<SourceElement>
}

/** The bands of a process, top to bottom; elements that no lane names lie in the first one. */
export function bandsOf(parts: Parts): readonly Band[] {
  const bands = parts.lanes.flatMap((lane) => leaves(lane, []))
  const named = new Set(bands.flatMap(({ members }) => [...members]))
  const [first, ...others] = bands
  if (first === undefined) return []
  const rest = parts.nodes.filter((node) => !named.has(node))
  return [{ ...first, members: new Set([...first.members, ...rest]) }, ...others]
}

function leaves(lane: SourceElement, path: readonly SourceElement[]): Band[] {
  const inner = innerLanes(lane)
  return inner.length === 0 ? [{ lane, path, members: new Set(laneMembers(lane)) }] : inner.flatMap((one) => leaves(one, [...path, lane]))
}
