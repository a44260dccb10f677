import { hash } from 'node:crypto'
import type { DeviceMessage } from '#processes/foundation/alarms/message'

/**
 * By what a message is known when it comes again: its own id; of an alarm kind, state and beginning; of a reading instant and values. One
 * without an instant is always a new one.
 */
export function messageKey({ messageId, eventAtMs, alarm, values }: DeviceMessage, receivedAtMs: number): string {
  if (messageId !== null) return `m:${messageId}`
  const atMs = alarm?.startedAtMs ?? eventAtMs
  if (alarm !== null && atMs !== null) return `a:${alarm.kind}:${alarm.state}:${atMs}`
  const sorted = Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `r:${atMs ?? receivedAtMs}:${hash('sha256', JSON.stringify([sorted, alarm]), 'hex').slice(0, 24)}`
}
