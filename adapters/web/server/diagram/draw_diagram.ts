import type { MarkedElements } from './marked_elements.js'
import { addDiagram } from '#engine/compile/layout/add_diagram'
import { sentences } from '../presentation/sentences/sentences.js'
import { readDiagram, type Bounds, type Diagram, type DiagramEdge, type DiagramShape } from './read_diagram.js'

const PADDING = 24
const INK = '#334155'
const COLOURS = {
  open: { fill: '#ffffff', stroke: '#94a3b8' },
  completed: { fill: '#eef6f0', stroke: '#2f855a' },
  active: { fill: '#e8f0fb', stroke: '#1f5fbf' },
  incident: { fill: '#fdecea', stroke: '#c53030' },
} as const
type Mark = keyof typeof COLOURS

/** What a heat map says of one element. */
export interface HeatMark {
  fill: string
  /** Beside the shape; empty = nothing. */
  text: string
  title: string
}

const NO_HEAT: ReadonlyMap<string, HeatMark> = new Map()

/**
 * The model as SVG with its progress: done green, active blue, stopped red; or with the colours and figures of a heat map. No script, no
 * style sheet, every text escaped. Null without a drawing.
 */
export async function drawDiagram(
  xml: string, processId: string, marks: MarkedElements, heat: ReadonlyMap<string, HeatMark> = NO_HEAT,
): Promise<string | null> {
  const diagram = (await readDiagram(xml, processId)) ?? (await readDiagram(await addDiagram(xml), processId))
  if (!diagram || diagram.shapes.length === 0) return null
  const box = extentOf(diagram)
  const active = new Set(marks.active.map((one) => one.elementId))
  const markOf = (id: string): Mark =>
    marks.incidents.has(id) ? 'incident' : active.has(id) ? 'active' : marks.completed.has(id) ? 'completed' : 'open'
  const depth = (shape: DiagramShape) => (CONTAINERS.has(shape.type) || shape.isExpanded ? 0 : shape.type === 'BoundaryEvent' ? 2 : 1)
  const shapes = [...diagram.shapes].sort((one, other) => depth(one) - depth(other))
  const now = placeToSee(shapes, markOf)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x} ${box.y} ${box.width} ${box.height}" width="${box.width}" height="${box.height}" data-now="${now.x - box.x} ${now.y - box.y}" role="img" aria-label="${sentences().drawing.name}" font-family="'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif" font-size="12">`,
    ...shapes.filter((shape) => depth(shape) === 0).map((shape) => drawShape(shape, markOf(shape.elementId), heat.get(shape.elementId))),
    ...diagram.edges.map((edge) => drawEdge(edge, marks.takenFlows.has(edge.elementId))),
    ...shapes.filter((shape) => depth(shape) > 0).map((shape) => drawShape(shape, markOf(shape.elementId), heat.get(shape.elementId))),
    '</svg>',
  ].join('\n')
}

/** Where a reader looks first: at what has stopped, at what is going on, else at the beginning. */
function placeToSee(shapes: readonly DiagramShape[], markOf: (id: string) => Mark): { x: number; y: number } {
  const marked = (mark: Mark): DiagramShape | undefined => shapes.findLast(({ elementId }) => markOf(elementId) === mark)
  const { bounds } = marked('incident') ?? marked('active') ?? shapes.find(({ type }) => type === 'StartEvent') ?? shapes[0]!
  return { x: Math.round(bounds.x + bounds.width / 2), y: Math.round(bounds.y + bounds.height / 2) }
}

const CONTAINERS = new Set(['Participant', 'Lane', 'Group', 'TextAnnotation'])

function extentOf(diagram: Diagram): Bounds {
  const corners = [
    ...diagram.shapes.flatMap(({ bounds, label }) => [bounds, ...(label ? [label] : [])]),
    ...diagram.edges.flatMap(({ points, label }) => [...points.map((point) => ({ ...point, width: 0, height: 0 })), ...(label ? [label] : [])]),
  ]
  const left = Math.min(...corners.map((one) => one.x)) - PADDING
  const top = Math.min(...corners.map((one) => one.y)) - PADDING
  return {
    x: left,
    y: top,
    width: Math.max(...corners.map((one) => one.x + one.width)) + PADDING - left,
    height: Math.max(...corners.map((one) => one.y + one.height)) + PADDING - top,
  }
}

