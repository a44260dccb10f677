import type { SvgNode } from './parse_svg.js'

/** A shape as SVG path data; undefined for what is no shape. */
export function shapePath(node: SvgNode): string | undefined {
  const read = (name: string) => {
    const value = Number.parseFloat(node.attributes[name] ?? '0')
    return Number.isFinite(value) ? value : 0
  }
  switch (node.name) {
    case 'path':
      return pathData(node.attributes.d)
    case 'rect':
      return rectangle(read('x'), read('y'), read('width'), read('height'), Math.max(read('rx'), read('ry')))
    case 'circle':
      return ellipse(read('cx'), read('cy'), read('r'), read('r'))
    case 'ellipse':
      return ellipse(read('cx'), read('cy'), read('rx'), read('ry'))
    case 'line':
      return `M ${read('x1')} ${read('y1')} L ${read('x2')} ${read('y2')}`
    case 'polyline':
      return polygon(node.attributes.points, '')
    case 'polygon':
      return polygon(node.attributes.points, ' Z')
    default:
      return undefined
  }
}

/** Only what path data may consist of reaches the printer. */
function pathData(data: string | undefined): string | undefined {
  return data && /^[\sMmLlHhVvCcSsQqTtAaZz\d.,eE+-]+$/.test(data) && /^\s*[Mm]/.test(data) ? data : undefined
}

function polygon(points: string | undefined, end: string): string | undefined {
  const numbers = (points ?? '').split(/[\s,]+/).filter(Boolean).map(Number)
  if (numbers.length < 4 || numbers.length % 2 === 1 || numbers.some((number) => !Number.isFinite(number))) return undefined
  const pairs = Array.from({ length: numbers.length / 2 }, (_, index) => `${numbers[index * 2]} ${numbers[index * 2 + 1]}`)
  return `M ${pairs.join(' L ')}${end}`
}

function ellipse(x: number, y: number, rx: number, ry: number): string | undefined {
  if (rx <= 0 || ry <= 0) return undefined
  return `M ${x - rx} ${y} A ${rx} ${ry} 0 1 0 ${x + rx} ${y} A ${rx} ${ry} 0 1 0 ${x - rx} ${y} Z`
}

function rectangle(x: number, y: number, width: number, height: number, radius: number): string | undefined {
  if (width <= 0 || height <= 0) return undefined
  const r = Math.min(radius, width / 2, height / 2)
  if (r <= 0) return `M ${x} ${y} H ${x + width} V ${y + height} H ${x} Z`
  const corner = (endX: number, endY: number) => `A ${r} ${r} 0 0 1 ${endX} ${endY}`
  return [
    `M ${x + r} ${y} H ${x + width - r} ${corner(x + width, y + r)}`,
    `V ${y + height - r} ${corner(x + width - r, y + height)}`,
    `H ${x + r} ${corner(x, y + height - r)} V ${y + r} ${corner(x + r, y)} Z`,
  ].join(' ')
}
