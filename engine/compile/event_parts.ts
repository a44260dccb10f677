import { elementRegistry } from '#engine/kernel/elements/registry'
import { placeAmongSeveral } from '#engine/kernel/elements/several_definition_kinds'
import type { Node } from '#engine/kernel/graph'
import type { SourceElement } from '#engine/model/source_element'
import type { DraftNode } from './build_graph.js'
import { elementKind, eventDefinitions } from './element_kind.js'
import type { ProcessTools } from './model_tools.js'

const NONE: Node[] = []

/** Gives an event with several definitions its parts, each compiled as if it were the only one. What cannot be one of several is the event's own finding. */
export function giveParts(node: DraftNode, source: SourceElement, tools: ProcessTools): void {
  const needsAll = source.parallelMultiple === true
  const parts = eventDefinitions(source).flatMap((definition): DraftNode[] => {
    const alone = withOnly(source, definition)
    const kind = elementKind(alone)
    const element = elementRegistry.get(kind)
    if (element === undefined || placeAmongSeveral(kind) < 0) return []
    return [{ ...node, kind, parts: NONE, settings: element.compile(alone, tools.forElement(node.id)) }]
  })
  if (/throw|end/i.test(node.type)) parts.sort((a, b) => placeAmongSeveral(a.kind) - placeAmongSeveral(b.kind))
  node.parts = parts.map((part, position): Node => ({ ...(part as Node), part: { whole: node as Node, position, needsAll } }))
}

/** The event as it would be with one definition only. */
function withOnly(source: SourceElement, definition: SourceElement): SourceElement {
  return Object.create(source, { eventDefinitions: { value: [definition], enumerable: true }, eventDefinitionRef: { value: undefined } }) as SourceElement
}
