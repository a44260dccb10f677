import { test } from '@japa/runner'
import type { FieldPermissions, FormComponent, FormSchema } from '#forms/schema/form_schema'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { mergeSubmission } from '#forms/validation/merge_submission'
import { validateSubmission } from '#forms/validation/validate_submission'

const text = (key: string, more: Partial<FormComponent> = {}) => ({ type: 'textfield', key, label: key, ...more }) as FormComponent
const form = (...components: FormComponent[]): FormSchema => {
  const parsed = parseFormSchema({ type: 'default', components })
  if (parsed.schema === null) throw new Error(JSON.stringify(parsed.problems))
  return parsed.schema
}

interface Case {
  title: string
  form: FormSchema
  stored?: Record<string, unknown>
  permissions?: FieldPermissions
  submitted: Record<string, unknown>
  mode?: 'submit' | 'draft'
  /** The variables afterwards, or path and code of each refusal. */
  merged?: Record<string, unknown>
  removed?: string[]
  refused?: [string, string][]
}

const TWO = form(text('a'), text('b', { validate: { required: true } } as Partial<FormComponent>))
const HIDING = form(text('kind'), text('detail', { conditional: { hide: '=kind = "none"' }, validate: { required: true } } as Partial<FormComponent>))
const GROUP = form({ type: 'group', path: 'owner', conditional: { hide: '=off' }, components: [text('name'), text('phone')] } as FormComponent, { type: 'checkbox', key: 'off' })
const LIST = form({ type: 'dynamiclist', path: 'rows', label: '行', components: [text('x'), text('y', { conditional: { hide: '=this.x = "no"' } })] } as FormComponent)

