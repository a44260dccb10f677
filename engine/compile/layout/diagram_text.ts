import type { SourceElement } from '#engine/model/source_element'
import type { Bounds, Box, Drawing, Line } from './drawing.js'

/** The namespaces of BPMN's drawings, declared on the element itself: whatever prefixes the file uses stay free. */
const NAMESPACES = [
  'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"',
  'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"',
  'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"',
].join(' ')

/** A diagram as XML, to stand at the end of `definitions`. */
export function diagramText(plane: SourceElement, drawing: Drawing, name: string, isFree: (id: string) => boolean): string {
  const id = freeId(name, isFree)
  return [
    `<bpmndi:BPMNDiagram ${NAMESPACES} id="${id}">`,
    `  <bpmndi:BPMNPlane id="${id}_plane" bpmnElement="${plane.id ?? ''}">`,
    ...shapesText(drawing, isFree),
    '  </bpmndi:BPMNPlane>',
    '</bpmndi:BPMNDiagram>',
  ].map((line) => `  ${line}\n`).join('')
}

/** Shapes for a plane that is there already, each with its namespaces. */
export function missingShapesText(drawing: Drawing, isFree: (id: string) => boolean): string {
  return shapesText(drawing, isFree).map((line) => `  ${line.replace(/^( *<bpmndi:BPMN(?:Shape|Edge))/, `$1 ${NAMESPACES}`)}\n`).join('')
}

function shapesText({ boxes, lines }: Drawing, isFree: (id: string) => boolean): string[] {
  return [...boxes.map((box) => shapeText(box, isFree)), ...lines.map((line) => edgeText(line, isFree))]
}

function shapeText(box: Box, isFree: (id: string) => boolean): string {
  const { element, isExpanded, isHorizontal, label } = box
  const flags = `${isExpanded === undefined ? '' : ` isExpanded="${isExpanded}"`}${isHorizontal === true ? ' isHorizontal="true"' : ''}${element.$type === 'bpmn:ExclusiveGateway' ? ' isMarkerVisible="true"' : ''}`
  return `    <bpmndi:BPMNShape id="${freeId(`${element.id ?? ''}_di`, isFree)}" bpmnElement="${element.id ?? ''}"${flags}>${boundsText(box)}${labelText(label)}</bpmndi:BPMNShape>`
}

function edgeText({ element, points, label }: Line, isFree: (id: string) => boolean): string {
  const waypoints = points.map(({ x, y }) => `<di:waypoint x="${round(x)}" y="${round(y)}" />`).join('')
  return `    <bpmndi:BPMNEdge id="${freeId(`${element.id ?? ''}_di`, isFree)}" bpmnElement="${element.id ?? ''}">${waypoints}${labelText(label)}</bpmndi:BPMNEdge>`
}

const round = (value: number): number => Math.round(value)
const boundsText = ({ x, y, width, height }: Bounds): string => `<dc:Bounds x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" />`
const labelText = (label: Bounds | undefined): string => (label === undefined ? '' : `<bpmndi:BPMNLabel>${boundsText(label)}</bpmndi:BPMNLabel>`)

function freeId(wanted: string, isFree: (id: string) => boolean): string {
  let id = wanted
  for (let n = 2; !isFree(id); n++) id = `${wanted}_${n}`
  return id
}
