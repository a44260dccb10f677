import type { SourceElement } from '#engine/model/source_element'
import { EMPTY, labelSize, shift, straight, type Bounds, type Box, type Drawing, type Line } from './drawing.js'
import { bandsOf, type Band } from './lanes.js'
import { partsOf, type Parts } from './parts_of.js'
import { placeGrid, ROW_GAP, type Grid } from './place_grid.js'
import { routeFlow } from './route_flow.js'
import { hasOuterLabel, sizeOf, type Size } from './sizes.js'

/** Room around what lies inside a sub-process. */
const PADDING = { side: 30, top: 40, bottom: 60 }
const BOUNDARY = 36
const GAP = 30

/** What is being drawn of one container. */
interface Placing {
  readonly parts: Parts
  readonly inner: ReadonlyMap<SourceElement, Drawing>
  readonly boxes: Map<SourceElement, Box>
}

/** Draws everything a process or sub-process holds: flow nodes in a grid, what is attached to them, data below, notes above. */
export function placeContainer(container: SourceElement): Drawing & { readonly bands: readonly (Band & Bounds)[] } {
  const parts = partsOf(container)
  const inner = new Map(parts.nodes.filter((node) => (node.flowElements as unknown[] | undefined)?.length).map((node) => [node, placeContainer(node)]))
  const bands = bandsOf(parts)
  const indexOf = new Map(parts.nodes.map((node, index) => [node, index]))
  const place = (element: unknown) => indexOf.get(((element as SourceElement | undefined)?.attachedToRef ?? element) as SourceElement)
  const pairs = parts.flows.flatMap(({ sourceRef, targetRef }) => {
    const [from, to] = [place(sourceRef), place(targetRef)]
    return from === undefined || to === undefined ? [] : [[from, to] as const]
  })
  const items = parts.nodes.map((node) => ({ ...nodeSize(node, parts, inner), band: bands.findIndex(({ members }) => members.has(node)) }))
  const grid = placeGrid(items.map((item) => ({ ...item, band: Math.max(0, item.band) })), { count: items.length, pairs })
  const placing: Placing = { parts, inner, boxes: new Map() }
  parts.nodes.forEach((node, index) => addNode(placing, node, items[index] as Size, grid, index))
  for (const node of parts.nodes) attachBoundaries(placing, node)
  const lines = parts.flows.flatMap((flow, index) => routeFlow(flow, placing.boxes, grid, index))
  const top = placeRow(placing, parts.notes, 0)
  const drawn = shift({ ...EMPTY, boxes: [...placing.boxes.values()], lines }, 0, top)
  for (const box of drawn.boxes) if (!parts.notes.includes(box.element)) placing.boxes.set(box.element, box)
  const bottom = top + grid.height + (parts.boundaries.length > 0 ? BOUNDARY : 0)
  const below = placeRow(placing, parts.data, bottom === 0 ? 0 : bottom + ROW_GAP)
  return finish(placing, drawn.lines, grid, { bands, top, bottom: Math.max(bottom, below) })
}

function nodeSize(node: SourceElement, parts: Parts, inner: Placing['inner']): Size {
  const own = sizeOf(node)
  const content = inner.get(node)
  const attached = parts.boundaries.filter(({ attachedToRef }) => attachedToRef === node).length
  const width = Math.max(content === undefined ? own.width : content.width + 2 * PADDING.side, attached * (BOUNDARY + GAP) + GAP)
  const height = content === undefined ? own.height : content.height + PADDING.top + PADDING.bottom
  return attached === 0 && content === undefined ? own : { width: Math.max(own.width, width), height: Math.max(own.height, height) }
}

function addNode({ inner, boxes }: Placing, node: SourceElement, { width, height }: Size, { cells, columns, rows }: Grid, index: number): void {
  const { column, row } = cells[index] as Grid['cells'][number]
  const [across, down] = [columns[column] as Grid['columns'][number], rows[row] as Grid['rows'][number]]
  const bounds = { x: across.at + (across.size - width) / 2, y: down.at + (down.size - height) / 2, width, height }
  const isContainer = /(SubProcess|Transaction)$/.test(node.$type)
  boxes.set(node, { element: node, ...bounds, ...(isContainer ? { isExpanded: inner.has(node) } : {}), ...labelBelow(node, bounds) })
}

