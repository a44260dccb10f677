import type { AttachmentReference } from '#forms/schema/form_schema'
import { h, type ComponentType } from 'preact'
import { t } from '../words/translate.js'
import { createDatetimeField } from './datetime_field.js'
import { createFilesField } from './files_field.js'
import { dataOf } from './form_internals.js'
import { readableValue } from './readable_value.js'

/** What the fields of a form need from the page around them. */
export interface FieldServices {
  /** `accept` = what the field takes, as the form says it. */
  upload(file: File, accept?: string): Promise<AttachmentReference>
  preview(file: AttachmentReference): void
}

/** What form-js hands to each field it draws. */
export interface FieldProps {
  field: { type: string; id: string; key?: string; label?: string; [property: string]: unknown }
  value: unknown
  readonly: boolean
  disabled: boolean
  errors: string[]
  domId: string
  fieldInstance?: { valuePath: (string | number)[] } | null
  onChange(update: { value: unknown }): void
  onBlur(): void
  onFocus(): void
}

export type FieldComponent = ComponentType<FieldProps> & { config: { type: string; keyed?: boolean } }

interface FormFields {
  get(type: string): FieldComponent
  register(type: string, field: FieldComponent): void
}

const INPUT_TYPES = ['textfield', 'textarea', 'number', 'datetime', 'checkbox', 'checklist', 'radio', 'select', 'taglist', 'filepicker']

/**
 * A form-js module that gives every field the house's look: what may only be read stands as text instead of a grey input, what
 * differs from the stored value is marked, dates use the browser's own picker and files go to the attachment store.
 */
export function fieldLooks(services: FieldServices, stored: Record<string, unknown>): object {
  class FieldLooks {
    static $inject = ['formFields', 'form']

    constructor(formFields: FormFields, form: unknown) {
      formFields.register('datetime', createDatetimeField(formFields.get('datetime')))
      formFields.register('filepicker', createFilesField(formFields.get('filepicker'), services))
      for (const type of INPUT_TYPES) formFields.register(type, dressed(formFields.get(type), stored, form))
    }
  }
  return { __init__: ['fieldLooks'], fieldLooks: ['type', FieldLooks] }
}

function dressed(original: FieldComponent, stored: Record<string, unknown>, form: unknown): FieldComponent {
  const Dressed = (props: FieldProps) => {
    const path = props.fieldInstance?.valuePath ?? []
    const isText = props.readonly && props.field.type !== 'filepicker'
    const isChanged = !props.readonly && differs(props.value, valueAt(stored, path) ?? props.field.defaultValue)
    return h(
      'div',
      { class: isChanged ? 'field changed' : 'field', 'data-path': path.join('.'), title: isChanged ? t('form.changed') : undefined },
      isText ? h(ReadField, { ...props, data: dataOf(form) }) : h(original, props),
    )
  }
  return Object.assign(Dressed, { config: original.config }) as FieldComponent
}

function ReadField({ field, value, data }: FieldProps & { data: Record<string, unknown> }) {
  const { label, text } = readableValue(field, value, data)
  return h('dl', { class: 'fjs-form-field read-field' }, h('dt', null, label), h('dd', null, text || '—'))
}

function valueAt(record: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined), record)
}

/** Nothing typed, an empty text, an empty choice and an unticked box all mean "nothing". */
function differs(now: unknown, before: unknown): boolean {
  const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)
  if (isNothing(now) && isNothing(before)) return false
  return JSON.stringify(now) !== JSON.stringify(before)
}
