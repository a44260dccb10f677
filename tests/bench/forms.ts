import { readFileSync } from 'node:fs'
import { unaryTest } from '@bpmn-io/feelin'
import { compileCondition } from '#forms/schema/form_expression'
import { fieldsOf } from '#forms/schema/fields_of'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { prepareForm } from '#forms/validation/prepare_form'
import { readableRows } from '#forms/validation/readable_rows'
import { validateSubmission } from '#forms/validation/validate_submission'
import type { BenchRow } from './row.js'

const NOW_MS = Date.UTC(2026, 10, 22)
const GOOD = {
  shopName: '星星小炒', area: 320.5, seating: 'in', hasSign: true, sign: { width: 3, height: 1.2, light: 'led' }, isPublic: true, fire: { manager: '周安', exits: 2 },
  owner: { name: '张三', idNumber: '43012119900101123X', mobile: '13800138000', email: 'a@example.cn' }, // the check digit is wrong on purpose
  staff: [{ name: '甲', healthUntil: '2027-01-01', isManager: true }, { name: '乙', healthUntil: '2027-01-01', isManager: false }],
  foods: ['hot', 'cold'], coldRoom: '独立专间', openOn: '2026-12-01', remark: '', promise: true,
}
const WRONG = { ...GOOD, shopName: '', area: -1, seating: 'x', owner: { ...GOOD.owner, mobile: '1' }, staff: [{}, {}], promise: false }

/** Microseconds a call, over enough calls to be steady. */
function microseconds(run: () => unknown, calls: number): number {
  for (let call = 0; call < calls / 4; call += 1) run()
  const from = performance.now()
  for (let call = 0; call < calls; call += 1) run()
  return ((performance.now() - from) * 1_000) / calls
}

/** Validating the restaurant form of the fixtures: 22 fields, 4 conditions, 2 rows of a list. */
export function benchForms(): BenchRow[] {
  const json: unknown = JSON.parse(readFileSync('tests/forms/fixtures/restaurant.form.json', 'utf8'))
  const { schema } = parseFormSchema(json)
  if (schema === null) throw new Error('E_BENCH_FORM: the restaurant fixture is refused')
  const form = prepareForm(schema)
  const validate = (submitted: Record<string, unknown>) => validateSubmission(form, submitted, { stored: {}, mode: 'submit', nowMs: NOW_MS })
  if (!validate(GOOD).ok || validate(WRONG).ok) throw new Error('E_BENCH_FORM: the bench submissions are not judged as meant')

  const condition = compileCondition('=area <= 300')
  if ('problem' in condition) throw new Error(condition.problem)
  const view = { data: { area: 5 }, this: null, parent: null, i: [], nowMs: NOW_MS }
  const row = (name: string, value: number, goal: number | null, probe?: number): BenchRow => ({
    name, value, unit: 'µs', goal, met: goal === null ? null : value <= goal, ...(probe === undefined ? {} : { probe }),
  })
  return [
    row(`validate a good submission, ${fieldsOf(schema).length} fields`, microseconds(() => validate(GOOD), 20_000), 100),
    row('validate a wrong submission, with messages', microseconds(() => validate(WRONG), 20_000), 100),
    row('evaluate a condition (probe: feelin without compiling)', microseconds(() => condition.compiled.holds(view), 200_000), null, microseconds(() => unaryTest('area <= 300', view.data), 5_000)),
    row('prepare the form, once a version', microseconds(() => prepareForm(schema), 200), null),
    row('check the schema, once a deployment', microseconds(() => parseFormSchema(json), 100), null),
    row('readable rows of the form', microseconds(() => readableRows(form, GOOD), 5_000), null),
  ]
}
