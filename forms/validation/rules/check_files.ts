import type { FormScope } from '#forms/schema/form_scope'
import type { AttachmentReference } from '#forms/schema/form_schema'
import { fault, type Fault } from '../fault.js'
import { isOn } from '../is_on.js'
import type { PreparedField } from '../prepared_form.js'

/** How many files, and of which kinds by name; the content is checked where a file is uploaded. */
export function checkFiles(field: PreparedField, value: unknown, view: FormScope): Fault[] {
  const { component } = field
  if (component.type !== 'filepicker' || !Array.isArray(value)) return []
  const files = value as AttachmentReference[]
  const faults: Fault[] = []
  if (files.length > 1 && !isOn(field.multiple, view)) faults.push(fault('E_FORM_FILE_COUNT', { limit: 1 }))
  const accept = field.accept === null ? null : field.accept.evaluate(view)
  const kinds = extensionsOf(typeof accept === 'string' ? accept : (component.accept ?? ''))
  const other = kinds === null ? undefined : files.find(({ name }) => !kinds.some((kind) => name.toLowerCase().endsWith(kind)))
  if (other !== undefined && kinds !== null) faults.push(fault('E_FORM_FILE_KIND', { name: other.name, accept: kinds.join('、') }))
  return faults
}

/** The file name endings of an `accept` list; null where it names none, or a media type, which a name cannot prove. */
function extensionsOf(accept: string): string[] | null {
  const parts = accept.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => /^\.[a-z0-9.]+$/.test(part)) ? parts : null
}
