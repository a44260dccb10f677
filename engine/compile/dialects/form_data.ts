import type { SourceElement } from '#engine/model/source_element'
import { childrenNamed, extensionsOf, localName } from './rewrite.js'

/** Fields that a file itself gives a step: Camunda's generated form, or the older form properties. */
export function formFieldsOf(element: SourceElement): readonly SourceElement[] {
  return extensionsOf(element).flatMap((child) => {
    if (localName(child) === 'formData') return childrenNamed(child, 'formField')
    return localName(child) === 'formProperty' ? [child] : []
  })
}

/** Name of the form made of them, as the step refers to it. */
export const formDataKey = (element: SourceElement): string => `${element.id ?? 'form'}_form`

/** Our form for such fields: a form-js schema. Field types nobody knows become text. */
export function formOfFields(element: SourceElement): Record<string, unknown> {
  return { type: 'default', id: formDataKey(element), schemaVersion: 19, components: formFieldsOf(element).filter((field) => idOf(field) !== '').map(component) }
}

const idOf = (field: SourceElement): string => String(field.id ?? '')
const KINDS: Readonly<Record<string, string>> = { string: 'textfield', long: 'number', int: 'number', integer: 'number', double: 'number', boolean: 'checkbox', enum: 'select', date: 'datetime' }

function component(field: SourceElement): Record<string, unknown> {
  const id = idOf(field)
  const type = KINDS[String(field.type ?? 'string').toLowerCase()] ?? 'textfield'
  const label = String(field.label ?? field.name ?? id)
  const validate = validationOf(field)
  const initial = field.defaultValue ?? field.default
  return {
    type,
    id: `Field_${id.replace(/\W/g, '_')}`,
    key: id.replace(/\W/g, '_'),
    ...(type === 'datetime' ? { subtype: 'date', dateLabel: label } : { label }),
    ...(type === 'select' ? { values: optionsOf(field) } : {}),
    ...(validate === null ? {} : { validate }),
    ...(isReadOnly(field) ? { readonly: true } : {}),
    ...(typeof initial === 'string' && !initial.includes('${') ? { defaultValue: initialValue(type, initial) } : {}),
  }
}

/** `<value id name/>` of an enumeration. */
function optionsOf(field: SourceElement): { label: string; value: string }[] {
  return childrenNamed(field, 'value').map((option) => ({ label: String(option.name ?? option.id ?? ''), value: String(option.id ?? '') }))
}

function initialValue(type: string, text: string): unknown {
  if (type === 'number') return Number(text)
  return type === 'checkbox' ? text === 'true' : text
}

function isReadOnly(field: SourceElement): boolean {
  return String(field.writable) === 'false' || constraints(field).has('readonly')
}

function constraints(field: SourceElement): Map<string, string> {
  const found = childrenNamed(field, 'validation').flatMap((validation) => childrenNamed(validation, 'constraint'))
  return new Map(found.map((constraint) => [String(constraint.name ?? ''), String(constraint.config ?? '')]))
}

const LIMITS: Readonly<Record<string, string>> = { min: 'min', max: 'max', minlength: 'minLength', maxlength: 'maxLength' }

function validationOf(field: SourceElement): Record<string, unknown> | null {
  const told = constraints(field)
  const validate: Record<string, unknown> = {}
  if (told.has('required') || String(field.required) === 'true') validate.required = true
  for (const [name, ours] of Object.entries(LIMITS)) {
    const limit = Number(told.get(name) ?? Number.NaN)
    if (Number.isFinite(limit)) validate[ours] = limit
  }
  return Object.keys(validate).length === 0 ? null : validate
}
