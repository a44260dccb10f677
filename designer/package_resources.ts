import { decodeSource } from '#engine/compile/decode_source'
import { Findings } from '#engine/compile/findings'

/** One file of a package, as the designer holds it. */
export interface PackageResource {
  name: string
  content: string
  encoding?: 'utf-8' | 'base64'
}

export type ResourceKind = 'process' | 'form' | 'text'

/** Which editor opens a resource; by the end of its name. */
export function kindOf(name: string): ResourceKind {
  if (name.endsWith('.bpmn')) return 'process'
  return name.endsWith('.form.json') || name.endsWith('.form') ? 'form' : 'text'
}

/** The shelf a file stands on in the list, in this order. */
export const SHELVES = ['process', 'form', 'document', 'rehearsal', 'other'] as const
export type Shelf = (typeof SHELVES)[number]

export function shelfOf(name: string): Shelf {
  const kind = kindOf(name)
  if (kind !== 'text') return kind
  if (name.endsWith('.hbs')) return 'document'
  return name.startsWith('rehearsals/') ? 'rehearsal' : 'other'
}

/** The name without folder and endings, as people speak of it: `forms/review.form.json` → `review`. */
export const shortName = (name: string): string => (name.split('/').at(-1) ?? name).replace(/(\.form\.json|\.form|\.bpmn|\.dmn|\.hbs)$/, '')

/** What the file calls itself in Chinese, or an empty text. */
export function titleOf(resource: PackageResource): string {
  if (!isEditable(resource)) return ''
  const patterns: Record<Shelf, RegExp | null> = {
    process: /<(?:\w+:)?process\b[^>]*\sname="([^"]*)"/, document: /<标题>([^<]*)<\/标题>/, rehearsal: /"name":\s*"([^"]*)"/, form: null, other: null,
  }
  return patterns[shelfOf(resource.name)]?.exec(modelText(resource))?.[1] ?? ''
}

/** Whether the browser may edit it; images and other bytes are kept as they are. A model in another encoding is stored as UTF-8 once it is edited. */
export const isEditable = (resource: PackageResource): boolean => resource.encoding !== 'base64' || kindOf(resource.name) === 'process'

/** A model's text, whatever encoding its bytes are in. */
export function modelText(resource: PackageResource): string {
  if (resource.encoding !== 'base64') return resource.content
  return decodeSource(Uint8Array.from(atob(resource.content), (character) => character.charCodeAt(0)), new Findings()) ?? ''
}

/** Why a new resource can't have this name, in Chinese, or null. */
export function nameProblem(name: string, existing: readonly PackageResource[]): string | null {
  if (!/^[A-Za-z0-9_\-./]+$/.test(name)) return '文件名只能用字母、数字、下划线、短横、点和斜线。'
  if (name.includes('..') || name.startsWith('/')) return '文件名不能跳出业务包。'
  return existing.some((resource) => resource.name === name) ? '已有同名文件，请换一个名字。' : null
}

/** A process to begin with: start, one step, end, with its drawing. */
export function newProcessText(id: string, name: string): string {
  const escaped = name.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:gov="http://xingliu.gov/schema/1.0" id="${id}_definitions" targetNamespace="http://xingliu.gov/processes">
  <bpmn:process id="${id}" name="${escaped}" isExecutable="true">
    <bpmn:startEvent id="start" name="提交"><bpmn:outgoing>to_handle</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="handle" name="办理" camunda:candidateGroups="role:handler" gov:outcomes="agree:同意,refuse:不同意" gov:opinion="optional"><bpmn:incoming>to_handle</bpmn:incoming><bpmn:outgoing>to_end</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="end" name="办结"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_handle" sourceRef="start" targetRef="handle" />
    <bpmn:sequenceFlow id="to_end" sourceRef="handle" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="${id}_diagram"><bpmndi:BPMNPlane id="${id}_plane" bpmnElement="${id}">
    <bpmndi:BPMNShape id="start_shape" bpmnElement="start"><dc:Bounds x="160" y="142" width="36" height="36" /><bpmndi:BPMNLabel><dc:Bounds x="167" y="185" width="22" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="handle_shape" bpmnElement="handle"><dc:Bounds x="260" y="120" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="end_shape" bpmnElement="end"><dc:Bounds x="424" y="142" width="36" height="36" /><bpmndi:BPMNLabel><dc:Bounds x="431" y="185" width="22" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="to_handle_edge" bpmnElement="to_handle"><di:waypoint x="196" y="160" /><di:waypoint x="260" y="160" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="to_end_edge" bpmnElement="to_end"><di:waypoint x="360" y="160" /><di:waypoint x="424" y="160" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`
}

/** An empty form with its one submit field left to the designer. */
export function newFormText(id: string): string {
  return `${JSON.stringify({ type: 'default', id, schemaVersion: 18, components: [] }, null, 2)}\n`
}
