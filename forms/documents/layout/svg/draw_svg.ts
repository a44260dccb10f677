import type { DrawOp } from '../draw_ops.js'
import { textStyle } from '../flow.js'
import type { Flow } from '../flow.js'
import { shapePath } from './shape_path.js'
import type { Svg, SvgNode } from './parse_svg.js'
import { multiply, parseTransform, scaleOf } from './transform.js'
import type { Matrix } from './transform.js'

/** Properties that children take over from their parents. */
interface Paint {
  fill: string | undefined
  stroke: string | undefined
  strokeWidth: number
  dash: number[]
  fontSize: number
  anchor: string
}

const INITIAL: Paint = { fill: '#000000', stroke: undefined, strokeWidth: 1, dash: [], fontSize: 12, anchor: 'start' }
const SKIPPED = new Set(['defs', 'style', 'title', 'desc', 'metadata', 'clipPath', 'mask'])
/** Shapes by which diagram-js catches the mouse or marks a selection; they are no part of the picture. */
const INVISIBLE_CLASSES = /\bdjs-(hit|outline|bendpoints|segment-dragger|resizer)/
const COLOR_NAMES = new Set(['black', 'white', 'red', 'green', 'blue', 'grey', 'gray', 'orange', 'yellow'])

/** The drawing as operations on the page: shapes, lines with arrow heads, and text (bpmn-js and dmn-js write no more). */
export function drawSvg(svg: Svg, place: { x: number; y: number; scale: number }, flow: Flow): DrawOp[] {
  const ops: DrawOp[] = []
  const { scale } = place
  const matrix: Matrix = [scale, 0, 0, scale, place.x - svg.x * scale, place.y - svg.y * scale]
  for (const child of svg.root.children) drawNode(child, matrix, INITIAL, flow, ops)
  return ops
}

function drawNode(node: SvgNode, outer: Matrix, inherited: Paint, flow: Flow, ops: DrawOp[]): void {
  const { attributes, name } = node
  const isHidden = attributes.display === 'none' || attributes.visibility === 'hidden' || attributes.opacity === '0'
  if (SKIPPED.has(name) || isHidden || INVISIBLE_CLASSES.test(attributes.class ?? '')) return
  const matrix = attributes.transform ? multiply(outer, parseTransform(attributes.transform)) : outer
  const paint = paintOf(attributes, inherited)
  if (name === 'text' || name === 'tspan') drawText(node, matrix, paint, flow, ops)
  const path = shapePath(node)
  if (path !== undefined) {
    const { fill, stroke, strokeWidth: thickness, dash } = paint
    if (fill || stroke) ops.push({ op: 'path', matrix, path, thickness, ...(fill ? { fill } : {}), ...(stroke ? { stroke } : {}), dash })
    if (attributes['marker-end'] && stroke) ops.push(arrowHead(path, matrix, stroke))
  }
  for (const child of node.children) drawNode(child, matrix, paint, flow, ops)
}

function paintOf(attributes: Record<string, string>, inherited: Paint): Paint {
  const isStrokeHidden = attributes['stroke-opacity'] === '0'
  const isFillHidden = attributes['fill-opacity'] === '0'
  return {
    fill: isFillHidden ? undefined : colorOf(attributes.fill, inherited.fill),
    stroke: isStrokeHidden ? undefined : colorOf(attributes.stroke, inherited.stroke),
    strokeWidth: numberOf(attributes['stroke-width'], inherited.strokeWidth),
    dash: attributes['stroke-dasharray'] ? dashOf(attributes['stroke-dasharray']) : inherited.dash,
    fontSize: numberOf(attributes['font-size'], inherited.fontSize),
    anchor: attributes['text-anchor'] ?? inherited.anchor,
  }
}

function dashOf(value: string): number[] {
  return value.split(/[\s,]+/).map(Number.parseFloat).filter((length) => length > 0)
}

function numberOf(value: string | undefined, otherwise: number): number {
  const number = Number.parseFloat(value ?? '')
  return Number.isFinite(number) ? number : otherwise
}

/** A colour as `#RRGGBB`; undefined when nothing is painted. Unknown names are printed black rather than lost. */
function colorOf(value: string | undefined, inherited: string | undefined): string | undefined {
  if (value === undefined || value === 'inherit') return inherited
  if (value === 'none' || value === 'transparent') return undefined
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(value)
  if (rgb) return `#${[1, 2, 3].map((index) => Math.min(255, Number(rgb[index])).toString(16).padStart(2, '0')).join('')}`
  if (/^#([\da-f]{3}|[\da-f]{6})$/i.test(value) || COLOR_NAMES.has(value)) return value
  return '#000000'
}

function drawText(node: SvgNode, matrix: Matrix, paint: Paint, flow: Flow, ops: DrawOp[]): void {
  const text = node.text.trim()
  if (text === '') return
  const size = paint.fontSize * scaleOf(matrix)
  const [line] = flow.lines([{ text }], textStyle('hei', size), Number.MAX_SAFE_INTEGER)
  if (!line) return
  const x = numberOf(node.attributes.x, 0)
  const y = numberOf(node.attributes.y, 0)
  const shift = paint.anchor === 'middle' ? line.width / 2 : paint.anchor === 'end' ? line.width : 0
  const left = matrix[0] * x + matrix[2] * y + matrix[4] - shift
  const baseline = matrix[1] * x + matrix[3] * y + matrix[5]
  for (const run of line.runs) {
    const { face, spacing, width } = run
    ops.push({ op: 'text', x: left + run.x, y: baseline, text: run.text, face, size: run.size, spacing, width, color: paint.fill ?? '#000000' })
  }
}

/** A filled triangle at the end of the line, along its last stretch. */
function arrowHead(path: string, matrix: Matrix, color: string): DrawOp {
  const numbers = (path.match(/-?\d*\.?\d+(?:e-?\d+)?/gi) ?? []).map(Number)
  const [fromX = 0, fromY = 0, toX = 0, toY = 0] = numbers.slice(-4)
  const angle = Math.atan2(toY - fromY, toX - fromX)
  const turned: Matrix = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), toX, toY]
  return { op: 'path', matrix: multiply(matrix, turned), path: 'M 0 0 L -9 -4.5 L -9 4.5 Z', fill: color, thickness: 0 }
}