const escapeXml = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are not allowed in XML at all
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function drawShape(shape: DiagramShape, mark: Mark, heat: HeatMark | undefined): string {
  const { fill, stroke } = heat ? { fill: heat.fill, stroke: INK } : COLOURS[mark]
  const { x, y, width, height } = shape.bounds
  const isThick = shape.type === 'CallActivity' || shape.type === 'EndEvent'
  const paint = `fill="${fill}" stroke="${stroke}" stroke-width="${isThick ? 3.5 : mark === 'active' || mark === 'incident' ? 2.5 : 1.5}"`
  const parts = [`<g data-element="${escapeXml(shape.elementId)}" data-mark="${mark}"><title>${escapeXml(`${shape.name || shape.elementId}${heat ? `：${heat.title}` : ''}`)}</title>`]
  if (shape.type.endsWith('Event')) parts.push(...drawEvent(shape, paint, stroke))
  else if (shape.type.endsWith('Gateway')) parts.push(...drawGateway(shape, paint, stroke))
  else if (shape.type === 'TextAnnotation') parts.push(`<path d="M${x + 10} ${y}H${x}V${y + height}H${x + 10}" fill="none" stroke="${stroke}"/>`, text(shape.name, { x: x + 4, y, width: width - 8, height }))
  else if (CONTAINERS.has(shape.type)) parts.push(...drawContainer(shape))
  else parts.push(...drawActivity(shape, paint, stroke))
  if (heat?.text) parts.push(`<text x="${x + width}" y="${y - 5}" text-anchor="end" font-size="11" font-weight="600" fill="#9a3412">${escapeXml(heat.text)}</text>`)
  return [...parts, '</g>'].join('')
}

function drawActivity(shape: DiagramShape, paint: string, stroke: string): string[] {
  const { x, y, width, height } = shape.bounds
  // BPMN 2.0.2, 10.3.5: an event sub-process has a dotted boundary
  const dots = shape.triggeredByEvent ? ' stroke-dasharray="2 3"' : ''
  const parts = [`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" ${paint}${dots}/>`]
  if (shape.isExpanded) parts.push(text(shape.name, { x, y: y + 4, width, height: 18 }))
  else parts.push(text(shape.name, shape.bounds))
  const icon = TASK_WORDS[shape.type]
  if (icon) parts.push(`<text x="${x + 6}" y="${y + 14}" font-size="10" fill="${stroke}">${icon}</text>`)
  if (shape.multiInstance) {
    const middle = x + width / 2
    const bottom = y + height
    const lines = [-4, 0, 4].map((offset) =>
      shape.multiInstance === 'parallel' ? `M${middle + offset} ${bottom - 12}v9` : `M${middle - 5} ${bottom - 8 + offset}h10`,
    )
    parts.push(`<path d="${lines.join('')}" stroke="${stroke}" stroke-width="1.5" fill="none"/>`)
  }
  return parts
}

const TASK_WORDS: Readonly<Record<string, string>> = { UserTask: '人', ServiceTask: '⚙', ScriptTask: 'ƒ', SendTask: '✉', ReceiveTask: '✉', BusinessRuleTask: '▦', ManualTask: '✋' }

function drawEvent(shape: DiagramShape, paint: string, stroke: string): string[] {
  const { x, y, width, height } = shape.bounds
  const [cx, cy, r] = [x + width / 2, y + height / 2, Math.min(width, height) / 2]
  const dash = shape.interrupting ? '' : ' stroke-dasharray="4 3"'
  const parts = [`<circle cx="${cx}" cy="${cy}" r="${r}" ${paint}${dash}/>`]
  if (shape.type === 'BoundaryEvent' || shape.type.startsWith('Intermediate')) parts.push(`<circle cx="${cx}" cy="${cy}" r="${r - 3}" fill="none" stroke="${stroke}"${dash}/>`)
  const sign = shape.eventDefinition ? EVENT_SIGNS[shape.eventDefinition] : undefined
  if (sign) parts.push(`<text x="${cx}" y="${cy + 5}" text-anchor="middle" font-size="14" fill="${stroke}">${sign}</text>`)
  return [...parts, text(shape.name, shape.label ?? { x: cx - 60, y: y + height + 2, width: 120, height: 16 })]
}

const EVENT_SIGNS: Readonly<Record<string, string>> = {
  Timer: '◷', Message: '✉', Error: '↯', Terminate: '●', Signal: '△', Escalation: '▲', Link: '➔', Conditional: '≡',
  Compensate: '≪', Multiple: '⬠', ParallelMultiple: '✚',
}

