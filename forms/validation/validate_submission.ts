import type { FormSchema } from '#forms/schema/form_schema'
import { isRecord, valueAt } from '#forms/schema/key_path'
import { acceptValue } from './accept_value.js'
import { accessFor, type Access } from './access.js'
import { buildValues } from './build_values.js'
import { checkField } from './check_field.js'
import { isUnchanged } from './equal_values.js'
import { fault, type Fault } from './fault.js'
import { initialValues } from './initial_values.js'
import { isOn } from './is_on.js'
import { isPreparedForm, prepareForm } from './prepare_form.js'
import type { PreparedForm } from './prepared_form.js'
import { settle, type FieldInstance, type ListInstance, type SettledForm } from './settle.js'
import { speak } from './speak.js'
import type { SubmissionOptions, SubmissionResult } from './submission.js'
import { takeSubmission, type Refusal, type TakenSubmission } from './take_submission.js'

const NOTHING: ReadonlySet<string> = new Set()

/**
 * Whether a submission may be merged into an instance's variables, and what is merged. Field by field (contract §7):
 * what a condition hides is ignored and its stored value removed; what the node's permissions do not let write keeps its
 * stored value, and a different one is refused; a key that the form does not know is refused. Never throws on any input.
 */
export function validateSubmission(
  form: FormSchema | PreparedForm,
  submitted: Record<string, unknown>,
  options: SubmissionOptions,
): SubmissionResult {
  const prepared = isPreparedForm(form) ? form : prepareForm(form)
  const say = (refusals: readonly Refusal[]): SubmissionResult => ({ ok: false, errors: refusals.map((one) => speak(one, options.locale)) })
  if (!isRecord(submitted)) return say([{ path: '', label: '', rows: [], fault: fault('E_FORM_NOT_AN_OBJECT', {}) }])

  const access = accessFor(options.permissions)
  const initial = initialValues(prepared.root.places, options.stored)
  const taken = takeSubmission(prepared.root.places, submitted, options.stored, initial, access)
  return options.mode === 'draft'
    ? finishDraft(prepared, taken, options, access, say)
    : finishSubmit(prepared, taken, initial, options, access, say)
}

type Say = (refusals: readonly Refusal[]) => SubmissionResult

function finishDraft(form: PreparedForm, taken: TakenSubmission, options: SubmissionOptions, access: Access, say: Say): SubmissionResult {
  const shown = showAll(form, taken.data, options.nowMs)
  const refusals = [...taken.refusals, ...faultsAt(shown, taken)]
  if (refusals.length > 0) return say(refusals)
  const { data, sent } = taken
  const input = { data, sent, stored: options.stored, access, hidden: NOTHING, locked: NOTHING, withDefaults: false }
  return { ok: true, values: buildValues(form.root.places, input).values, removed: [] }
}

/** Every field of a draft counts as shown: what is hidden now may be wanted again before it is submitted. */
function showAll(form: PreparedForm, data: Record<string, unknown>, nowMs: number): SettledForm {
  return settle(form, data, data, nowMs, { applyConditions: false })
}

function finishSubmit(
  form: PreparedForm,
  taken: TakenSubmission,
  initial: Record<string, unknown>,
  options: SubmissionOptions,
  access: Access,
  say: Say,
): SubmissionResult {
  const shown = settle(form, taken.data, initial, options.nowMs)
  const refusals = [...taken.refusals]
  const locked = new Set<string>()
  for (const instance of shown.visibleFields) {
    for (const one of checkInstance(instance, taken, initial, options, access, locked)) {
      refusals.push({ path: instance.path, label: instance.field.label, rows: instance.rows, fault: one })
    }
  }
  for (const instance of shown.visibleLists) {
    for (const one of checkRows(instance, taken, access)) {
      refusals.push({ path: instance.path, label: instance.list.label, rows: instance.rows, fault: one })
    }
  }
  if (refusals.length > 0) return say(refusals)
  const { data, sent } = taken
  const input = { data, sent, stored: options.stored, access, hidden: shown.hidden, locked, withDefaults: true }
  return { ok: true, ...buildValues(form.root.places, input) }
}

/** What is wrong with one shown field; notes it in `locked` where its value may not change as the form stands. */
function checkInstance(
  { field, path, value, view }: FieldInstance,
  taken: TakenSubmission,
  initial: Record<string, unknown>,
  options: SubmissionOptions,
  access: Access,
  locked: Set<string>,
): Fault[] {
  const refused = taken.faults.get(path)
  if (refused !== undefined) return [refused]
  if (access(field) !== 'write' || field.type === 'expression') return []
  const before = () => valueAtPath(initial, path)
  const isDisabled = isOn(field.disabled, view)
  if (isDisabled || isOn(field.readonly, view)) {
    if (taken.sent.has(path) && !isUnchanged(value, before())) return [fault('E_FORM_FIELD_NOT_WRITABLE', {})]
    if (isDisabled) {
      locked.add(path)
      return []
    }
  }
  if (!taken.sent.has(path)) {
    // stored values may be older than the form
    const accepted = acceptValue(field, value)
    if (!('value' in accepted)) return [accepted]
  }
  return checkField(field, value, before, view, options.stored)
}

function checkRows({ list, path, count }: ListInstance, taken: TakenSubmission, access: Access): Fault[] {
  const refused = taken.faults.get(path)
  if (refused !== undefined) return [refused]
  if (access(list) !== 'write') return []
  if (count < list.minItems) return [fault('E_FORM_TOO_FEW_ROWS', { limit: list.minItems })]
  return count > list.maxItems ? [fault('E_FORM_TOO_MANY_ROWS', { limit: list.maxItems })] : []
}

/** The type and permission faults of what is shown. */
function faultsAt(shown: SettledForm, taken: TakenSubmission): Refusal[] {
  const at = (path: string, label: string, rows: Refusal['rows']): Refusal[] => {
    const refused = taken.faults.get(path)
    return refused === undefined ? [] : [{ path, label, rows, fault: refused }]
  }
  return [
    ...shown.visibleFields.flatMap(({ field, path, rows }) => at(path, field.label, rows)),
    ...shown.visibleLists.flatMap(({ list, path, rows }) => at(path, list.label, rows)),
  ]
}

/** The value at a path with row numbers. */
function valueAtPath(data: Record<string, unknown>, path: string): unknown {
  if (!path.includes('.')) return data[path]
  let value: unknown = data
  for (const part of path.split('.')) value = Array.isArray(value) ? value[Number(part)] : valueAt(value, [part])
  return value
}
