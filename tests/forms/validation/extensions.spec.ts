import { test } from '@japa/runner'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { prepareForm } from '#forms/validation/prepare_form'
import { validateSubmission } from '#forms/validation/validate_submission'
import { fixture } from './form_schemas.js'

const form = prepareForm(parseFormSchema(fixture('extensions')).schema!)
/** 09:30 on 22 November 2026 in Changsha; it is still the 21st in UTC−8. */
const NOW = Date.UTC(2026, 10, 22, 1, 30)
const file = (name: string) => ({ id: 'f1', name, size: 3, sha256: 'a'.repeat(64) })
const GOOD = { urgent: false, from: '2026-11-22', until: '2026-11-30', rows: [{ x: '1' }], one: [file('a.PDF')] }

/** What is sent over a good submission, and path with code of what is refused. */
const CASES: [string, Record<string, unknown>, [string, string][]][] = [
  ['all is well', {}, []],
  ['required while the expression is true', { urgent: true }, [['reason', 'E_FORM_REQUIRED']]],
  ['and then given', { urgent: true, reason: '急' }, []],
  ['disabled while the expression is true', { urgent: true, reason: '急', note: 'x' }, [['note', 'E_FORM_FIELD_NOT_WRITABLE']]],
  ['today is not past', { from: '2026-11-22' }, []],
  ['yesterday is', { from: '2026-11-21', until: '2026-11-30' }, [['from', 'E_FORM_DATE_PASSED']]],
  ['before an expression', { until: '2026-11-21' }, [['until', 'E_FORM_DATE_TOO_EARLY']]],
  ['on its day', { until: '2026-11-22' }, []],
  ['after a fixed day', { until: '2031-01-01' }, [['until', 'E_FORM_DATE_TOO_LATE']]],
  ['no day of the calendar', { until: '2027-02-29' }, [['until', 'E_FORM_WRONG_TYPE']]],
  ['too few rows', { rows: [] }, [['rows', 'E_FORM_TOO_FEW_ROWS']]],
  ['too many rows', { rows: [{}, {}, {}, {}] }, [['rows', 'E_FORM_TOO_MANY_ROWS']]],
  ['no file', { one: [] }, [['one', 'E_FORM_REQUIRED']]],
  ['two files for one', { one: [file('a.pdf'), file('b.pdf')] }, [['one', 'E_FORM_FILE_COUNT']]],
  ['another kind of file', { one: [file('a.exe')] }, [['one', 'E_FORM_FILE_KIND']]],
  ['a file without its digest', { one: [{ id: 'f', name: 'a.pdf', size: 1 }] }, [['one', 'E_FORM_WRONG_TYPE']]],
  ['several files where the expression allows them', { urgent: true, reason: '急', some: [file('a'), file('b')] }, []],
  ['and where it does not', { some: [file('a'), file('b')] }, [['some', 'E_FORM_FILE_COUNT']]],
]

test.group('what is checked beyond form-js', () => {
  for (const [title, change, refused] of CASES) {
    test(title, ({ assert }) => {
      const result = validateSubmission(form, { ...GOOD, ...change }, { stored: {}, mode: 'submit', nowMs: NOW })
      assert.deepEqual(result.ok ? [] : result.errors.map(({ path, code }) => [path, code]), refused)
    })
  }

  test('a stored day that has passed since may stay', ({ assert }) => {
    assert.isTrue(validateSubmission(form, { ...GOOD, from: '2020-01-01', until: '2026-12-01' }, { stored: { from: '2020-01-01' }, mode: 'submit', nowMs: NOW }).ok)
  })

  test('what a file reference carries besides is not kept', ({ assert }) => {
    const result = validateSubmission(form, { ...GOOD, one: [{ ...file('a.pdf'), path: '/etc/passwd' }] }, { stored: {}, mode: 'submit', nowMs: NOW })
    assert.deepEqual(result.ok ? result.values.one : null, [file('a.pdf')])
  })
})
