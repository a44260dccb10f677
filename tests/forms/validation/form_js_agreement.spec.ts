import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { accessFor } from '#forms/validation/access'
import { initialValues } from '#forms/validation/initial_values'
import { prepareForm } from '#forms/validation/prepare_form'
import type { PreparedForm } from '#forms/validation/prepared_form'
import { settle } from '#forms/validation/settle'
import { takeSubmission } from '#forms/validation/take_submission'
import { validateSubmission } from '#forms/validation/validate_submission'
import { enteredData, OUTSIDE, type RawComponent } from './entered_data.js'
import { judge, type Verdict } from './form_js_oracle.js'
import { corpus, fixture, fixtures, type NamedSchema } from './form_schemas.js'
import { DEVIATIONS } from './known_deviations.js'
import { viewerSubmission } from './viewer_submission.js'

const SEED = Number(process.env.FORM_SEED ?? 20261122)
/** Components that our subset does not have; such a form is refused at deployment. */
const NOT_IN_SUBSET = ['form-js-editor__complex.json', 'form-js-playground__custom.json']

test.group('agreement with the form-js viewer', () => {
  for (const { name, json } of [...fixtures(), ...corpus()]) {
    if (NOT_IN_SUBSET.includes(name)) {
      test(`${name} uses a component that is refused at deployment`, ({ assert }) => {
        assert.deepEqual(parseFormSchema(json).problems.map((one) => one.code), ['E_SCHEMA_UNKNOWN_TYPE'])
      })
      continue
    }
    // the extensions are what the viewer does not know
    if (name === 'extensions.form.json') continue
    test(`${name}: same fields shown, same fields refused`, async ({ assert }) => {
      const parsed = parseFormSchema(json)
      assert.deepEqual(parsed.problems, [])
      assert.deepEqual(await differences(json, prepareForm(parsed.schema!), runsFor(json)), [])
    }).timeout(120_000)
  }
})

test.group('the comparison can fail', () => {
  /** Each is one rule broken in what our validator gets, while the viewer gets the true form. */
  const MUTATIONS: [string, string, (text: string) => string][] = [
    ['text_rules', 'required dropped', (text) => text.replaceAll('"required": true', '"required": false')],
    ['text_rules', 'maxLength one more', (text) => text.replace('"maxLength": 5', '"maxLength": 6')],
    ['text_rules', 'pattern unanchored', (text) => text.replace('^1[3-9]', '1[3-9]').replace('\\\\d{9}$', '')],
    ['text_rules', 'e-mail not checked', (text) => text.replace('"validationType": "email"', '"validationType": "custom"')],
    ['text_rules', 'phone not checked', (text) => text.replace('"validationType": "phone"', '"validationType": "custom"')],
    ['number_rules', 'max one more', (text) => text.replace('"max": 10', '"max": 11')],
    ['number_rules', 'integers not asked', (text) => text.replace('"decimalDigits": 0', '"decimalDigits": 1')],
    ['number_rules', 'another step', (text) => text.replace('"increment": 0.05', '"increment": 0.5')],
    ['conditions', 'a condition dropped', (text) => text.replace('"hide": "=area <= 300"', '"hide": "=false"')],
    ['conditions', 'a condition turned round', (text) => text.replace('=not(sign)', '=sign')],
    ['conditions', 'a group never hidden', (text) => text.replace('=area = null', '=false')],
    ['lists', 'a row condition dropped', (text) => text.replace('=this.age >= 18', '=false')],
    ['lists', 'the row number ignored', (text) => text.replace('=i[2] > 1', '=false')],
    ['computed', 'another expression', (text) => text.replace('=total > 100', '=total > 10')],
    ['choice_rules', 'an empty choice allowed', (text) => text.replaceAll('"required": true', '"required": false')],
  ]
  for (const [name, title, mutate] of MUTATIONS) {
    test(`${name}: ${title} is seen`, async ({ assert }) => {
      const json = fixture(name)
      const text = JSON.stringify(json, null, 2)
      const mutated = mutate(text)
      assert.notEqual(mutated, text)
      const found = await differences(json, prepareForm(parseFormSchema(JSON.parse(mutated)).schema!), 40, 1)
      assert.isAbove(found.length, 0)
    }).timeout(120_000)
  }
})

/** Date pickers make the viewer slow, so forms with many get fewer runs. */
function runsFor(json: NamedSchema['json']): number {
  const dates = JSON.stringify(json).split('"datetime"').length - 1
  return dates > 5 ? 3 : dates > 0 ? 5 : 12
}

/** Every difference over generated data, until enough are found. */
async function differences(json: NamedSchema['json'], form: PreparedForm, runs: number, enough = 5): Promise<string[]> {
  const found: string[] = []
  const stored = fc.option(enteredData(json.components), { nil: {} as Record<string, unknown> })
  for (const [before, entered] of fc.sample(fc.tuple(stored, enteredData(json.components)), { numRuns: runs, seed: SEED })) {
    const verdict = await judge(json, { ...OUTSIDE, ...before }, entered)
    const at = { ...OUTSIDE, ...before }
    found.push(...shownDifferences(form, at, entered, verdict), ...refusedDifferences(json, form, at, entered, verdict))
    found.push(...refusedDifferences(json, form, at, viewerSubmission(form, verdict.data), verdict))
    if (found.length >= enough) return found
  }
  return found
}

function shownDifferences(form: PreparedForm, stored: Record<string, unknown>, entered: Record<string, unknown>, verdict: Verdict): string[] {
  const initial = initialValues(form.root.places, stored)
  const { data } = takeSubmission(form.root.places, entered, stored, initial, accessFor(undefined))
  const shown = new Set(settle(form, data, initial, 0).visibleFields.map(({ path }) => path))
  const paths = new Set([...shown, ...verdict.shown])
  return [...paths].filter((path) => shown.has(path) !== verdict.shown.has(path)).map((path) => `${path} is shown by ${shown.has(path) ? 'us' : 'the viewer'} alone`)
}

function refusedDifferences(
  json: NamedSchema['json'],
  form: PreparedForm,
  stored: Record<string, unknown>,
  submitted: Record<string, unknown>,
  verdict: Verdict,
): string[] {
  const result = validateSubmission(form, submitted, { stored, mode: 'submit', nowMs: 0 })
  const ours = new Map(result.ok ? [] : result.errors.map(({ path, code }) => [path, code]))
  const missed = [...verdict.refused].filter(([path]) => !ours.has(path)).map(([path, messages]) => `${path}: only the viewer says ${messages.join(' ')}`)
  const added = [...ours]
    .filter(([path, code]) => !verdict.refused.has(path) && !DEVIATIONS.some((one) => one.covers(code, componentAt(json.components, path))))
    .map(([path, code]) => `${path}: only we say ${code}`)
  return [...missed, ...added]
}

/** The component that a path belongs to, by its keys without row numbers. */
function componentAt(components: readonly RawComponent[], path: string): RawComponent {
  const wanted = path.split('.').filter((part) => !/^\d+$/.test(part)).join('.')
  const find = (inside: readonly RawComponent[], around: string): RawComponent | undefined => {
    for (const component of inside) {
      const here = [around, component.path || component.key || ''].filter((part) => part !== '').join('.')
      if (here === wanted && component.type !== 'group') return component
      const found = component.components === undefined ? undefined : find(component.components, here)
      if (found !== undefined) return found
    }
    return undefined
  }
  return find(components, '') ?? { type: 'unknown' }
}
