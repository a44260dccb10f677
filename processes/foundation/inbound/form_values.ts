import { evaluateDeclared } from '../manifest/declared_value.js'
import type { ChannelMapping } from './inbound_declaration.js'

export type MessageData = Readonly<Record<string, unknown>>

interface Reading {
  data: MessageData
  upperId: string
  nowMs: number
}

const scopeOf = (mapping: ChannelMapping, { data, upperId }: Reading): MessageData => ({ ...data, upperId, codes: mapping.codes })

/** Whether a message is for this business. */
export const isMeant = (mapping: ChannelMapping, reading: Reading): boolean => evaluateDeclared(mapping.when, scopeOf(mapping, reading), reading.nowMs) === true

/** The form's values as the message gives them. */
export function formValues(mapping: ChannelMapping, reading: Reading): Record<string, unknown> {
  const scope = scopeOf(mapping, reading)
  const values = Object.entries(mapping.values).map(([field, declared]) => [field, evaluateDeclared(declared, scope, reading.nowMs)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== null && value !== ''))
}

/** What a correction leaves of the data before: objects are merged, everything else is replaced. */
export function corrected(before: MessageData, change: MessageData): MessageData {
  const merged: Record<string, unknown> = { ...before }
  // such a key would change what the record is, not what it holds
  for (const [key, value] of Object.entries(change)) if (key !== '__proto__') merged[key] = isPlain(value) && isPlain(before[key]) ? corrected(before[key], value) : value
  return merged
}

const isPlain = (value: unknown): value is MessageData => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields whose value is another one now. */
export const changedFields = (before: MessageData, after: MessageData): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])).sort()
