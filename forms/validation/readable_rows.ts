import type { FieldPermissions, FormSchema } from '#forms/schema/form_schema'
import type { FormScope } from '#forms/schema/form_scope'
import { isRecord, ownValue, valueAt } from '#forms/schema/key_path'
import type { LocaleName } from '#forms/schema/locale'
import { accessFor, type Access } from './access.js'
import { readableDateTime } from './date_time_text.js'
import { isSameValue } from './equal_values.js'
import { initialValues } from './initial_values.js'
import { optionsOf } from './options.js'
import { isPreparedForm, prepareForm } from './prepare_form.js'
import type { PreparedField, PreparedForm, PreparedGroup, PreparedList, PreparedNode, PreparedTable } from './prepared_form.js'
import { plainValue } from './plain_value.js'
import { rootView, rowView, withoutHidden } from './settle.js'
import { visibleIn } from './visible_values.js'

const CHECKED = { 'zh-CN': ['否', '是'], en: ['No', 'Yes'] } as const
const SEPARATOR = { 'zh-CN': '、', en: ', ' } as const

/** One line of a form as people read it. A group or list has no text; what is in it is in `children`. */
export interface ReadableRow {
  kind: 'field' | 'group' | 'list' | 'item' | 'table'
  label: string
  text: string
  children?: ReadableRow[]
}

export interface ReadingOptions {
  permissions?: FieldPermissions
  /** For `today()` and `now()` in conditions; without it the epoch. */
  nowMs?: number
  locale?: LocaleName
}

/** What stays the same from top to bottom. */
interface Reading {
  access: Access
  data: Record<string, unknown>
  locale: LocaleName
}

/** Conditions see all data; labels and tables only what the reader may see. */
interface Views {
  conditions: FormScope
  contents: FormScope
}

/**
 * A form filled with data, top to bottom, for print and read-only pages: labels of options instead of their values, dates
 * as `2026-11-22 09:30`, a list as one item per row. What a condition hides, and what the reader may not see, is not there.
 */
export function readableRows(form: FormSchema | PreparedForm, data: Record<string, unknown>, options: ReadingOptions = {}): ReadableRow[] {
  const prepared = isPreparedForm(form) ? form : prepareForm(form)
  const nowMs = options.nowMs ?? 0
  const access = accessFor(options.permissions)
  const opened = initialValues(prepared.root.places, data, { withDefaults: false })
  const filtered = prepared.hasConditions ? { ...opened, ...withoutHidden(prepared, opened, nowMs) } : opened
  const views = { conditions: rootView(filtered, nowMs), contents: rootView(visibleIn(prepared.root.places, filtered, access), nowMs) }
  return readNodes(prepared.root.nodes, opened, views, { access, data, locale: options.locale ?? 'zh-CN' })
}

function readNodes(nodes: readonly PreparedNode[], object: Record<string, unknown>, views: Views, reading: Reading): ReadableRow[] {
  return nodes.flatMap((node): ReadableRow[] => {
    if (node.hide?.holds(views.conditions)) return []
    switch (node.kind) {
      case 'field':
        return readField(node, object, views, reading)
      case 'group':
        return readGroup(node, object, views, reading)
      case 'list':
        return readList(node, object, views, reading)
      case 'table':
        return [readTable(node, views.contents)]
    }
  })
}

function readField(field: PreparedField, object: Record<string, unknown>, views: Views, reading: Reading): ReadableRow[] {
  if (reading.access(field) === 'hidden' || field.type === 'expression') return []
  const text = readableText(field, valueAt(object, field.path), views.conditions, reading)
  return [{ kind: 'field', label: labelNow(field, views.contents), text }]
}

function readGroup(group: PreparedGroup, object: Record<string, unknown>, views: Views, reading: Reading): ReadableRow[] {
  const children = readNodes(group.nodes, object, views, reading)
  if (children.length === 0) return []
  const label = labelNow(group, views.contents)
  return label === '' ? children : [{ kind: 'group', label, text: '', children }]
}

function readList(list: PreparedList, object: Record<string, unknown>, views: Views, reading: Reading): ReadableRow[] {
  const value = valueAt(object, list.path)
  const rows: unknown[] = Array.isArray(value) ? value : []
  const items = rows.map((row, index): ReadableRow => {
    const item = isRecord(row) ? row : {}
    const inRow = {
      conditions: rowView(views.conditions, item, index),
      contents: rowView(views.contents, visibleIn(list.row.places, item, reading.access), index),
    }
    return { kind: 'item', label: String(index + 1), text: '', children: readNodes(list.row.nodes, item, inRow, reading) }
  })
  if (reading.access(list) === 'hidden' && items.every((item) => item.children?.length === 0)) return []
  return [{ kind: 'list', label: labelNow(list, views.contents), text: '', children: items }]
}

function readTable(table: PreparedTable, view: FormScope): ReadableRow {
  const source = plainValue(table.dataSource?.evaluate(view) ?? null)
  const computed = plainValue(table.columnsExpression?.evaluate(view) ?? null)
  const columns = (Array.isArray(computed) ? computed : (table.component.columns ?? [])).filter(isRecord)
  const rows = Array.isArray(source) ? source.filter(isRecord) : []
  const children = rows.map((row, index): ReadableRow => ({
    kind: 'item',
    label: String(index + 1),
    text: '',
    children: columns.map(({ key, label }) => ({ kind: 'field', label: String(label ?? key), text: cellText(ownValue(row, String(key))) })),
  }))
  return { kind: 'table', label: labelNow(table, view), text: '', children }
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(plainValue(value)) : String(value)
}

/** A label that may be computed. */
function labelNow(node: PreparedNode, view: FormScope): string {
  const computed = node.labelExpression?.evaluate(view)
  return typeof computed === 'string' ? computed : node.label
}

/** A field's value as people read it; nothing is an empty text. */
function readableText(field: PreparedField, value: unknown, view: FormScope, { data: stored, locale }: Reading): string {
  if (field.type === 'checkbox') return CHECKED[locale][value === true ? 1 : 0]
  if (value === undefined || value === null || value === '') return ''
  switch (field.type) {
    case 'radio':
    case 'select':
      return optionText(field, value, view, stored)
    case 'checklist':
    case 'taglist':
      return Array.isArray(value) ? value.map((one) => optionText(field, one, view, stored)).join(SEPARATOR[locale]) : cellText(value)
    case 'datetime':
      return typeof value === 'string' ? readableDateTime(value) : cellText(value)
    case 'filepicker':
      return Array.isArray(value) ? value.map((file) => cellText(ownValue(file, 'name'))).join(SEPARATOR[locale]) : ''
    default:
      return cellText(value)
  }
}

/** The option's label; a value that is no option any more is shown as it is. */
function optionText(field: PreparedField, value: unknown, view: FormScope, stored: Record<string, unknown>): string {
  return optionsOf(field, view, stored).find((option) => isSameValue(option.value, value))?.label ?? cellText(value)
}
