import type { FormSchema } from '#forms/schema/form_schema'
import { readableRows } from '#forms/validation/readable_rows'
import { locale } from '../words/translate.js'

/** One field's label and value as people read them: labels of options, dates as `2026-11-22 09:30`. */
export function readableValue(
  field: Readonly<Record<string, unknown>>,
  value: unknown,
  data: Readonly<Record<string, unknown>>,
): { label: string; text: string } {
  // A form of this one field alone, beside the data that its options may come from.
  const alone = { ...field, key: 'shownValue', conditional: undefined, readonly: undefined, disabled: undefined }
  const schema = { type: 'default', components: [alone] } as unknown as FormSchema
  const row = readableRows(schema, { ...data, shownValue: value }, { locale: locale.value })[0]
  return { label: row?.label ?? '', text: row?.text ?? '' }
}