const CASES: Case[] = [
  { title: 'a sent value is written, a stored one that is not sent stays', form: TWO, stored: { a: '1', b: '2', other: 3 }, submitted: { b: '4' }, merged: { a: '1', b: '4', other: 3 } },
  { title: 'a required field may be satisfied by what is stored', form: TWO, stored: { b: '2' }, submitted: { a: 'x' }, merged: { a: 'x', b: '2' } },
  { title: 'a value that a condition hides is ignored', form: HIDING, submitted: { kind: 'none', detail: 'smuggled' }, merged: { kind: 'none' }, removed: [] },
  { title: 'and the stored one removed', form: HIDING, stored: { detail: 'old' }, submitted: { kind: 'none' }, merged: { kind: 'none' }, removed: ['detail'] },
  { title: 'also when its type is wrong', form: HIDING, submitted: { kind: 'none', detail: 5 }, merged: { kind: 'none' } },
  { title: 'a field of a hidden group goes with it', form: GROUP, stored: { owner: { name: 'n', phone: 'p' } }, submitted: { off: true, owner: { name: 'z' } }, merged: { off: true }, removed: ['owner.name', 'owner.phone', 'owner'] },
  { title: 'but what other forms keep in the same context stays', form: GROUP, stored: { owner: { name: 'n', id: 7 } }, submitted: { off: true }, merged: { off: true, owner: { id: 7 } }, removed: ['owner.name'] },
  { title: 'a hidden cell of a row goes', form: LIST, stored: { rows: [{ x: 'a', y: 'b' }] }, submitted: { rows: [{ x: 'no', y: 'b' }] }, merged: { rows: [{ x: 'no' }] }, removed: ['rows.0.y'] },
  { title: 'rows can be removed and added', form: LIST, stored: { rows: [{ x: 'a', y: 'b' }, { x: 'c' }] }, submitted: { rows: [{ x: 'd', y: 'e' }] }, merged: { rows: [{ x: 'd', y: 'e' }] } },
  { title: 'a list can be emptied', form: LIST, stored: { rows: [{ x: 'a' }] }, submitted: { rows: [] }, merged: { rows: [] } },
  { title: 'a stored value of another type must be entered anew', form: TWO, stored: { a: { old: 1 }, b: '2' }, submitted: {}, refused: [['a', 'E_FORM_WRONG_TYPE']] },
  { title: 'a key that the form does not know is refused', form: TWO, submitted: { b: '1', c: '2' }, refused: [['c', 'E_FORM_UNKNOWN_FIELD']] },
  { title: 'also inside a group and a row', form: form(...GROUP.components, ...LIST.components), submitted: { owner: { q: 1 }, rows: [{ z: 1 }] }, refused: [['owner.q', 'E_FORM_UNKNOWN_FIELD'], ['rows.0.z', 'E_FORM_UNKNOWN_FIELD']] },
  { title: 'a read field keeps its value; the same one is ignored', form: TWO, stored: { a: '1', b: '2' }, permissions: { a: 'read' }, submitted: { a: '1', b: '3' }, merged: { a: '1', b: '3' } },
  { title: 'a different one is refused', form: TWO, stored: { a: '1', b: '2' }, permissions: { a: 'read' }, submitted: { a: '9' }, refused: [['a', 'E_FORM_FIELD_NOT_WRITABLE']] },
  { title: 'a hidden field likewise', form: TWO, stored: { a: '1', b: '2' }, permissions: { a: 'hidden' }, submitted: { a: '9' }, refused: [['a', 'E_FORM_FIELD_NOT_WRITABLE']] },
  { title: 'nothing and empty are the same value', form: TWO, stored: { b: '2' }, permissions: { a: 'hidden' }, submitted: { a: '' }, merged: { b: '2' } },
  { title: 'a field hidden by permission is never required', form: TWO, permissions: { b: 'hidden' }, submitted: { a: '1' }, merged: { a: '1' } },
  { title: 'nor is one that may only be read', form: TWO, permissions: { '*': 'read', a: 'write' }, submitted: { a: '1' }, merged: { a: '1' } },
  { title: 'a condition does not remove what may not be written here', form: HIDING, stored: { detail: 'old' }, permissions: { detail: 'hidden' }, submitted: { kind: 'none' }, merged: { kind: 'none', detail: 'old' } },
  { title: 'a condition on a field hidden by permission sees its true value', form: HIDING, stored: { kind: 'none' }, permissions: { kind: 'hidden' }, submitted: {}, merged: { kind: 'none' } },
  { title: "a row keeps its column that may not be written", form: LIST, stored: { rows: [{ x: 'a', y: 'secret' }] }, permissions: { 'rows.y': 'hidden' }, submitted: { rows: [{ x: 'b' }, { x: 'c' }] }, merged: { rows: [{ x: 'b', y: 'secret' }, { x: 'c' }] } },
  { title: 'so such rows cannot be removed', form: LIST, stored: { rows: [{ x: 'a', y: 's' }, { x: 'b', y: 't' }] }, permissions: { 'rows.y': 'hidden' }, submitted: { rows: [{ x: 'b' }] }, refused: [['rows', 'E_FORM_ROWS_FIXED']] },
  { title: 'nor rows in which another form keeps something', form: LIST, stored: { rows: [{ x: 'a', checked: true }, { x: 'b', checked: true }] }, submitted: { rows: [{ x: 'b' }] }, refused: [['rows', 'E_FORM_ROWS_FIXED']] },
  { title: 'which stays where it is', form: LIST, stored: { rows: [{ x: 'a', checked: true }] }, submitted: { rows: [{ x: 'b' }] }, merged: { rows: [{ x: 'b', checked: true }] } },
  { title: 'and may be sent along unchanged', form: LIST, stored: { rows: [{ x: 'a', checked: true }] }, submitted: { rows: [{ x: 'b', checked: true }] }, merged: { rows: [{ x: 'b', checked: true }] } },
  { title: 'but not changed', form: LIST, stored: { rows: [{ x: 'a', checked: true }] }, submitted: { rows: [{ x: 'b', checked: false }] }, refused: [['rows.0.checked', 'E_FORM_UNKNOWN_FIELD']] },
  { title: 'a list that may only be read keeps its rows', form: LIST, stored: { rows: [{ x: 'a' }] }, permissions: { rows: 'read' }, submitted: { rows: [{ x: 'a' }, { x: 'b' }] }, refused: [['rows', 'E_FORM_ROWS_FIXED']] },
  { title: 'but one column of it may be written', form: LIST, stored: { rows: [{ x: 'a', y: 'b' }] }, permissions: { rows: 'read', 'rows.y': 'write' }, submitted: { rows: [{ x: 'a', y: 'c' }] }, merged: { rows: [{ x: 'a', y: 'c' }] } },
  { title: 'a default value is written where nothing is stored', form: form(text('a', { defaultValue: 'd' } as Partial<FormComponent>)), submitted: {}, merged: { a: 'd' } },
  { title: 'but not over a stored one', form: form(text('a', { defaultValue: 'd' } as Partial<FormComponent>)), stored: { a: 's' }, submitted: {}, merged: { a: 's' } },
  { title: 'a computed field is computed here, whatever is sent', form: form({ type: 'number', key: 'n' }, { type: 'expression', key: 'twice', expression: '=n * 2' }), submitted: { n: 4, twice: 1000 }, merged: { n: 4, twice: 8 } },
  { title: 'also where the clerk may only read it', form: form({ type: 'number', key: 'n' }, { type: 'expression', key: 'twice', expression: '=n * 2' }), stored: { twice: 2 }, permissions: { '*': 'read', n: 'write' }, submitted: { n: 4 }, merged: { n: 4, twice: 8 } },
  { title: 'a computed cell keeps no row from being removed', form: form({ type: 'dynamiclist', path: 'rows', components: [{ type: 'number', key: 'n' }, { type: 'expression', key: 'twice', expression: '=this.n * 2' }] } as FormComponent), stored: { rows: [{ n: 1, twice: 2 }, { n: 2, twice: 4 }] }, permissions: { 'rows.twice': 'read' }, submitted: { rows: [{ n: 3 }] }, merged: { rows: [{ n: 3, twice: 6 }] } },
  { title: 'a date computed by FEEL is written as text', form: form({ type: 'expression', key: 'd', expression: '=date("2026-11-22") + duration("P1D")' }), submitted: {}, merged: { d: '2026-11-23' } },
  { title: 'a disabled field cannot be changed', form: form(text('a', { disabled: true } as Partial<FormComponent>)), stored: { a: '1' }, submitted: { a: '2' }, refused: [['a', 'E_FORM_FIELD_NOT_WRITABLE']] },
  { title: 'a draft may be incomplete, and keeps what is hidden', form: HIDING, mode: 'draft', submitted: { kind: 'none', detail: 'x' }, merged: { kind: 'none', detail: 'x' } },
  { title: 'but not of the wrong type', form: TWO, mode: 'draft', submitted: { a: 1 }, refused: [['a', 'E_FORM_WRONG_TYPE']] },
  { title: 'nor with unknown keys', form: TWO, mode: 'draft', submitted: { q: 1 }, refused: [['q', 'E_FORM_UNKNOWN_FIELD']] },
  { title: 'nor over what may not be written', form: TWO, mode: 'draft', stored: { a: '1' }, permissions: { a: 'read' }, submitted: { a: '2' }, refused: [['a', 'E_FORM_FIELD_NOT_WRITABLE']] },
]

