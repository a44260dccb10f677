import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import { jsonText } from './json_text.js'

/** Bytes of JSON in UTF-8: 汉字 count three, as they do in the database. */
export const VARIABLE_LIMIT = 64 * 1024
export const DATA_LIMIT = 1024 * 1024

/** Most bytes that one UTF-16 unit takes in UTF-8; what is short enough by this measure need not be counted. */
const BYTES_A_UNIT = 3

const isOver = (text: string, limit: number): boolean => text.length * BYTES_A_UNIT > limit && Buffer.byteLength(text) > limit

const isTooLarge = (value: unknown): boolean => {
  if (typeof value === 'string') return isOver(value, VARIABLE_LIMIT)
  return typeof value === 'object' && value !== null && isOver(JSON.stringify(value), VARIABLE_LIMIT)
}

/** Values that an event stores, those kept for a resume included: a resume is not the place to refuse them. */
const writtenValues = (event: Event): Record<string, unknown> | null => {
  if (event.type === 'VariablesMerged') return event.values
  if (event.type === 'InstanceStarted') return event.variables
  return event.type === 'CommandDeferred' && 'variables' in event.command ? event.command.variables : null
}

const refuse = (path: string, message: string): Rejection => ({ code: 'INVALID_ARGUMENT', message, errors: [{ path, code: 'E_RUNTIME_TOO_LARGE', message }] })

/** Refuses a step that stores a variable over 64 KB or brings the instance's data over 1 MB; files go by reference. */
export const checkVariableLimits = (events: readonly Event[], before: InstanceState | null, after: InstanceState): Rejection | null => {
  for (const event of events) {
    const values = writtenValues(event)
    if (!values) continue
    for (const name of Object.keys(values)) {
      if (isTooLarge(values[name])) return refuse(name, `“${name}”的内容超过 64 KB。请缩短内容，文件请作为附件上传。`)
    }
  }
  if (before?.data === after.data || !isOver(jsonText(after.data), DATA_LIMIT)) return null
  return refuse('', '本件保存的数据合计超过 1 MB。请减少填写内容，文件请作为附件上传。')
}

const TEXT_LIMITS: readonly { name: string; label: string; limit: number }[] = [
  { name: 'businessKey', label: '业务编号', limit: 190 },
  { name: 'title', label: '标题', limit: 500 },
  { name: 'outcome', label: '办理结果', limit: 200 },
  { name: 'opinion', label: '意见', limit: 10_000 },
  { name: 'reason', label: '理由', limit: 2_000 },
]

/** Refuses texts that no column holds, before anything is decided. */
export const checkTextLimits = (command: Command): Rejection | null => {
  const fields = command as unknown as Record<string, unknown>
  for (const { name, label, limit } of TEXT_LIMITS) {
    const value = fields[name]
    if (typeof value === 'string' && value.length > limit) return refuse(name, `${label}最多 ${limit} 个字，现有 ${value.length} 个字。请缩短后再提交。`)
  }
  return null
}
