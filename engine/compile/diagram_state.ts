import type { SourceElement } from '#engine/model/source_element'

/** `none`: no drawing at all; `partial`: some elements are not drawn. */
export type DiagramState = 'complete' | 'partial' | 'none'

interface PlaneElement {
  bpmnElement?: SourceElement
  isExpanded?: boolean
}

interface Diagram {
  plane?: { bpmnElement?: SourceElement; planeElement?: PlaneElement[] }
}

const list = (value: unknown): readonly SourceElement[] => (Array.isArray(value) ? (value as SourceElement[]) : [])
const diagramsOf = (root: SourceElement): readonly Diagram[] => (root.diagrams as Diagram[] | undefined) ?? []

/** Shapes and edges of a file by the element they show. */
export function drawnElements(root: SourceElement): ReadonlyMap<SourceElement | undefined, PlaneElement> {
  return new Map(diagramsOf(root).flatMap(({ plane }) => plane?.planeElement ?? []).map((shape) => [shape.bpmnElement, shape]))
}

/** Whether every element that a person expects to see is drawn. */
export function diagramState(root: SourceElement): DiagramState {
  const drawn = drawnElements(root)
  if (drawn.size === 0) return 'none'
  const isShown = shownElements(root)
  const processes = list(root.rootElements).filter(({ $type }) => $type === 'bpmn:Process')
  return processes.flatMap(inside).every((element) => drawn.has(element) || !isShown(element)) ? 'complete' : 'partial'
}

/** Tells whether what an element lies in shows its inside: a collapsed sub-process without a plane of its own does not. */
export function shownElements(root: SourceElement): (element: SourceElement) => boolean {
  const drawn = drawnElements(root)
  const planes = new Set(diagramsOf(root).map(({ plane }) => plane?.bpmnElement))
  const isClosed = (parent: SourceElement) => {
    const shape = drawn.get(parent)
    return shape !== undefined && /(SubProcess|Transaction)$/.test(parent.$type) && shape.isExpanded !== true && !planes.has(parent)
  }
  return (element) => {
    for (let parent = element.$parent; parent !== undefined; parent = parent.$parent) if (isClosed(parent)) return false
    return true
  }
}

/** Flow nodes and flows; data, lanes and notes may be left out of a drawing without harm. */
function inside(container: SourceElement): SourceElement[] {
  const elements = list(container.flowElements).filter(({ $type }) => !$type.startsWith('bpmn:Data'))
  return elements.flatMap((element) => [element, ...inside(element)])
}
