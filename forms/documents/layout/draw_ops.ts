/**
 * What a page is drawn from, in page coordinates: points from the top left corner, y downwards. Layout writes these, the
 * printer turns them into PDF; between the two there is no knowledge of documents any more.
 */
export interface TextOp {
  op: 'text'
  x: number
  /** The baseline. */
  y: number
  text: string
  face: string
  size: number
  spacing: number
  width: number
  color: string
  /** Turn about (x, y) in degrees, clockwise. */
  angle?: number
  opacity?: number
}

export interface LineOp {
  op: 'line'
  x1: number
  y1: number
  x2: number
  y2: number
  thickness: number
  color: string
}

export interface BoxOp {
  op: 'box'
  x: number
  y: number
  width: number
  height: number
  fill?: string
  stroke?: string
  thickness?: number
}

export interface RingOp {
  op: 'ring'
  x: number
  y: number
  radius: number
  thickness: number
  color: string
  dashed: boolean
}

/** An SVG path, scaled about its own origin and moved to (x, y). */
export interface PathOp {
  op: 'path'
  /** SVG transformation matrix a b c d e f in page coordinates. */
  matrix: [number, number, number, number, number, number]
  path: string
  fill?: string
  stroke?: string
  thickness: number
  dash?: number[]
}

export interface PictureOp {
  op: 'picture'
  x: number
  y: number
  width: number
  height: number
  bytes: Uint8Array
}

export type DrawOp = TextOp | LineOp | BoxOp | RingOp | PathOp | PictureOp

export interface Page {
  ops: DrawOp[]
}
