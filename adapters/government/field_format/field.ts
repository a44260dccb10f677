import { formatted, misfit, type Format, type FormatContext, type Formatted } from './formatted.js'

/** A field as the interface document lists it: one line of its table. */
export interface Field<Source> {
  /** JSON name. */
  name: string
  /** Its name in the document, for people: what a refusal speaks of. */
  label: string
  as: Format
  from: (source: Source) => unknown
  /** Of a field without a value: whether that is a fault. Of one that is `left out`: the value is not looked at. */
  need: (source: Source) => 'required' | 'optional' | 'left out'
}

type From<Source> = (source: Source) => unknown

/** Without a value the fact cannot be told. */
export const required = <Source>(name: string, label: string, as: Format, from: From<Source>): Field<Source> => ({ name, label, as, from, need: () => 'required' })
/** Without a value the field is left out. */
export const optional = <Source>(name: string, label: string, as: Format, from: From<Source>): Field<Source> => ({ name, label, as, from, need: () => 'optional' })
/** Required where the condition holds, left out where it does not. */
export const requiredIf = <Source>(name: string, label: string, as: Format, holds: (source: Source) => boolean, from: From<Source>): Field<Source> =>
  ({ name, label, as, from, need: (source) => (holds(source) ? 'required' : 'left out') })

/** A list of records inside a record, each by its own table. */
export const records = <Item>(fields: readonly Field<Item>[], most: number): Format => (value, context) => {
  const items = value as readonly Item[]
  if (items.length > most) return misfit(`超过 ${most} 条（现有 ${items.length} 条）`)
  const filled = items.map((item) => fillFields(fields, item, context))
  const faulty = filled.findIndex((one) => 'reasons' in one)
  const first = filled[faulty]
  if (first !== undefined && 'reasons' in first) return misfit(`第 ${faulty + 1} 条的${first.reasons[0]}`)
  return formatted(filled.map((one) => ('data' in one ? one.data : {})))
}

export type Filled = { data: Readonly<Record<string, unknown>> } | { reasons: readonly string[] }

/** A record by its table, or everything that is wrong with it. */
export function fillFields<Source>(fields: readonly Field<Source>[], source: Source, context: FormatContext): Filled {
  const reasons: string[] = []
  const data: Record<string, unknown> = {}
  for (const { name, label, as, from, need } of fields) {
    const needed = need(source)
    const value = needed === 'left out' ? null : from(source)
    const written: Formatted | null = isAbsent(value) ? null : as(value, context)
    if (written?.ok && !isAbsent(written.value)) data[name] = written.value
    else if (written?.ok === false) reasons.push(`“${label}”${written.reason}`)
    else if (needed === 'required') reasons.push(`“${label}”没有填写`)
  }
  return reasons.length === 0 ? { data } : { reasons }
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)
