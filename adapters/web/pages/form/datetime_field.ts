import { Description, Errors, Label } from '@bpmn-io/form-js-viewer'
import { h, type ComponentType } from 'preact'
import type { FieldComponent, FieldProps } from './field_looks.js'
import { countyText, parseCountyText, type Subtype, type TimeFormat } from './county_time.js'

const Described = Description as ComponentType<Record<string, unknown>>
const Labelled = Label as ComponentType<Record<string, unknown>>
const Faults = Errors as ComponentType<Record<string, unknown>>

interface DatetimeProperties {
  subtype?: Subtype
  dateLabel?: string
  timeLabel?: string
  description?: string
  timeInterval?: number
  timeSerializingFormat?: TimeFormat
  validate?: { required?: boolean }
}

/** Dates and times by the browser's own picker: in the clerk's language, with the keyboard, and by thumb on a phone. */
export function createDatetimeField(original: FieldComponent): FieldComponent {
  const DatetimeField = ({ field, value, disabled, readonly, errors = [], domId, onChange, onBlur, onFocus }: FieldProps) => {
    const properties = field as DatetimeProperties
    const subtype = properties.subtype ?? 'date'
    const now = parseCountyText(value, subtype)
    const isRequired = properties.validate?.required === true

    const input = (part: 'date' | 'time', label: string | undefined) => {
      const id = `${domId}-${part}`
      return h(
        'div',
        { class: 'datetime-part' },
        h(Labelled, { htmlFor: id, label, required: isRequired, collapseOnEmpty: false }),
        h(
          'div',
          { class: `fjs-input-group${errors.length > 0 ? ' hasErrors' : ''}` },
          h('input', {
            id,
            type: part,
            class: 'fjs-input',
            value: now[part],
            step: part === 'time' ? (properties.timeInterval ?? 1) * 60 : undefined,
            disabled,
            readOnly: readonly,
            required: isRequired,
            'aria-invalid': errors.length > 0 ? 'true' : undefined,
            onFocus,
            onBlur,
            onChange: (event: Event) => {
              const typed = { ...now, [part]: (event.target as HTMLInputElement).value }
              onChange({ value: countyText(typed, subtype, properties.timeSerializingFormat) })
            },
          }),
        ),
      )
    }

    return h(
      'div',
      { class: `fjs-form-field fjs-form-field-datetime${errors.length > 0 ? ' fjs-has-errors' : ''}${disabled ? ' fjs-disabled' : ''}` },
      h(
        'div',
        { class: 'datetime-parts' },
        subtype === 'time' ? null : input('date', properties.dateLabel ?? field.label),
        subtype === 'date' ? null : input('time', properties.timeLabel ?? field.label),
      ),
      h(Described, { id: `${domId}-description`, description: properties.description }),
      h(Faults, { id: `${domId}-error-message`, errors }),
    )
  }
  return Object.assign(DatetimeField, { config: original.config }) as FieldComponent
}
