/** A rectangle in the drawing. */
interface Box { x: number; y: number; width: number; height: number }
interface Point { x: number; y: number }
interface Node { id: string; tag: string; name: string; parent: string | null; host: string | null }
interface Shape extends Box { label: Box | null }
interface Flow { id: string; name: string; from: string; to: string; points: Point[]; label: Box | null }

/** What a person would find fault with in the drawing of a model, in words; read off the text of the file alone. */
export function drawingFaults(xml: string): string[] {
  const nodes = readNodes(xml)
  const shapes = readShapes(xml)
  const flows = readFlows(xml)
  const within = (id: string, outer: string): boolean => {
    for (let at = nodes.get(id)?.parent ?? null; at !== null; at = nodes.get(at)?.parent ?? null) if (at === outer) return true
    return false
  }
  const related = (one: string, other: string): boolean => within(one, other) || within(other, one) || nodes.get(one)?.host === other || nodes.get(other)?.host === one
  const drawn = [...shapes].filter(([id]) => nodes.has(id))
  const faults: string[] = []
  for (const id of nodes.keys()) if (!shapes.has(id)) faults.push(`${id} is not drawn`)
  for (const { id, points } of flows) if (points.length < 2) faults.push(`${id} is not drawn`)
  drawn.forEach(([id, shape], index) => {
    const parent = nodes.get(id)!.parent
    const frame = parent === null ? undefined : shapes.get(parent)
    if (frame && !holds(frame, shape)) faults.push(`${id} stands outside of ${parent}`)
    for (const [other, box] of drawn.slice(index + 1)) if (!related(id, other) && overlap(shape, box)) faults.push(`${id} lies on ${other}`)
  })
  for (const flow of flows) faults.push(...faultsOfFlow(flow, drawn, related))
  faults.push(...linesOnLines(flows))
  faults.push(...faultsOfLabels(nodes, drawn, flows, within))
  return faults
}

function faultsOfFlow({ id, from, to, points }: Flow, drawn: readonly (readonly [string, Shape])[], related: (one: string, other: string) => boolean): string[] {
  const faults: string[] = []
  for (const [end, at] of [[from, points[0]], [to, points.at(-1)]] as const) {
    const shape = drawn.find(([one]) => one === end)?.[1]
    if (shape && at && !(onBorder(shape, at))) faults.push(`${id} does not touch ${end}`)
  }
  for (const segment of segmentsOf(points)) {
    if (segment[0].x !== segment[1].x && segment[0].y !== segment[1].y) faults.push(`${id} runs askew`)
    for (const [other, shape] of drawn) {
      const isEnd = other === from || other === to
      const isAround = !isEnd && (related(from, other) || related(to, other))
      if (isAround ? false : crosses(segment, isEnd ? inner(shape, 2) : shape)) faults.push(`${id} runs through ${other}`)
    }
  }
  return faults
}

/** Lines that join at an end they share are read as one; any others that run along each other lead the eye astray. */
function linesOnLines(flows: readonly Flow[]): string[] {
  return flows.flatMap((flow, index) =>
    flows.slice(index + 1).flatMap((other) => {
      if (flow.from === other.from || flow.to === other.to) return []
      return segmentsOf(flow.points).some((one) => segmentsOf(other.points).some((two) => runTogether(one, two))) ? [`${flow.id} and ${other.id} run on each other`] : []
    }),
  )
}

/** Whether two lines lie on one another, or so near that they look it, for longer than they would in crossing. */
function runTogether(one: readonly [Point, Point], other: readonly [Point, Point]): boolean {
  const shared = (along: 'x' | 'y', across: 'x' | 'y'): number => {
    if (one[0][across] !== one[1][across] || other[0][across] !== other[1][across] || Math.abs(one[0][across] - other[0][across]) > NEAR) return 0
    return Math.min(Math.max(one[0][along], one[1][along]), Math.max(other[0][along], other[1][along])) - Math.max(Math.min(one[0][along], one[1][along]), Math.min(other[0][along], other[1][along]))
  }
  return Math.max(shared('x', 'y'), shared('y', 'x')) > NEAR
}

const NEAR = 4

/** Labels beside shapes and on lines: on no shape, on no other label, and on no line. */
function faultsOfLabels(nodes: ReadonlyMap<string, Node>, drawn: readonly (readonly [string, Shape])[], flows: readonly Flow[], within: (id: string, outer: string) => boolean): string[] {
  const faults: string[] = []
  const labels: [string, Box][] = []
  for (const [id, shape] of drawn) {
    const { tag, name } = nodes.get(id)!
    if (name !== '' && /Event|Gateway/.test(tag)) labels.push([id, shape.label ?? below(shape, name)])
  }
  for (const { id, name, label, points } of flows) if (name !== '' && points.length > 1) labels.push([id, label ?? beside(points, name)])
  labels.forEach(([id, box], index) => {
    for (const [other, shape] of drawn) {
      const isFrame = nodes.get(other)!.tag === 'subProcess' && holds(shape, box) && (within(id, other) || !nodes.has(id))
      if (other !== id && !isFrame && overlap(inner(box, 1), shape)) faults.push(`the name of ${id} lies on ${other}`)
    }
    for (const [other, second] of labels.slice(index + 1)) if (overlap(inner(box, 1), second)) faults.push(`the names of ${id} and ${other} lie on each other`)
    for (const flow of flows) for (const segment of segmentsOf(flow.points)) if (crosses(segment, inner(box, 1))) faults.push(`${flow.id} runs through the name of ${id}`)
  })
  return [...new Set(faults)]
}

