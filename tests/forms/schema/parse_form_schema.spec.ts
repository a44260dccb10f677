import { test } from '@japa/runner'
import { fieldsOf } from '#forms/schema/fields_of'
import { parseFormSchema } from '#forms/schema/parse_form_schema'

const form = (...components: unknown[]) => ({ type: 'default', components })
const text = (key: unknown, more: object = {}) => ({ type: 'textfield', key, label: String(key), ...more })
const hidden = (hide: string) => ({ conditional: { hide } })

/** Title, schema, and path with code of each problem. */
const CASES: [string, unknown, [string, string][]][] = [
  ['null', null, [['', 'E_SCHEMA_NOT_A_FORM']]],
  ['a form of another kind', { type: 'other', components: [] }, [['', 'E_SCHEMA_NOT_A_FORM']]],
  ['a form without components', { type: 'default' }, [['', 'E_SCHEMA_NOT_A_FORM']]],
  ['an empty form', form(), []],
  ['an unknown component', form({ type: 'range', key: 'x' }), [['components[0].type', 'E_SCHEMA_UNKNOWN_TYPE']]],
  ['an unknown component in a group', form({ type: 'group', components: [{ type: 'columns' }] }), [['components[0].components[0].type', 'E_SCHEMA_UNKNOWN_TYPE']]],
  ['a field without a key', form({ type: 'number' }), [['components[0].key', 'E_SCHEMA_KEY_MISSING']]],
  ['a list without a path', form({ type: 'dynamiclist', components: [] }), [['components[0].path', 'E_SCHEMA_KEY_MISSING']]],
  ['a list that does not repeat', form({ type: 'dynamiclist', path: 'l', isRepeating: false, components: [] }), [['components[0].isRepeating', 'E_SCHEMA_BAD_VALUE']]],
  ['a reserved key', form(text('a.constructor')), [['components[0].key', 'E_SCHEMA_KEY_UNUSABLE']]],
  ['a key with a blank', form(text('shop name')), [['components[0].key', 'E_SCHEMA_KEY_UNUSABLE']]],
  ['a Chinese key', form(text('店名')), []],
  ['one key twice', form(text('a'), text('a')), [['components[1]', 'E_SCHEMA_DUPLICATE_KEY']]],
  ['one key twice with opposite conditions, which form-js refuses too', form(text('k'), text('a', hidden('=k = "1"')), text('a', hidden('=k != "1"'))), [['components[2]', 'E_SCHEMA_DUPLICATE_KEY']]],
  ['a value where a context is', form(text('a.b'), text('a')), [['components[1]', 'E_SCHEMA_DUPLICATE_KEY']]],
  ['a context where a value is', form(text('a'), text('a.b')), [['components[1]', 'E_SCHEMA_DUPLICATE_KEY']]],
  ['two groups that share a context', form({ type: 'group', path: 'g', components: [text('a')] }, { type: 'group', path: 'g', components: [text('b')] }), []],
  ['a field beside a list in its place', form({ type: 'dynamiclist', path: 'l', components: [text('a')] }, text('l.b')), [['components[1]', 'E_SCHEMA_DUPLICATE_KEY']]],
  ['one key in two rows', form({ type: 'dynamiclist', path: 'l', components: [text('a')] }, { type: 'dynamiclist', path: 'm', components: [text('a')] }), []],
  ['one id twice', form(text('a', { id: 'F' }), text('b', { id: 'F' })), [['components[1].id', 'E_SCHEMA_DUPLICATE_ID']]],
  ['a limit that is no number', form({ type: 'number', key: 'n', validate: { min: 'low' } }), [['components[0].validate.min', 'E_SCHEMA_BAD_VALUE']]],
  ['a lower limit above the upper', form({ type: 'number', key: 'n', validate: { min: 5, max: 1 } }), [['components[0].validate.min', 'E_SCHEMA_EMPTY_RANGE']]],
  ['a step of nothing', form({ type: 'number', key: 'n', increment: 0 }), [['components[0].increment', 'E_SCHEMA_BAD_VALUE']]],
  ['an unknown preset', form(text('a', { validate: { validationType: 'iban' } })), [['components[0].validate.validationType', 'E_SCHEMA_BAD_VALUE']]],
  ['a condition that is no FEEL', form(text('a', hidden('b = 1'))), [['components[0].conditional.hide', 'E_SCHEMA_BAD_VALUE']]],
  ['a condition that cannot be read', form(text('a', hidden('=b >'))), [['components[0].conditional.hide', 'E_SCHEMA_EXPRESSION']]],
  ['a keyword of FEEL as a name, which form-js ignores', form(text('a', hidden('=external'))), [['components[0].conditional.hide', 'E_SCHEMA_EXPRESSION']]],
  ['a loop over a range', form({ type: 'expression', key: 'e', expression: '=for x in 1..n return x' }), [['components[0].expression', 'E_SCHEMA_EXPRESSION']]],
  ['a look-ahead', form(text('a', { validate: { pattern: '(?=a)b' } })), [['components[0].validate.pattern', 'E_SCHEMA_PATTERN']]],
  ['options without a source', form({ type: 'select', key: 's' }), [['components[0]', 'E_SCHEMA_OPTION_SOURCES']]],
  ['options from two sources', form({ type: 'radio', key: 's', values: ['a'], valuesKey: 'b' }), [['components[0]', 'E_SCHEMA_OPTION_SOURCES']]],
  ['an option twice', form({ type: 'radio', key: 's', values: ['a', { label: 'A', value: 'a' }] }), [['components[0].values[1]', 'E_SCHEMA_DUPLICATE_OPTION']]],
  ['an option without a value', form({ type: 'radio', key: 's', values: [{ label: 'A' }] }), [['components[0].values[0]', 'E_SCHEMA_BAD_VALUE']]],
  ['a default that does not fit', form({ type: 'checkbox', key: 'c', defaultValue: 'yes' }), [['components[0].defaultValue', 'E_SCHEMA_BAD_VALUE']]],
  ['two fields that hide each other', form(text('a', hidden('=b = "1"')), text('b', hidden('=a = "1"'))), [['components[0]', 'E_SCHEMA_CYCLE']]],
  ['a field that hides itself', form(text('a', hidden('=a = "1"'))), [['components[0]', 'E_SCHEMA_CYCLE']]],
  ['a field that hides its group', form({ type: 'group', components: [text('a')], ...hidden('=a = "1"') }), [['components[0].components[0]', 'E_SCHEMA_CYCLE']]],
  ['a cycle over a computed field', form(text('a', hidden('=e = 1')), { type: 'expression', key: 'e', expression: '=if a = "x" then 1 else 2' }), [['components[0]', 'E_SCHEMA_CYCLE']]],
  ['a cycle inside a row', form({ type: 'dynamiclist', path: 'l', components: [text('x', hidden('=this.y = "1"')), text('y', hidden('=l[1].x = "1"'))] }), [['components[0].components[0]', 'E_SCHEMA_CYCLE']]],
  ['a property of the same name is no cycle', form(text('name', hidden('=owner.name = "1"')), text('owner.name')), []],
  ['a chain is no cycle', form(text('a'), text('b', hidden('=a = "1"')), text('c', hidden('=b = "1"'))), []],
  ['everything at once', form(text('a', hidden('=)')), { type: 'number' }, { type: 'select', key: 's' }), [['components[1].key', 'E_SCHEMA_KEY_MISSING'], ['components[2]', 'E_SCHEMA_OPTION_SOURCES'], ['components[0].conditional.hide', 'E_SCHEMA_EXPRESSION']]],
]

