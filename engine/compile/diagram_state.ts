import type { SourceElement } from '#engine/model/source_element'

/** `none`: no drawing at all; `partial`: some elements are not drawn. */
export type DiagramState = 'complete' | 'partial' | 'none'

interface Diagram {
  plane?: { planeElement?: { bpmnElement?: SourceElement }[] }
}

/** Whether every element that a person expects to see is drawn. */
export function diagramState(root: SourceElement): DiagramState {
  const drawn = new Set(((root.diagrams as Diagram[] | undefined) ?? []).flatMap(({ plane }) => plane?.planeElement ?? []).map(({ bpmnElement }) => bpmnElement))
  if (drawn.size === 0) return 'none'
  return expected(root).every((element) => drawn.has(element)) ? 'complete' : 'partial'
}

function expected(root: SourceElement): SourceElement[] {
  const roots = (root.rootElements as SourceElement[] | undefined) ?? []
  return roots.filter((element) => element.$type === 'bpmn:Process').flatMap(inside)
}

/** Flow nodes and flows; data, lanes and notes may be left out of a drawing without harm. */
function inside(container: SourceElement): SourceElement[] {
  const elements = ((container.flowElements as SourceElement[] | undefined) ?? []).filter(({ $type }) => !$type.startsWith('bpmn:Data'))
  return elements.flatMap((element) => [element, ...inside(element)])
}