const CHARACTER = 12
const LINE = 14
const WIDEST = 90

/** Where a name without a place of its own is put: under its shape, broken at 90. */
function below({ x, y, width, height }: Box, name: string): Box {
  const lines = Math.ceil((name.length * CHARACTER) / WIDEST)
  const wide = Math.min(WIDEST, name.length * CHARACTER)
  return { x: x + width / 2 - wide / 2, y: y + height + 4, width: wide, height: lines * LINE }
}

/** Where a line's name without a place of its own is put: in its middle, a little aside. */
function beside(points: readonly Point[], name: string): Box {
  const middle = points[Math.floor((points.length - 1) / 2)]!
  const next = points[Math.floor((points.length - 1) / 2) + 1] ?? middle
  const at = { x: (middle.x + next.x) / 2, y: (middle.y + next.y) / 2 }
  return next.x === middle.x ? { x: at.x + 15, y: at.y - LINE / 2, width: name.length * CHARACTER, height: LINE } : { x: at.x - (name.length * CHARACTER) / 2, y: at.y - 22, width: name.length * CHARACTER, height: LINE }
}

function readNodes(xml: string): Map<string, Node> {
  const nodes = new Map<string, Node>()
  const open: string[] = []
  for (const [, close, tag = '', attributes = '', self] of xml.matchAll(/<(\/?)bpmn:(subProcess|transaction|adHocSubProcess|task|\w+Task|\w+Gateway|\w+Event|callActivity)\b((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g)) {
    if (close) {
      open.pop()
      continue
    }
    const id = attributeOf(attributes, 'id')
    nodes.set(id, { id, tag, name: attributeOf(attributes, 'name'), parent: open.at(-1) ?? null, host: attributeOf(attributes, 'attachedToRef') || null })
    if (!self) open.push(id)
  }
  return nodes
}

function readShapes(xml: string): Map<string, Shape> {
  return new Map([...xml.matchAll(/<bpmndi:BPMNShape\b([^>]*)>([^]*?)<\/bpmndi:BPMNShape>/g)].map(([, attributes = '', inside = '']) => {
    const [own, label] = [...inside.matchAll(/<dc:Bounds\b([^>]*)\/>/g)].map(([, bounds = '']) => boxOf(bounds))
    return [attributeOf(attributes, 'bpmnElement'), { ...own!, label: label ?? null }]
  }))
}

function readFlows(xml: string): Flow[] {
  const edges = new Map([...xml.matchAll(/<bpmndi:BPMNEdge\b([^>]*)>([^]*?)<\/bpmndi:BPMNEdge>/g)].map(([, attributes = '', inside = '']) => [attributeOf(attributes, 'bpmnElement'), inside] as const))
  return [...xml.matchAll(/<bpmn:sequenceFlow\b([^>]*)>/g)].map(([, attributes = '']) => {
    const id = attributeOf(attributes, 'id')
    const inside = edges.get(id) ?? ''
    const label = /<dc:Bounds\b([^>]*)\/>/.exec(inside)?.[1]
    const points = [...inside.matchAll(/<di:waypoint\b([^>]*)\/>/g)].map(([, at = '']) => ({ x: Number(attributeOf(at, 'x')), y: Number(attributeOf(at, 'y')) }))
    return { id, name: attributeOf(attributes, 'name'), from: attributeOf(attributes, 'sourceRef'), to: attributeOf(attributes, 'targetRef'), points, label: label === undefined ? null : boxOf(label) }
  })
}

const attributeOf = (attributes: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
const boxOf = (bounds: string): Box => {
  const number = (name: string): number => Number(attributeOf(bounds, name))
  return { x: number('x'), y: number('y'), width: number('width'), height: number('height') }
}

const inner = ({ x, y, width, height }: Box, by: number): Box => ({ x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by })
const overlap = (one: Box, other: Box): boolean => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height
const holds = (outer: Box, box: Box): boolean => box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height
const segmentsOf = (points: readonly Point[]): [Point, Point][] => points.slice(1).map((point, index) => [points[index]!, point])

function onBorder({ x, y, width, height }: Box, at: Point): boolean {
  const near = (one: number, other: number): boolean => Math.abs(one - other) <= 1
  const isBeside = (near(at.x, x) || near(at.x, x + width)) && at.y >= y - 1 && at.y <= y + height + 1
  return isBeside || ((near(at.y, y) || near(at.y, y + height)) && at.x >= x - 1 && at.x <= x + width + 1)
}

/** Whether a line that runs along the page passes through the inside of a box. */
function crosses([from, to]: readonly [Point, Point], box: Box): boolean {
  const along: Box = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) }
  return along.x < box.x + box.width && along.x + along.width > box.x && along.y < box.y + box.height && along.y + along.height > box.y
}
