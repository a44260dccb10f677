import { Description, Errors, Label } from '@bpmn-io/form-js-viewer'
import { h, type ComponentType } from 'preact'
import { countyText, parseCountyText, type Subtype, type TimeFormat } from './county_time.js'
import type { FieldComponent, FieldProps } from './field_looks.js'
import { PickerInput } from './picker_input.js'

const Described = Description as ComponentType<Record<string, unknown>>
const Labelled = Label as ComponentType<Record<string, unknown>>
const Faults = Errors as ComponentType<Record<string, unknown>>

interface DatetimeProperties {
  label?: string
  subtype?: Subtype
  dateLabel?: string
  timeLabel?: string
  description?: string
  timeInterval?: number
  timeSerializingFormat?: TimeFormat
  validate?: { required?: boolean }
}

/** Dates as `2026-11-22` and times as `09:30` on every machine; the viewer's own field follows the language of the browser. */
export function createDatetimeField(original: FieldComponent): FieldComponent {
  const DatetimeField = ({ field, value, disabled, readonly, errors = [], domId, onChange, onBlur, onFocus }: FieldProps) => {
    const { label, subtype = 'date', dateLabel, timeLabel, description, timeInterval, timeSerializingFormat, validate } = field as DatetimeProperties
    const now = parseCountyText(value, subtype)

    const part = (which: 'date' | 'time', partLabel: string | undefined) => {
      const id = `${domId}-${which}`
      const change = (text: string): void => onChange({ value: countyText({ ...now, [which]: text }, subtype, timeSerializingFormat) })
      return h(
        'div',
        { class: 'datetime-part' },
        h(Labelled, { htmlFor: id, label: partLabel, required: validate?.required === true, collapseOnEmpty: false }),
        h(
          'div',
          { class: `fjs-input-group${errors.length > 0 ? ' hasErrors' : ''}` },
          h(PickerInput, { id, which, value: now[which], minuteStep: timeInterval ?? 5, disabled: disabled || readonly, invalid: errors.length > 0, onChange: change, onBlur, onFocus }),
        ),
      )
    }

    return h(
      'div',
      { class: `fjs-form-field fjs-form-field-datetime${errors.length > 0 ? ' fjs-has-errors' : ''}${disabled ? ' fjs-disabled' : ''}` },
      h('div', { class: 'datetime-parts' }, subtype === 'time' ? null : part('date', dateLabel ?? label), subtype === 'date' ? null : part('time', timeLabel ?? label)),
      h(Described, { id: `${domId}-description`, description }),
      h(Faults, { id: `${domId}-error-message`, errors }),
    )
  }
  return Object.assign(DatetimeField, { config: original.config }) as FieldComponent
}
