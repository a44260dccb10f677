import type { SourceElement } from '#engine/model/source_element'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Bounds extends Point {
  readonly width: number
  readonly height: number
}

/** A shape of the drawing. */
export interface Box extends Bounds {
  readonly element: SourceElement
  readonly isExpanded?: boolean
  readonly isHorizontal?: boolean
  readonly label?: Bounds
}

/** A connection of the drawing. */
export interface Line {
  readonly element: SourceElement
  readonly points: readonly Point[]
  readonly label?: Bounds
}

/** Shapes and connections; everything lies at or right of and below (0, 0). */
export interface Drawing {
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
}

export const EMPTY: Drawing = { boxes: [], lines: [], width: 0, height: 0 }

const shiftBounds = <T extends Point>(bounds: T, dx: number, dy: number): T => ({ ...bounds, x: bounds.x + dx, y: bounds.y + dy })

/** The same drawing somewhere else. */
export function shift(drawing: Drawing, dx: number, dy: number): Drawing {
  return {
    ...drawing,
    boxes: drawing.boxes.map((box) => ({ ...shiftBounds(box, dx, dy), ...(box.label === undefined ? {} : { label: shiftBounds(box.label, dx, dy) }) })),
    lines: drawing.lines.map((line) => ({ ...line, points: line.points.map((point) => shiftBounds(point, dx, dy)), ...(line.label === undefined ? {} : { label: shiftBounds(line.label, dx, dy) }) })),
  }
}

export const centreOf = ({ x, y, width, height }: Bounds): Point => ({ x: x + width / 2, y: y + height / 2 })

const LINE_HEIGHT = 14
const MAX_LINES = 4

/** Room for a text beneath or beside a shape, in pixels: a Chinese sign is 12 wide, a Latin one 6. */
export function labelSize(text: string, widest = 90): { width: number; height: number } {
  const length = [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0xff ? 12 : 6), 0)
  return { width: Math.min(widest, Math.max(20, length)), height: LINE_HEIGHT * Math.min(MAX_LINES, Math.max(1, Math.ceil(length / widest))) }
}

/** A line between the borders of two shapes: above or below where one lies over the other, else at the sides. */
export function straight(from: Bounds, to: Bounds): readonly Point[] {
  const [a, b] = [centreOf(from), centreOf(to)]
  if (from.y + from.height <= to.y) return [{ x: a.x, y: from.y + from.height }, { x: b.x, y: to.y }]
  if (to.y + to.height <= from.y) return [{ x: a.x, y: from.y }, { x: b.x, y: to.y + to.height }]
  return a.x <= b.x ? [{ x: from.x + from.width, y: a.y }, { x: to.x, y: b.y }] : [{ x: from.x, y: a.y }, { x: to.x + to.width, y: b.y }]
}
