// @ts-ignore -- bpmn-moddle ships no types for its reader; what is read of its result is typed below
import { BpmnModdle } from 'bpmn-moddle'

/** Reads a drawn file with nothing of ours and looks for what a person would complain about. */

interface Element {
  $type: string
  id: string
  $parent?: Element
  [property: string]: unknown
}

interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

interface Shape {
  bpmnElement?: Element
  bounds?: Bounds
  waypoint?: { x: number; y: number }[]
  label?: { bounds?: Bounds }
}

const list = (value: unknown): Element[] => (Array.isArray(value) ? (value as Element[]) : [])
const CONTAINER = /:(Participant|Lane|SubProcess|AdHocSubProcess|Transaction|Group)$/
const DRAWN_PART = /:(Participant|Lane|MessageFlow|TextAnnotation|Group|Association|DataObjectReference|DataStoreReference)$/

export interface Complaints {
  undrawn: string[]
  overlaps: string[]
  crossings: string[]
  outside: string[]
}

export async function complaintsOf(text: string): Promise<Complaints> {
  const { rootElement } = (await new BpmnModdle().fromXML(text)) as unknown as { rootElement: Element }
  const planes = list(rootElement.diagrams).map((diagram) => list((diagram.plane as Element | undefined)?.planeElement) as unknown as Shape[])
  const drawn = new Set(planes.flat().map(({ bpmnElement }) => bpmnElement))
  const undrawn = list(rootElement.rootElements).flatMap(contents).filter((element) => !drawn.has(element) && !hangs(element)).map(({ id, $type }) => `${$type} ${id}`)
  const all: Complaints = { undrawn, overlaps: [], crossings: [], outside: [] }
  for (const shapes of planes) {
    const { overlaps, crossings, outside } = inPlane(shapes)
    all.overlaps.push(...overlaps)
    all.crossings.push(...crossings)
    all.outside.push(...outside)
  }
  return all
}

/** A connection that leads nowhere cannot be drawn. */
const hangs = (element: Element): boolean => /:(SequenceFlow|MessageFlow|Association)$/.test(element.$type) && (element.sourceRef === undefined || element.targetRef === undefined)

function inPlane(shapes: Shape[]): Omit<Complaints, 'undrawn'> {
  const byElement = new Map(shapes.map((shape) => [shape.bpmnElement, shape]))
  const boxes = shapes.flatMap(({ bpmnElement, bounds }) => (bounds === undefined || bpmnElement === undefined ? [] : [{ element: bpmnElement, bounds }]))
  const solid = boxes.filter(({ element }) => !CONTAINER.test(element.$type))
  const overlaps: string[] = []
  solid.forEach((one, index) => {
    for (const other of solid.slice(index + 1)) {
      const isAttached = one.element.attachedToRef === other.element || other.element.attachedToRef === one.element
      if (!isAttached && meet(one.bounds, other.bounds)) overlaps.push(`${one.element.id} ${other.element.id}`)
    }
  })
  const crossings = shapes.flatMap(({ bpmnElement, waypoint = [] }) => (bpmnElement?.$type === 'bpmn:SequenceFlow' ? solid.filter(({ element, bounds }) => !isEndOf(bpmnElement, element) && crosses(waypoint, bounds)).map(({ element }) => `${bpmnElement.id} ${element.id}`) : []))
  const outside = boxes.filter(({ element, bounds }) => {
    const parent = byElement.get(parentOf(element))?.bounds
    return parent !== undefined && element.$type !== 'bpmn:BoundaryEvent' && !within(bounds, parent)
  })
  return { overlaps, crossings, outside: outside.map(({ element }) => element.id) }
}

/** Flow elements, artifacts, lanes and pools that a drawing shows. */
function contents(element: Element): Element[] {
  const parts = [...list(element.flowElements).filter(({ $type }) => !/:Data(Object|StoreReference)?$/.test($type)), ...list(element.artifacts), ...list(element.participants), ...list(element.messageFlows), ...list(element.laneSets).flatMap(({ lanes }) => list(lanes)), ...list((element.childLaneSet as Element | undefined)?.lanes)]
  return parts.filter(({ $type }) => !/:Data/.test($type) || DRAWN_PART.test($type)).flatMap((part) => [part, ...contents(part)])
}

function parentOf({ $type, $parent }: Element): Element | undefined {
  return $type === 'bpmn:Lane' ? undefined : $parent
}

const meet = (a: Bounds, b: Bounds): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const within = (a: Bounds, b: Bounds): boolean => a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height

/** Its ends, what the start is attached to, and what is attached to its ends. */
function isEndOf({ sourceRef, targetRef }: Element, element: Element): boolean {
  const ends = [sourceRef, targetRef, (sourceRef as Element).attachedToRef]
  return ends.includes(element) || (element.attachedToRef !== undefined && ends.includes(element.attachedToRef))
}

function crosses(points: { x: number; y: number }[], box: Bounds): boolean {
  return points.slice(1).some((to, index) => {
    const from = points[index] as { x: number; y: number }
    const piece = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x) || 0.5, height: Math.abs(to.y - from.y) || 0.5 }
    return meet(piece, box)
  })
}
