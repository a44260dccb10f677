import type { SourceElement } from '#engine/model/source_element'
import { centreOf, labelSize, type Bounds, type Box, type Line, type Point } from './drawing.js'
import { COLUMN_GAP, ROW_GAP, type Extent, type Grid } from './place_grid.js'

/** How far parallel lines in one gap lie apart, and how many before the first place is taken again. */
const STEP = 6
const TRACKS = 7

/** A sequence flow along the gaps between columns and rows, where no shape lies. */
export function routeFlow(flow: SourceElement, boxes: ReadonlyMap<SourceElement, Box>, grid: Grid, index: number): Line[] {
  const [from, to] = [boxes.get(flow.sourceRef as SourceElement), boxes.get(flow.targetRef as SourceElement)]
  if (from === undefined || to === undefined) return []
  const track = (index % TRACKS) * STEP - ((TRACKS - 1) * STEP) / 2
  const host = boxes.get(from.element.attachedToRef as SourceElement)
  const points = tidy(host === undefined ? fromSide(from, to, grid, track) : fromBelow(from, host, to, grid, track))
  return [{ element: flow, points, ...labelOf(flow, points) }]
}

const indexAt = (extents: readonly Extent[], at: number): number => extents.findIndex((extent) => at >= extent.at - 1 && at <= extent.at + extent.size + 1)
const gapAfter = (extent: Extent, gap: number, track: number): number => extent.at + extent.size + gap / 2 + track

interface Ends {
  readonly start: Point
  readonly end: Point
  readonly column: number
  readonly row: number
  readonly endColumn: number
}

function endsOf(start: Point, place: Bounds, to: Bounds, { columns, rows }: Grid): Ends {
  const [at, goal] = [centreOf(place), centreOf(to)]
  return { start, end: { x: to.x, y: goal.y }, column: indexAt(columns, at.x), row: indexAt(rows, at.y), endColumn: indexAt(columns, goal.x) }
}

function fromSide(from: Bounds, to: Bounds, grid: Grid, track: number): Point[] {
  const middle = centreOf(from).y
  const ends = endsOf({ x: from.x + from.width, y: middle }, from, to, grid)
  const { start, end, column, endColumn } = ends
  const isNext = endColumn === column + 1
  if (start.y === end.y && endColumn > column && isFree(ends, grid)) return [start, end]
  const out = gapAfter(grid.columns[column] as Extent, COLUMN_GAP, track)
  if (isNext) return [start, { x: out, y: start.y }, { x: out, y: end.y }, end]
  return [start, { x: out, y: start.y }, ...alongRow(ends, grid, out, track)]
}

/** Whether no shape lies between two columns of a row. */
function isFree({ column, row, endColumn }: Ends, { occupied }: Grid): boolean {
  for (let between = column + 1; between < endColumn; between++) if (occupied.has(`${between} ${row}`)) return false
  return true
}

/** A boundary event's flow leaves downwards, into the gap below its activity. */
function fromBelow(event: Bounds, host: Bounds, to: Bounds, grid: Grid, track: number): Point[] {
  const start = { x: centreOf(event).x, y: event.y + event.height }
  return [start, ...alongRow(endsOf(start, host, to, grid), grid, start.x, track)]
}

/** Down to the gap below the row, along it, and up or down in front of the target. */
function alongRow({ end, row, endColumn }: Ends, { columns, rows }: Grid, x: number, track: number): Point[] {
  const y = gapAfter(rows[row] as Extent, ROW_GAP, track / 2 + ROW_GAP / 4)
  const before = endColumn > 0 ? gapAfter(columns[endColumn - 1] as Extent, COLUMN_GAP, track) : -COLUMN_GAP / 2 + track
  return [{ x, y }, { x: before, y }, { x: before, y: end.y }, end]
}

/** Without points in the middle of a straight piece. */
function tidy(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [last, next] = [points[index - 1], points[index + 1]]
    return last === undefined || next === undefined || !((last.x === point.x && point.x === next.x) || (last.y === point.y && point.y === next.y))
  })
}

/** The name stands above the last level piece, right where it reaches the target. */
function labelOf(flow: SourceElement, points: readonly Point[]): { label?: Bounds } {
  if (flow.name === undefined || flow.name.trim() === '') return {}
  const [from, to] = [points.at(-2) as Point, points.at(-1) as Point]
  const { width, height } = labelSize(flow.name, Math.max(30, to.x - from.x - 6))
  return { label: { x: to.x - width - 4, y: to.y - height - 3, width, height } }
}