function labelBelow(element: SourceElement, { x, y, width, height }: Bounds): { label?: Bounds } {
  if (!hasOuterLabel(element)) return {}
  const size = labelSize(element.name as string)
  return { label: { x: x + width / 2 - size.width / 2, y: y + height + 4, ...size } }
}

/** Boundary events stand side by side on the lower border; their names at the right below. */
function attachBoundaries({ parts, boxes }: Placing, node: SourceElement): void {
  const host = boxes.get(node) as Box
  parts.boundaries
    .filter(({ attachedToRef }) => attachedToRef === node)
    .forEach((event, index) => {
      const bounds = { x: host.x + GAP + index * (BOUNDARY + GAP), y: host.y + host.height - BOUNDARY / 2, width: BOUNDARY, height: BOUNDARY }
      const size = labelSize(event.name ?? '')
      const label = hasOuterLabel(event) ? { label: { x: bounds.x + BOUNDARY / 2 + 4, y: bounds.y + BOUNDARY, ...size } } : {}
      boxes.set(event, { element: event, ...bounds, ...label })
    })
}

/** Puts shapes side by side; answers the height they need with the gap below. */
function placeRow({ boxes }: Placing, elements: readonly SourceElement[], y: number): number {
  let x = 0
  let height = 0
  for (const element of elements) {
    const size = sizeOf(element)
    const bounds = { x: x + (hasOuterLabel(element) ? 30 : 0), y, ...size }
    boxes.set(element, { element, ...bounds, ...labelBelow(element, bounds) })
    x += Math.max(size.width, 90) + GAP
    height = Math.max(height, size.height)
  }
  return height === 0 ? 0 : y + height + ROW_GAP
}

interface Extent {
  readonly bands: readonly Band[]
  readonly top: number
  readonly bottom: number
}

function finish({ parts, inner, boxes }: Placing, flows: readonly Line[], grid: Grid, { bands, top, bottom }: Extent): Drawing & { readonly bands: readonly (Band & Bounds)[] } {
  const nested = [...inner].map(([node, drawing]) => {
    const box = boxes.get(node) as Box
    return shift(drawing, box.x + (box.width - drawing.width) / 2, box.y + PADDING.top)
  })
  const all = [...boxes.values(), ...nested.flatMap((drawing) => drawing.boxes)]
  const find = new Map(all.map((box) => [box.element, box]))
  const associations = parts.associations.flatMap(([element, from, to]): Line[] => {
    const [a, b] = [find.get(from), find.get(to)]
    return a === undefined || b === undefined ? [] : [{ element, points: straight(a, b) }]
  })
  const right = (box: Box) => Math.max(box.x + box.width, box.label === undefined ? 0 : box.label.x + box.label.width)
  const width = all.reduce((most, box) => Math.max(most, right(box)), grid.width)
  const lines = [...flows, ...associations, ...nested.flatMap((drawing) => drawing.lines)]
  // a way back to the first column runs left of it, and a name may be wider than its shape
  const places = [...all.map(({ label }) => label?.x ?? 0), ...flows.flatMap(({ points }) => points.map(({ x }) => x))]
  const left = places.reduce((least, x) => Math.min(least, x), 0)
  const drawing = shift({ boxes: all, lines, width: width - left, height: bottom }, -left, 0)
  return { ...drawing, bands: bands.map((band) => ({ ...band, x: 0, width: drawing.width, ...bandExtent(band, parts, boxes, grid, top, bottom) })) }
}

/** From half a gap above a band's first shape to half a gap below its last; the outer bands take the rest. */
function bandExtent({ members }: Band, parts: Parts, boxes: Placing['boxes'], grid: Grid, top: number, bottom: number): { y: number; height: number } {
  const rows = parts.nodes.flatMap((node, index) => (members.has(node) ? [(grid.cells[index] as Grid['cells'][number]).row] : []))
  if (rows.length === 0 || boxes.size === 0) return { y: bottom, height: 0 }
  const first = grid.rows[rows.reduce((a, b) => Math.min(a, b))] as Grid['rows'][number]
  const last = grid.rows[rows.reduce((a, b) => Math.max(a, b))] as Grid['rows'][number]
  const y = top + first.at - ROW_GAP / 2
  return { y, height: top + last.at + last.size + ROW_GAP / 2 - y }
}
