import { test } from '@japa/runner'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { validateSubmission } from '#forms/validation/validate_submission'
import { judge } from './form_js_oracle.js'
import { DEVIATIONS } from './known_deviations.js'

interface Example {
  component: Record<string, unknown> & { type: string; key: string }
  beside?: Record<string, unknown>[]
  submitted: Record<string, unknown>
  /** What we say at the component; null: nothing. */
  ours: string | null
  /** What the viewer says. */
  viewer: string | null
  /** Under one of the listed deviations; else a rule that the viewer does not have. */
  listed: boolean
}

const EXAMPLES: Record<string, Example> = {
  'a choice that is not offered': {
    component: { type: 'select', key: 'x', values: ['a', 'b'] }, submitted: { x: 'c' }, ours: 'E_FORM_NOT_AN_OPTION', viewer: null, listed: true,
  },
  'a value of the wrong type': {
    component: { type: 'checkbox', key: 'x' }, submitted: { x: 'yes' }, ours: 'E_FORM_WRONG_TYPE', viewer: null, listed: true,
  },
  'a changed field that a FEEL condition makes read-only': {
    component: { type: 'textfield', key: 'x', readonly: '=done' }, beside: [{ type: 'checkbox', key: 'done' }],
    submitted: { x: 'new', done: true }, ours: 'E_FORM_FIELD_NOT_WRITABLE', viewer: null, listed: true,
  },
  'required by FEEL counts only while it is true; to the viewer any text is true': {
    component: { type: 'textfield', key: 'x', validate: { required: '=false' } }, submitted: { x: '' }, ours: null, viewer: 'Field is required.', listed: false,
  },
  'a date before today where the form forbids it': {
    component: { type: 'datetime', key: 'x', subtype: 'date', disallowPassedDates: true }, submitted: { x: '1999-12-31' }, ours: 'E_FORM_DATE_PASSED', viewer: null, listed: false,
  },
  'a rare hanzi is one character to a pattern of ours, two to the viewer': {
    component: { type: 'textfield', key: 'x', validate: { pattern: '^.$' } }, submitted: { x: '𠮷' }, ours: null, viewer: 'Field must match pattern ^.$.', listed: false,
  },
}

test.group('known deviations from the viewer', () => {
  test('every listed deviation has an example, and no more are listed', ({ assert }) => {
    const listed = Object.entries(EXAMPLES).filter(([, { listed: isListed }]) => isListed).map(([title]) => title)
    assert.sameMembers(DEVIATIONS.map(({ title }) => title), listed)
  })

  for (const [title, { component, beside = [], submitted, ours, viewer }] of Object.entries(EXAMPLES)) {
    test(title, async ({ assert }) => {
      const schema = { type: 'default', components: [component, ...beside] }
      const parsed = parseFormSchema(schema)
      assert.deepEqual(parsed.problems, [])
      const result = validateSubmission(parsed.schema!, submitted, { stored: {}, mode: 'submit', nowMs: Date.UTC(2026, 10, 22) })
      const verdict = await judge(schema, component.type === 'checkbox' ? submitted : {}, submitted)
      assert.equal(result.ok ? null : (result.errors.find(({ path }) => path === 'x')?.code ?? null), ours)
      assert.equal(verdict.refused.get('x')?.[0] ?? null, viewer)
    })
  }
})
