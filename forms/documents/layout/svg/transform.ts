/** a b c d e f of an SVG transformation: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = [number, number, number, number, number, number]

export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** How much lengths grow on average. */
export function scaleOf([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c))
}

/** The matrix of a `transform` attribute (SVG 1.1 §7.6); functions that do not exist change nothing. */
export function parseTransform(source: string): Matrix {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0]
  for (const [, name, list] of source.matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const numbers = (list ?? '').split(/[\s,]+/).filter(Boolean).map(Number)
    if (numbers.some((number) => !Number.isFinite(number))) continue
    matrix = multiply(matrix, single(name as string, numbers))
  }
  return matrix
}

function single(name: string, [first = 0, second, third = 0, fourth = 0, fifth = 0, sixth = 0]: number[]): Matrix {
  switch (name) {
    case 'matrix':
      return [first, second ?? 0, third, fourth, fifth, sixth]
    case 'translate':
      return [1, 0, 0, 1, first, second ?? 0]
    case 'scale':
      return [first, 0, 0, second ?? first, 0, 0]
    case 'rotate': {
      const angle = (first * Math.PI) / 180
      const turn: Matrix = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]
      const x = second ?? 0
      return multiply(multiply([1, 0, 0, 1, x, third], turn), [1, 0, 0, 1, -x, -third])
    }
    default:
      return [1, 0, 0, 1, 0, 0]
  }
}
