import type { ExpectedInput } from '../fault.js'
import type { FaultMessages } from './zh_cn.js'

const EXPECTED: Record<ExpectedInput, string> = {
  text: 'text',
  number: 'a number',
  flag: 'true or false',
  choice: 'one option',
  choices: 'a list of options',
  date: 'a date like 2026-11-22',
  time: 'a time like 09:30',
  datetime: 'a date with a time',
  files: 'attachments',
  rows: 'a list of rows',
  fields: 'a group of fields',
}

const REQUIRED = { fill: 'Fill it in', choose: 'Choose one', tick: 'Tick it', attach: 'Attach a file' }

/** Refusals of a submission, in English. */
export const en: FaultMessages = {
  inRow: (list, row, label) => `${list} (row ${row})${label === '' ? '' : ` · ${label}`}`,
  fault: {
    E_FORM_NOT_AN_OBJECT: () => 'The submission could not be read. Reload the page and fill in the form again.',
    E_FORM_UNKNOWN_FIELD: (label) => `The form has no field "${label}". Reload the page and submit again.`,
    E_FORM_FIELD_NOT_WRITABLE: (label) => `"${label}" cannot be changed at this step. Restore it or reload the page.`,
    E_FORM_WRONG_TYPE: (label, { expected }) => `"${label}" must be ${EXPECTED[expected]}. Enter it again.`,
    E_FORM_REQUIRED: (label, { how }) => `"${label}" is required. ${REQUIRED[how]}.`,
    E_FORM_TOO_SMALL: (label, { limit }) => `"${label}" must not be below ${limit}. Correct it.`,
    E_FORM_TOO_LARGE: (label, { limit }) => `"${label}" must not be above ${limit}. Correct it.`,
    E_FORM_TOO_SHORT: (label, { limit }) => `"${label}" needs at least ${limit} characters. Add to it.`,
    E_FORM_TOO_LONG: (label, { limit }) => `"${label}" may have at most ${limit} characters. Shorten it.`,
    E_FORM_PATTERN: (label, { custom }) => (custom === null ? `"${label}" has the wrong format. Correct it.` : `"${label}": ${custom}`),
    E_FORM_EMAIL: (label) => `"${label}" is no e-mail address. Enter it as name@example.cn.`,
    E_FORM_PHONE: (label) => `"${label}" is no international telephone number. Enter it as +86 and the number.`,
    E_FORM_DECIMALS: (label, { limit }) =>
      limit === 0 ? `"${label}" must be a whole number. Correct it.` : `"${label}" may have at most ${limit} decimal places. Correct it.`,
    E_FORM_INCREMENT: (label, { below, above }) => `"${label}" is off its steps; the nearest are ${below} and ${above}. Correct it.`,
    E_FORM_LIMIT_INVALID: (label) => `The limits of "${label}" cannot be read. Ask the process designer.`,
    E_FORM_NOT_AN_OPTION: (label) => `"${label}" has a choice that is not offered. Choose again.`,
    E_FORM_CHOSEN_TWICE: (label) => `"${label}" has a choice twice. Remove one.`,
    E_FORM_DATE_PASSED: (label) => `"${label}" must not be before today. Choose again.`,
    E_FORM_DATE_TOO_EARLY: (label, { limit }) => `"${label}" must not be before ${limit}. Choose again.`,
    E_FORM_DATE_TOO_LATE: (label, { limit }) => `"${label}" must not be after ${limit}. Choose again.`,
    E_FORM_FILE_COUNT: (label, { limit }) => `"${label}" takes at most ${limit} files. Remove the others.`,
    E_FORM_FILE_KIND: (label, { name, accept }) => `"${label}" takes ${accept} only, not "${name}". Choose another file.`,
    E_FORM_TOO_FEW_ROWS: (label, { limit }) => `"${label}" needs at least ${limit} rows. Add some.`,
    E_FORM_TOO_MANY_ROWS: (label, { limit }) => `"${label}" may have at most ${limit} rows. Remove some.`,
    E_FORM_ROWS_FIXED: (label, { count, mayAdd }) =>
      mayAdd ? `The ${count} rows of "${label}" cannot be removed at this step. Reload the page.` : `"${label}" has exactly ${count} rows at this step. Reload the page.`,
  },
}