test.group('reading a form schema', () => {
  for (const [title, json, problems] of CASES) {
    test(title, ({ assert }) => {
      const parsed = parseFormSchema(json)
      assert.deepEqual(parsed.problems.map(({ path, code }) => [path, code]), problems)
      assert.equal(parsed.schema === null, problems.length > 0)
      for (const { message } of parsed.problems) assert.match(message, /[\u4e00-\u9fa5].*。$/)
      for (const { message } of parseFormSchema(json, 'en').problems) assert.notMatch(message, /[\u4e00-\u9fa5]/)
    })
  }

  test('a cycle is told by the labels, in order', ({ assert }) => {
    const [problem] = parseFormSchema(form(text('a', { label: '甲', ...hidden('=b = "1"') }), text('b', { label: '乙', ...hidden('=a = "1"') }))).problems
    assert.include(problem!.message, '“甲” → “乙” → “甲”')
  })

  test('fields are listed with path, label and list', ({ assert }) => {
    const { schema } = parseFormSchema(form(text('a.b'), { type: 'group', path: 'g', components: [{ type: 'dynamiclist', path: 'l', components: [text('x', { id: 'X', label: '项' })] }] }, { type: 'datetime', key: 'd', subtype: 'date', dateLabel: '日期' }, { type: 'text', text: 'no field' }))
    assert.deepEqual(fieldsOf(schema!), [
      { key: 'a.b', path: 'a.b', label: 'a.b', type: 'textfield' },
      { key: 'x', path: 'g.l.x', label: '项', type: 'textfield', list: 'g.l', id: 'X' },
      { key: 'd', path: 'd', label: '日期', type: 'datetime' },
    ])
  })
})
