import type { Event } from '#engine/kernel/events'
import type { VisibleData } from './visible_data.js'

/** An event of the journal with the values that its reader may not see left out; the hash of the row is shown beside it all the same. */
export function redactEvent(event: Event, visible: VisibleData): Record<string, unknown> {
  const { type: _type, ...payload } = event as Event & Record<string, unknown>
  const shown: Record<string, unknown> = { ...payload }
  for (const name of ['variables', 'values', 'input', 'result'] as const) {
    const bag = shown[name]
    if (typeof bag === 'object' && bag !== null && !Array.isArray(bag)) shown[name] = visible.filter(bag as Record<string, unknown>)
  }
  if (visible.level === 'structure') for (const name of ['title', 'opinion', 'message', 'correlationKey']) delete shown[name]
  return shown
}