function drawGateway(shape: DiagramShape, paint: string, stroke: string): string[] {
  const { x, y, width, height } = shape.bounds
  const [cx, cy] = [x + width / 2, y + height / 2]
  const sign = { ExclusiveGateway: '×', ParallelGateway: '+', InclusiveGateway: '○', EventBasedGateway: '⬠', ComplexGateway: '✱' }[shape.type] ?? ''
  return [
    `<path d="M${cx} ${y}L${x + width} ${cy}L${cx} ${y + height}L${x} ${cy}Z" ${paint}/>`,
    `<text x="${cx}" y="${cy + 7}" text-anchor="middle" font-size="22" fill="${stroke}">${sign}</text>`,
    text(shape.name, shape.label ?? { x: cx - 60, y: y + height + 2, width: 120, height: 16 }),
  ]
}

function drawContainer(shape: DiagramShape): string[] {
  const { x, y, width, height } = shape.bounds
  const frame = `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#cbd5e1"/>`
  if (!shape.isHorizontal || shape.type === 'Group') return [frame, text(shape.name, { x, y, width, height: 24 })]
  return [frame, `<text transform="translate(${x + 18} ${y + height / 2}) rotate(-90)" text-anchor="middle" fill="${INK}">${escapeXml(shape.name)}</text>`]
}

function drawEdge(edge: DiagramEdge, taken: boolean): string {
  const colour = taken ? COLOURS.completed.stroke : '#94a3b8'
  const path = edge.points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join('')
  const dash = edge.type === 'MessageFlow' || edge.type.includes('Association') ? ' stroke-dasharray="5 4"' : ''
  const [before, last] = edge.points.slice(-2) as [{ x: number; y: number }, { x: number; y: number }]
  const angle = (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI
  const head = edge.type.includes('Association') ? '' : `<path d="M0 0L-9 -4.5V4.5Z" fill="${colour}" transform="translate(${last.x} ${last.y}) rotate(${angle.toFixed(1)})"/>`
  const first = edge.points[0]!
  const next = edge.points[1]!
  const away = Math.atan2(next.y - first.y, next.x - first.x)
  const slash = edge.isDefault ? `<path d="M-4 -5L4 5" stroke="${colour}" stroke-width="1.5" transform="translate(${(first.x + 10 * Math.cos(away)).toFixed(1)} ${(first.y + 10 * Math.sin(away)).toFixed(1)})"/>` : ''
  const middle = edge.points[Math.floor((edge.points.length - 1) / 2)]!
  const following = edge.points[Math.floor((edge.points.length - 1) / 2) + 1] ?? middle
  const label = edge.label ?? { x: (middle.x + following.x) / 2 - 50, y: (middle.y + following.y) / 2 - 18, width: 100, height: 14 }
  return `<g data-flow="${escapeXml(edge.elementId)}"><path d="${path}" fill="none" stroke="${colour}" stroke-width="${taken ? 2 : 1.3}"${dash}/>${head}${slash}${text(edge.name, label)}</g>`
}

const LINE_HEIGHT = 15
/** Width of a character at 12 px: Chinese full, Latin half. */
const widthOf = (character: string): number => (character.charCodeAt(0) > 0xff ? 12 : 6.6)

/** Centred text, broken where the box ends; what does not fit ends in an ellipsis and stays whole in the title. */
function text(content: string, box: Bounds): string {
  if (!content.trim()) return ''
  const rows = Math.max(1, Math.floor(box.height / LINE_HEIGHT))
  const lines = breakLines(content.trim(), Math.max(24, box.width - 8))
  const shown = lines.length > rows && rows > 1 ? [...lines.slice(0, rows - 1), `${lines[rows - 1]!.slice(0, -1)}…`] : lines
  const top = box.y + box.height / 2 - ((shown.length - 1) * LINE_HEIGHT) / 2 + 4
  return shown.map((line, index) => `<text x="${box.x + box.width / 2}" y="${top + index * LINE_HEIGHT}" text-anchor="middle" fill="${INK}">${escapeXml(line)}</text>`).join('')
}

function breakLines(content: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const character of content.replace(/\s+/g, ' ')) {
    const wide = widthOf(character)
    if (used + wide > width && line) {
      lines.push(line)
      line = ''
      used = 0
    }
    line += character
    used += wide
  }
  return line ? [...lines, line] : lines
}
