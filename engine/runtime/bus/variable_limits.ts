import type { Event } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import { jsonText } from './json_text.js'

/** Characters of JSON. */
export const VARIABLE_LIMIT = 64 * 1024
export const DATA_LIMIT = 1024 * 1024

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  return JSON.stringify(value).length
}

const writtenValues = (event: Event): Record<string, unknown> | null =>
  event.type === 'VariablesMerged' ? event.values : event.type === 'InstanceStarted' ? event.variables : null

const refuse = (path: string, message: string): Rejection => ({ code: 'INVALID_ARGUMENT', message, errors: [{ path, code: 'E_RUNTIME_TOO_LARGE', message }] })

/** Refuses a step that stores a variable over 64 KB or brings the instance's data over 1 MB; files go by reference. */
export const checkVariableLimits = (events: readonly Event[], before: InstanceState | null, after: InstanceState): Rejection | null => {
  for (const event of events) {
    const values = writtenValues(event)
    if (!values) continue
    for (const name of Object.keys(values)) {
      if (sizeOf(values[name]) > VARIABLE_LIMIT) return refuse(name, `“${name}”的内容超过 64 KB。请缩短内容，文件请作为附件上传。`)
    }
  }
  if (before?.data === after.data || jsonText(after.data).length <= DATA_LIMIT) return null
  return refuse('', '本件保存的数据合计超过 1 MB。请减少填写内容，文件请作为附件上传。')
}
