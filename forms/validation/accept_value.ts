import type { AttachmentReference } from '#forms/schema/form_schema'
import { isRecord } from '#forms/schema/key_path'
import { isDateText, isDateTimeText, isTimeText } from './date_time_text.js'
import { parseDecimal } from './decimal.js'
import { fault, type ExpectedInput, type Fault } from './fault.js'
import type { PreparedField } from './prepared_form.js'

/** Bounds on what a field may hold, whatever its schema says. */
const MAX_TEXT_CHARACTERS = 65_536
const MAX_CHOICES = 5_000
const MAX_FILES = 200
const MAX_CHOICE_DEPTH = 6
const MAX_CHOICE_ENTRIES = 200

export type Accepted = { value: unknown } | Fault

/**
 * Whether a sent value is of its field's type at all, and the value to keep: a line break in a one-line text becomes a
 * blank and decimal text becomes a number, as in form-js. A wrong type is refused, where form-js would drop it.
 */
export function acceptValue(field: PreparedField, sent: unknown): Accepted {
  if (sent === null || sent === undefined) return { value: null }
  const { component } = field
  switch (component.type) {
    case 'textfield':
      return acceptText(typeof sent === 'string' ? sent.replace(/[\r\n\t]/g, ' ') : sent)
    case 'textarea':
      return acceptText(sent)
    case 'number':
      return acceptNumber(sent, component.serializeToString === true)
    case 'checkbox':
      return typeof sent === 'boolean' ? { value: sent } : wrong('flag')
    case 'datetime':
      return acceptDateTime(sent, component.subtype ?? 'date')
    case 'radio':
    case 'select':
      return sent === '' ? { value: null } : acceptChoice(sent)
    case 'checklist':
    case 'taglist':
      return acceptChoices(sent)
    case 'filepicker':
      return acceptFiles(sent)
    case 'expression':
      return { value: null }
  }
}

function wrong(expected: ExpectedInput): Fault {
  return fault('E_FORM_WRONG_TYPE', { expected })
}

function acceptText(sent: unknown): Accepted {
  if (typeof sent !== 'string') return wrong('text')
  return sent.length > MAX_TEXT_CHARACTERS ? fault('E_FORM_TOO_LONG', { limit: MAX_TEXT_CHARACTERS }) : { value: sent }
}

function acceptNumber(sent: unknown, keepText: boolean): Accepted {
  if (sent === '') return { value: null }
  if (parseDecimal(sent) === null) return wrong('number')
  const value = keepText ? String(sent) : Number(sent)
  return typeof value === 'number' && !Number.isFinite(value) ? wrong('number') : { value }
}

function acceptDateTime(sent: unknown, subtype: 'date' | 'time' | 'datetime'): Accepted {
  if (sent === '') return { value: null }
  const holds = subtype === 'date' ? isDateText : subtype === 'time' ? isTimeText : isDateTimeText
  return typeof sent === 'string' && holds(sent) ? { value: sent } : wrong(subtype)
}

function acceptChoice(sent: unknown): Accepted {
  return isChoice(sent, MAX_CHOICE_DEPTH) ? { value: sent } : wrong('choice')
}

function acceptChoices(sent: unknown): Accepted {
  if (!Array.isArray(sent) || sent.length > MAX_CHOICES) return wrong('choices')
  return sent.every((one) => isChoice(one, MAX_CHOICE_DEPTH)) ? { value: sent } : wrong('choices')
}

/** A primitive, or an object that can be compared with an option in bounded time. */
function isChoice(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null) return depth < MAX_CHOICE_DEPTH
  if (typeof value !== 'object' || depth === 0) return false
  const entries = Object.entries(value)
  return entries.length <= MAX_CHOICE_ENTRIES && entries.every(([key, inside]) => key !== '__proto__' && isChoice(inside, depth - 1))
}

function acceptFiles(sent: unknown): Accepted {
  if (!Array.isArray(sent) || sent.length > MAX_FILES || !sent.every(isAttachment)) return wrong('files')
  return { value: sent.map(({ id, name, size, sha256 }: AttachmentReference) => ({ id, name, size, sha256 })) }
}

function isAttachment(value: unknown): value is AttachmentReference {
  if (!isRecord(value)) return false
  const { id, name, size, sha256 } = value
  return (
    typeof id === 'string' && id !== '' && id.length <= 100 &&
    typeof name === 'string' && name !== '' && name.length <= 300 &&
    typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 &&
    typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
  )
}
