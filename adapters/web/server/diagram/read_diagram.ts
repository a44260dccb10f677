// @ts-ignore -- bpmn-moddle ships no types; what is read of it is typed below
import { BpmnModdle } from 'bpmn-moddle'

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}
export interface DiagramShape {
  elementId: string
  /** BPMN type without prefix: `UserTask`. */
  type: string
  name: string
  bounds: Bounds
  label: Bounds | null
  isExpanded: boolean
  isHorizontal: boolean
  eventDefinition: string | null
  interrupting: boolean
  triggeredByEvent: boolean
  multiInstance: 'parallel' | 'sequential' | null
}
export interface DiagramEdge {
  elementId: string
  type: string
  name: string
  points: { x: number; y: number }[]
  label: Bounds | null
  isDefault: boolean
}
export interface Diagram {
  shapes: DiagramShape[]
  edges: DiagramEdge[]
}

/** moddle's objects are untyped: read through this, every field checked at its use. */
type Element = { $type: string; id?: string; name?: string; [property: string]: unknown }

const elementOf = (value: unknown): Element | null => (typeof value === 'object' && value !== null && '$type' in value ? (value as Element) : null)
const listOf = (value: unknown): Element[] => (Array.isArray(value) ? value.flatMap((one) => elementOf(one) ?? []) : [])
const plain = (type: string): string => type.replace(/^\w+:/, '')
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

/** Shapes and edges of the process's drawing, or null when the model has none. */
export async function readDiagram(xml: string, processId: string): Promise<Diagram | null> {
  const { rootElement } = (await new BpmnModdle().fromXML(xml)) as { rootElement: unknown }
  const diagrams = listOf(elementOf(rootElement)?.['diagrams']).map((diagram) => elementOf(diagram['plane'])).filter((plane) => plane !== null)
  const plane = diagrams.find((one) => elementOf(one['bpmnElement'])?.id === processId) ?? diagrams[0]
  const drawn = listOf(plane?.['planeElement'])
  if (drawn.length === 0) return null
  return {
    shapes: drawn.filter((one) => one.$type === 'bpmndi:BPMNShape').flatMap((one) => readShape(one) ?? []),
    edges: drawn.filter((one) => one.$type === 'bpmndi:BPMNEdge').flatMap((one) => readEdge(one) ?? []),
  }
}

const boundsOf = (value: unknown): Bounds | null => {
  const bounds = elementOf(value)
  return bounds && { x: number(bounds['x']), y: number(bounds['y']), width: number(bounds['width']), height: number(bounds['height']) }
}

function readShape(shape: Element): DiagramShape | null {
  const element = elementOf(shape['bpmnElement'])
  const bounds = boundsOf(shape['bounds'])
  if (!element || !bounds) return null
  const loop = elementOf(element['loopCharacteristics'])
  return {
    elementId: element.id ?? '',
    type: plain(element.$type),
    name: element.name ?? (typeof element['text'] === 'string' ? element['text'] : ''),
    bounds,
    label: boundsOf(elementOf(shape['label'])?.['bounds']),
    isExpanded: shape['isExpanded'] !== false && /^(?:SubProcess|AdHocSubProcess|Transaction)$/.test(plain(element.$type)),
    isHorizontal: shape['isHorizontal'] !== false,
    eventDefinition: definitionOf(element),
    interrupting: element['cancelActivity'] !== false && element['isInterrupting'] !== false,
    triggeredByEvent: element['triggeredByEvent'] === true,
    multiInstance: loop?.$type === 'bpmn:MultiInstanceLoopCharacteristics' ? (loop['isSequential'] === true ? 'sequential' : 'parallel') : null,
  }
}

function definitionOf(event: Element): string | null {
  const [first, second] = [...listOf(event['eventDefinitions']), ...listOf(event['eventDefinitionRef'])]
  if (second !== undefined) return event['parallelMultiple'] === true ? 'ParallelMultiple' : 'Multiple'
  return first?.$type.replace(/^\w+:|EventDefinition$/g, '') ?? null
}

function readEdge(edge: Element): DiagramEdge | null {
  const element = elementOf(edge['bpmnElement'])
  const points = listOf(edge['waypoint']).map((point) => ({ x: number(point['x']), y: number(point['y']) }))
  if (!element || points.length < 2) return null
  const source = elementOf(element['sourceRef'])
  return {
    elementId: element.id ?? '',
    type: plain(element.$type),
    name: element.name ?? '',
    points,
    label: boundsOf(elementOf(edge['label'])?.['bounds']),
    isDefault: source !== null && elementOf(source['default'])?.id === element.id,
  }
}
