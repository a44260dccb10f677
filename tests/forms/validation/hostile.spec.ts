import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { mergeSubmission } from '#forms/validation/merge_submission'
import { prepareForm } from '#forms/validation/prepare_form'
import { readableRows } from '#forms/validation/readable_rows'
import type { SubmissionOptions } from '#forms/validation/submission'
import { validateSubmission } from '#forms/validation/validate_submission'
import { visibleValues } from '#forms/validation/visible_values'
import { fixture, fixtures } from './form_schemas.js'

const AT: Pick<SubmissionOptions, 'mode' | 'nowMs'> = { mode: 'submit', nowMs: Date.UTC(2026, 10, 22) }
const FORMS = fixtures().map(({ name, json }) => ({ name, form: prepareForm(parseFormSchema(json).schema!) }))

/** Any JSON under keys that the fixtures really have, and under keys that nobody should have. */
const anyJson = fc.jsonValue({ maxDepth: 4 })
const keys = fc.constantFrom('name', 'area', 'staff', 'owner', 'rows', 'kinds', 'licence', 'cars', 'building', 'deep', 'flat', 'kind', 'openOn', 'disabled', '__proto__', 'constructor', 'toString', 'prototype', 'price', 'items')
const anyRecord = fc.array(fc.tuple(keys, fc.oneof(anyJson, fc.dictionary(keys, anyJson), fc.array(fc.dictionary(keys, anyJson), { maxLength: 3 })))).map((entries) => {
  const record: Record<string, unknown> = {}
  for (const [key, value] of entries) Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
  return record
})

test.group('hostile submissions', () => {
  test('whatever is sent and stored, the validator answers, and nothing is polluted', ({ assert }) => {
    const modes = fc.constantFrom('submit' as const, 'draft' as const)
    const permissions = fc.option(fc.dictionary(fc.oneof(keys, fc.constant('*')), fc.constantFrom('write' as const, 'read' as const, 'hidden' as const)), { nil: undefined })
    fc.assert(
      fc.property(fc.constantFrom(...FORMS), anyRecord, anyRecord, modes, permissions, ({ form }, submitted, stored, mode, access) => {
        const result = validateSubmission(form, submitted, { ...AT, mode, stored, ...(access ? { permissions: access } : {}) })
        if (result.ok) {
          assert.isFalse(hasReservedKey(result.values))
          mergeSubmission(stored, result)
        } else {
          for (const error of result.errors) assert.match(error.message, /[\u4e00-\u9fa5]/)
        }
        readableRows(form, stored, access ? { permissions: access } : {})
        visibleValues(form, stored, access)
        assert.isUndefined(({} as Record<string, unknown>).polluted)
        assert.deepEqual(Object.keys(Object.prototype), [])
      }),
      { numRuns: 1500, seed: 7 },
    )
  })

  for (const submitted of [null, undefined, 5, 'text', [], true, () => 1]) {
    test(`${String(submitted)} instead of an object is refused`, ({ assert }) => {
      const result = validateSubmission(FORMS[0]!.form, submitted as unknown as Record<string, unknown>, { ...AT, stored: {} })
      assert.deepEqual(result.ok ? [] : result.errors.map(({ code }) => code), ['E_FORM_NOT_AN_OBJECT'])
    })
  }

  test('own __proto__ and constructor keys are unknown fields', ({ assert }) => {
    const submitted = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"staff":[{"name":"甲","__proto__":{"polluted":1}}]}') as Record<string, unknown>
    const result = validateSubmission(prepareForm(parseFormSchema(fixture('every_component')).schema!), submitted, { ...AT, stored: {} })
    const unknown = result.ok ? [] : result.errors.filter(({ code }) => code === 'E_FORM_UNKNOWN_FIELD').map(({ path }) => path)
    assert.deepEqual(unknown, ['__proto__', 'constructor', 'staff.0.__proto__'])
  })

  test('ten thousand rows are refused at once', ({ assert }) => {
    const form = prepareForm(parseFormSchema(fixture('restaurant')).schema!)
    const result = validateSubmission(form, { staff: Array.from({ length: 10_000 }, () => ({ name: '甲' })) }, { ...AT, stored: {} })
    assert.include(result.ok ? [] : result.errors.map(({ path, code }) => `${path} ${code}`), 'staff E_FORM_TOO_MANY_ROWS')
  })

  test('rows in rows are bounded over all', ({ assert }) => {
    const form = prepareForm(parseFormSchema(fixture('lists')).schema!)
    const jobs = Array.from({ length: 900 }, () => ({ title: 'x' }))
    const result = validateSubmission(form, { staff: Array.from({ length: 900 }, () => ({ name: 'x', jobs })) }, { ...AT, stored: {} })
    assert.isFalse(result.ok)
    assert.isTrue(!result.ok && result.errors.some(({ code }) => code === 'E_FORM_TOO_MANY_ROWS'))
  })

  test('a pattern that would stop RegExp for hours is answered', ({ assert }) => {
    const parsed = parseFormSchema({ type: 'default', components: [{ type: 'textarea', key: 'x', label: '文', validate: { pattern: '(a+)+$' } }, { type: 'textfield', key: 'y', conditional: { hide: '=matches(x, "^(a|a)*b$")' } }] })
    const result = validateSubmission(parsed.schema!, { x: `${'a'.repeat(5_000)}!` }, { ...AT, stored: {} })
    assert.deepEqual(result.ok ? [] : result.errors.map(({ code }) => code), ['E_FORM_PATTERN'])
  }).timeout(20_000)

  test('deep nesting is refused in a schema and in a value', ({ assert }) => {
    let components: unknown[] = [{ type: 'textfield', key: 'x' }]
    for (let depth = 0; depth < 5_000; depth += 1) components = [{ type: 'group', components }]
    assert.deepEqual(parseFormSchema({ type: 'default', components }).problems.map(({ code }) => code), ['E_SCHEMA_TOO_BIG'])
    let value: unknown = 'x'
    for (let depth = 0; depth < 50_000; depth += 1) value = { value }
    const form = prepareForm(parseFormSchema(fixture('choice_rules')).schema!)
    assert.isFalse(validateSubmission(form, { object: value, staff: value }, { ...AT, stored: {} }).ok)
  })

  test('whatever JSON is offered as a schema, it is read or refused', ({ assert }) => {
    const component = fc.record({ type: fc.constantFrom('textfield', 'number', 'select', 'group', 'dynamiclist', 'datetime', 'filepicker', 'nonsense'), key: anyJson, path: anyJson, validate: anyJson, conditional: anyJson, values: anyJson, components: fc.constantFrom([], null, [{ type: 'textfield', key: 'a' }]), properties: anyJson, readonly: anyJson }, { requiredKeys: ['type'] })
    fc.assert(
      fc.property(fc.oneof(anyJson, fc.record({ type: fc.constant('default'), components: fc.array(component, { maxLength: 4 }) })), (json) => {
        const { schema, problems } = parseFormSchema(json)
        assert.equal(schema === null, problems.length > 0)
        if (schema !== null) validateSubmission(schema, {}, { ...AT, stored: {} })
      }),
      { numRuns: 400, seed: 7 },
    )
  })
})

function hasReservedKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.keys(value).some((key) => key === '__proto__' || key === 'constructor' || hasReservedKey((value as Record<string, unknown>)[key]))
}