test.group('merging a submission', () => {
  for (const { title, form: schema, stored = {}, permissions, submitted, mode = 'submit', merged, removed, refused } of CASES) {
    test(title, ({ assert }) => {
      const before = structuredClone(stored)
      const result = validateSubmission(schema, submitted, { stored, mode, nowMs: 0, ...(permissions ? { permissions } : {}) })
      assert.deepEqual(stored, before)
      if (refused !== undefined) {
        assert.deepEqual(result.ok ? [] : result.errors.map(({ path, code }) => [path, code]), refused)
        return
      }
      assert.isTrue(result.ok, JSON.stringify(result))
      if (!result.ok) return
      assert.deepEqual(mergeSubmission(stored, result), merged)
      if (removed !== undefined) assert.deepEqual(result.removed, removed)
    })
  }

  test('a refusal names the list, the row and the field, and what to do', ({ assert }) => {
    const schema = form({ type: 'dynamiclist', path: 'staff', label: '从业人员', components: [text('name', { label: '姓名', validate: { required: true } } as Partial<FormComponent>)] } as FormComponent)
    const result = validateSubmission(schema, { staff: [{ name: '甲' }, { name: '' }] }, { stored: {}, mode: 'submit', nowMs: 0 })
    assert.deepEqual(result, { ok: false, errors: [{ path: 'staff.1.name', code: 'E_FORM_REQUIRED', message: '“从业人员(第 2 行)·姓名”为必填项，请填写。' }] })
    const english = validateSubmission(schema, { staff: [{ name: '' }] }, { stored: {}, mode: 'submit', nowMs: 0, locale: 'en' })
    assert.equal(english.ok ? '' : english.errors[0]!.message, '"从业人员 (row 1) · 姓名" is required. Fill it in.')
  })
})
