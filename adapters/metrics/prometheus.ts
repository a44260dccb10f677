/** Labels of one sample; values are chosen by us, never by a caller, so that there are few. */
export type Labels = Readonly<Record<string, string>>

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const labelText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length ? `{${pairs.join(',')}}` : ''
}

/** One metric with its samples, in the text format 0.0.4. */
export const metric = (name: string, type: 'counter' | 'gauge', help: string, samples: readonly (readonly [Labels, number])[]): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`).join('')}`

export const plain = (name: string, type: 'counter' | 'gauge', help: string, value: number): string => metric(name, type, help, [[{}, value]])

/** Counts values below given bounds, by labels. */
export interface Histogram {
  observe(value: number, labels?: Labels): void
  text(): string
}

interface Series {
  labels: Labels
  buckets: number[]
  sum: number
  count: number
}

/** `bounds` ascending; the bucket above them is made by itself. */
export const createHistogram = (name: string, help: string, bounds: readonly number[]): Histogram => {
  const all = new Map<string, Series>()
  return {
    observe(value, labels = {}) {
      const key = Object.values(labels).join('\0')
      let series = all.get(key)
      if (!series) all.set(key, (series = { labels, buckets: bounds.map(() => 0), sum: 0, count: 0 }))
      const index = bounds.findIndex((bound) => value <= bound)
      if (index >= 0) series.buckets[index] += 1
      series.sum += value
      series.count += 1
    },
    text() {
      const lines = [...all.values()].flatMap(({ labels, buckets, sum, count }) => {
        let below = 0
        return [
          ...bounds.map((bound, index) => `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${(below += buckets[index]!)}`),
          `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
          `${name}_sum${labelText(labels)} ${sum}`,
          `${name}_count${labelText(labels)} ${count}`,
        ]
      })
      return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${lines.map((line) => `${line}\n`).join('')}`
    },
  }
}
