import type { GroupFigures } from '#engine/runtime/bus/command_bus'
import { createHistogram, plain } from '#adapters/metrics/prometheus'

/** What the command bus does on this node. */
export interface BusMetrics {
  measured(figures: GroupFigures): void
  text(): string
}

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256]
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

export const createBusMetrics = (): BusMetrics => {
  const sizes = createHistogram('xingliu_bus_group_commands', 'Commands that were committed together', SIZES)
  const latency = createHistogram('xingliu_bus_command_seconds', 'From the queue to the durable answer', SECONDS)
  let rows = 0
  return {
    measured(figures) {
      sizes.observe(figures.commands)
      rows += figures.rows
      for (const milliseconds of figures.waitedMs) latency.observe(milliseconds / 1000)
    },
    text: () => sizes.text() + latency.text() + plain('xingliu_bus_rows_total', 'counter', 'Rows written by the bus', rows),
  }
}
