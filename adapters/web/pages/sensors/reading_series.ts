/** What of a reading is drawn. */
export interface DrawnReading {
  at: string
  values: Readonly<Record<string, unknown>>
}

/** A measured value over time, ready to be drawn in a box of 300 by 80. */
export interface ReadingSeries {
  name: string
  /** Of an SVG polyline. */
  points: string
  last: number
  least: number
  most: number
  fromMs: number
  toMs: number
}

const WIDTH = 300
const HEIGHT = 80
const MARGIN = 6
const MOST_SERIES = 8

/** The numbers among the values, by name, oldest first; a value that never changes runs through the middle. */
export function seriesOf(readings: readonly DrawnReading[]): ReadingSeries[] {
  const byName = new Map<string, { atMs: number; value: number }[]>()
  for (const { at, values } of readings.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'number') continue
      const samples = byName.get(name) ?? []
      samples.push({ atMs: Date.parse(at), value })
      byName.set(name, samples)
    }
  }
  return [...byName].slice(0, MOST_SERIES).map(([name, samples]) => drawn(name, samples))
}

function drawn(name: string, samples: readonly { atMs: number; value: number }[]): ReadingSeries {
  const numbers = samples.map(({ value }) => value)
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  const [fromMs, toMs] = [samples[0]!.atMs, samples.at(-1)!.atMs]
  const place = (value: number, from: number, to: number, length: number): number => (to === from ? length / 2 : ((value - from) / (to - from)) * length)
  const points = samples.map(({ atMs, value }) =>
    `${place(atMs, fromMs, toMs, WIDTH).toFixed(1)},${(HEIGHT - MARGIN - place(value, least, most, HEIGHT - 2 * MARGIN)).toFixed(1)}`)
  // A single sample is a short dash, so that it can be seen.
  if (points.length === 1) points.push(`${WIDTH / 2 + 4},${HEIGHT / 2}`)
  return { name, points: points.join(' '), last: numbers.at(-1)!, least, most, fromMs, toMs }
}
