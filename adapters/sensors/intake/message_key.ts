import { hash } from 'node:crypto'
import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { isSetClock } from '#processes/foundation/alarms/place_in_time'

/**
 * By what a message is known when it comes again: its own id; of an alarm kind, state and beginning; of a reading instant and values. One
 * without an instant, or of a clock that was never set, is always a new one.
 */
export function messageKey({ messageId, eventAtMs, alarm, values }: DeviceMessage, receivedAtMs: number): string {
  if (messageId !== null) return `m:${messageId}`
  const atMs = set(alarm?.startedAtMs ?? null) ?? set(eventAtMs)
  if (alarm !== null && atMs !== null) return `a:${alarm.kind}:${alarm.state}:${atMs}`
  const sorted = Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `r:${atMs ?? receivedAtMs}:${hash('sha256', JSON.stringify([sorted, alarm]), 'hex').slice(0, 24)}`
}

const set = (atMs: number | null): number | null => (atMs !== null && isSetClock(atMs) ? atMs : null)
