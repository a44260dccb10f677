import type { SupervisionColor } from './event_rows.js'
import { findEvent, lifecycleEvents, putEvent, type EventStep } from './event_step.js'

const COLORS: Readonly<Record<string, SupervisionColor>> = {
  SUPERVISION_BLUE: 'blue', SUPERVISION_ORANGE: 'orange', SUPERVISION_RED: 'red', SUPERVISION_SETTLED: 'settled',
}

/** 三色督办: the colour of the order in force stands on the event; each order counts once. */
export function recordSupervision(on: EventStep, eventKey: string): void {
  const colors = lifecycleEvents(on).flatMap((event) => COLORS[event] ?? [])
  const color = colors.at(-1)
  if (color === undefined) return
  const row = findEvent(on, eventKey)
  if (row !== null) putEvent(on, { ...row, supervision: color, supervisionCount: row.supervisionCount + (colors.includes('blue') ? 1 : 0) })
}
