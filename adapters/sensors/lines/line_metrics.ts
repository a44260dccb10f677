import { metric } from '#adapters/metrics/prometheus'
import type { SensorLine } from './line.js'

/** Prometheus text of this node's lines. Names of lines are the operator's, codes are ours. */
export function lineMetrics(lines: readonly SensorLine[]): string {
  if (lines.length === 0) return ''
  const figures = lines.map(({ name, record }) => ({ name, ...record.figures() }))
  return [
    metric('xingliu_sensor_line_connections', 'gauge', 'Connections of devices, by line', figures.map(({ name, connections }) => [{ line: name }, connections])),
    metric('xingliu_sensor_line_messages_total', 'counter', 'Messages by line and what became of them; a refusal by its code', figures.flatMap(({ name, accepted, duplicates, refused }) =>
      Object.entries({ accepted, duplicate: duplicates, ...refused }).map(([outcome, count]): [Record<string, string>, number] => [{ line: name, outcome }, count]))),
  ].join('')
}
