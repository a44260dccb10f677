/**
 * Which fields show, and what the computed ones hold, once everything that was sent is in the form. The rules are those
 * of form-js, so that page and server see the same form:
 *
 * 1. Every condition is evaluated on the data as they are; what it hides is taken out. At the top level a field that was
 *    taken out reads as it was when the form was opened.
 * 2. On these filtered data every condition is evaluated again: that decides what shows. A row of a list stays as it is.
 *
 * Computed fields are evaluated on the filtered data; both steps are repeated until no computed value changes. Cycles are
 * refused by `parseFormSchema`, so this ends after as many rounds as computed fields depend on each other.
 */
import type { FormScope } from '#forms/schema/form_scope'
import { isRecord, valueAt } from '#forms/schema/key_path'
import { isSameValue } from './equal_values.js'
import { plainValue } from './plain_value.js'
import type { PreparedField, PreparedForm, PreparedList, PreparedNode, PreparedScope } from './prepared_form.js'
import { below, type RowsAround } from './rows_around.js'

const MAX_ROUNDS = 50

/** One field as it stands in the form, in its row. */
export interface FieldInstance {
  field: PreparedField
  path: string
  value: unknown
  rows: RowsAround
  /** What its expressions see. */
  view: FormScope
}

export interface ListInstance {
  list: PreparedList
  path: string
  count: number
  rows: RowsAround
}

export interface SettledForm {
  visibleFields: FieldInstance[]
  visibleLists: ListInstance[]
  /** Paths of the fields and lists that a condition hides, their contents not listed. */
  hidden: Set<string>
}

/** Settles the form; computed values are written into `data`. */
export function settle(
  form: PreparedForm,
  data: Record<string, unknown>,
  initial: Record<string, unknown>,
  nowMs: number,
  { applyConditions = true } = {},
): SettledForm {
  if (!applyConditions) return look(form, data, data, nowMs, false)
  for (let round = 0; ; round += 1) {
    const filtered = form.hasConditions ? { ...initial, ...withoutHidden(form, data, nowMs) } : data
    const settled = look(form, data, filtered, nowMs, true)
    if (!form.hasComputed || round === MAX_ROUNDS || !compute(settled, data)) return settled
  }
}

/** Step 2: what shows, row by row. */
function look(
  form: PreparedForm,
  data: Record<string, unknown>,
  filtered: Record<string, unknown>,
  nowMs: number,
  applyConditions: boolean,
): SettledForm {
  const settled: SettledForm = { visibleFields: [], visibleLists: [], hidden: new Set() }
  const visit = (nodes: readonly PreparedNode[], object: Record<string, unknown>, view: FormScope, at: string, rows: RowsAround, hidden: boolean) => {
    for (const node of nodes) {
      if (node.kind === 'table') continue
      const isHidden = hidden || (applyConditions && (node.hide?.holds(view) ?? false))
      if (node.kind === 'group') {
        visit(node.nodes, object, view, at, rows, isHidden)
        continue
      }
      const path = below(at, node.pathText)
      if (isHidden) {
        settled.hidden.add(path)
        continue
      }
      const value = node.path.length === 1 ? object[node.path[0]!] : valueAt(object, node.path)
      if (node.kind === 'field') {
        settled.visibleFields.push({ field: node, path, value, rows, view })
        continue
      }
      const items = rowsOf(value)
      settled.visibleLists.push({ list: node, path, count: items.length, rows })
      items.forEach((item, index) => {
        visit(node.row.nodes, item, rowView(view, item, index), below(path, index), [...rows, { list: node, index }], false)
      })
    }
  }
  visit(form.root.nodes, data, rootView(filtered, nowMs), '', [], false)
  return settled
}

/** Writes the values of the visible computed fields; says whether any changed. */
function compute(settled: SettledForm, data: Record<string, unknown>): boolean {
  let isChanged = false
  for (const { field, path, value, view } of settled.visibleFields) {
    if (field.type !== 'expression') continue
    const computed = plainValue(field.expression?.evaluate(view))
    if (isSameValue(computed, value)) continue
    write(data, path.split('.'), computed)
    isChanged = true
  }
  return isChanged
}

/** Sets a value at a path whose contexts and rows all exist. */
function write(data: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let inside = data
  for (const part of path.slice(0, -1)) inside = inside[part] as Record<string, unknown>
  inside[path.at(-1)!] = value
}

/** Step 1: the data without what conditions hide, evaluated on the data themselves. */
export function withoutHidden(form: PreparedForm, data: Record<string, unknown>, nowMs: number): Record<string, unknown> {
  const result = cleared(form.root, data, rootView(data, nowMs))
  return result ?? {}
}

/** The object without hidden values, the very same object if nothing is hidden; undefined if nothing is left in it. */
function cleared(scope: PreparedScope, object: Record<string, unknown>, view: FormScope): Record<string, unknown> | undefined {
  let copy: Record<string, unknown> | undefined = object
  const visit = (nodes: readonly PreparedNode[], hidden: boolean): void => {
    for (const node of nodes) {
      if (node.kind === 'table') continue
      const isHidden = hidden || (node.hide?.holds(view) ?? false)
      if (node.kind === 'group') visit(node.nodes, isHidden)
      else if (isHidden) copy = copy && replaced(copy, node.path, undefined)
      else if (node.kind === 'list' && copy !== undefined) {
        const rows = rowsOf(valueAt(object, node.path))
        const left = rows.map((row, index) => cleared(node.row, row, rowView(view, row, index)))
        if (left.some((row, index) => row !== rows[index])) {
          copy = replaced(copy, node.path, left.every((row) => row === undefined) ? undefined : left)
        }
      }
    }
  }
  visit(scope.nodes, false)
  return copy
}

/** A copy with the value at the path replaced; contexts that lose their last value go too. */
function replaced(object: Record<string, unknown>, path: readonly string[], value: unknown): Record<string, unknown> | undefined {
  const [key, ...rest] = path
  const inside = object[key!]
  const next = rest.length === 0 ? value : isRecord(inside) ? replaced(inside, rest, value) : inside
  const copy = { ...object }
  if (next === undefined) delete copy[key!]
  else copy[key!] = next
  return Object.keys(copy).length === 0 ? undefined : copy
}

export function rootView(data: Record<string, unknown>, nowMs: number): FormScope {
  return { data, this: data, parent: null, i: [], nowMs }
}

export function rowView(view: FormScope, row: unknown, index: number): FormScope {
  return { data: view.data, this: row, parent: view, i: [...view.i, index + 1], nowMs: view.nowMs }
}

export function rowsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((row) => (isRecord(row) ? row : {})) : []
}
