import type { DeviceMessage, ReadingValue } from '#processes/foundation/alarms/message'
import { instantOf } from '../wire/instant.js'
import { LONGEST_RAW } from '../wire/parse_message.js'
import type { FrontTable } from './front_table.js'

export type FrontRow = Readonly<Record<string, unknown>>

/** The reading that a row tells; null when it names no device. */
export function rowMessage(row: FrontRow, key: number, { name, source, columns }: FrontTable): DeviceMessage | null {
  const deviceId = textOf(row[columns.deviceId])
  if (!deviceId) return null
  const values = Object.fromEntries(Object.entries(columns.values).flatMap(([value, column]) => {
    const read = valueOf(row[column])
    return read === null ? [] : [[value, read] as const]
  }))
  const kind = columns.alarmKind === null ? '' : textOf(row[columns.alarmKind])
  const isCleared = columns.alarmState !== null && columns.cleared.includes(textOf(row[columns.alarmState]))
  return {
    source, deviceId, messageId: `${name}:${key}`,
    eventAtMs: columns.at === null ? null : instantOf(row[columns.at]),
    values,
    alarm: kind ? { kind, severity: null, state: isCleared ? 'cleared' : 'raised', startedAtMs: null } : null,
    position: null, drill: false,
    raw: JSON.stringify(row).slice(0, LONGEST_RAW),
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'bigint' ? String(value) : '')

function valueOf(value: unknown): ReadingValue | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string' || value === '') return null
  const text = value.trim()
  return /^-?\d{1,15}(\.\d{1,12})?$/.test(text) ? Number(text) : text.slice(0, 500)
}
