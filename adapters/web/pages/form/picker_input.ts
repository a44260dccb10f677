import flatpickr from 'flatpickr'
import { Mandarin } from 'flatpickr/dist/l10n/zh.js'
import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { locale, t } from '../words/translate.js'

export interface PickerInputProps {
  id: string
  which: 'date' | 'time'
  /** `2026-11-22` or `09:30`; empty for nothing. */
  value: string
  minuteStep: number
  disabled: boolean
  invalid: boolean
  onChange(value: string): void
  onBlur(): void
  onFocus(): void
}

type Picker = flatpickr.Instance

/** Typed or picked; on a phone the phone's own picker. */
export function PickerInput({ id, which, value, minuteStep, disabled, invalid, onChange, onBlur, onFocus }: PickerInputProps) {
  const input = useRef<HTMLInputElement>(null)
  const picker = useRef<Picker | null>(null)
  // The picker is made once; it must always call the newest handler.
  const change = useRef(onChange)
  change.current = onChange

  useEffect(() => {
    const made = flatpickr(input.current!, {
      ...(which === 'time' ? { enableTime: true, noCalendar: true, time_24hr: true, dateFormat: 'H:i', minuteIncrement: minuteStep } : { dateFormat: 'Y-m-d' }),
      locale: locale.value === 'zh-CN' ? Mandarin : 'default',
      allowInput: true,
      static: true,
      onChange: (_dates, text) => change.current(text),
      // Half-typed dates are no news; the form says what is wrong with them.
      errorHandler: () => undefined,
    })
    picker.current = made
    return () => made.destroy()
  }, [which, minuteStep])

  useEffect(() => {
    if (picker.current && picker.current.input.value !== value) picker.current.setDate(value, false)
  }, [value])

  return h('input', {
    ref: input,
    id,
    type: 'text',
    class: 'fjs-input',
    placeholder: t(which === 'date' ? 'form.datePattern' : 'form.timePattern'),
    autocomplete: 'off',
    inputMode: 'numeric',
    disabled,
    'aria-invalid': invalid ? 'true' : undefined,
    onFocus,
    onBlur: (event: FocusEvent) => {
      change.current((event.target as HTMLInputElement).value)
      onBlur()
    },
  })
}
