import type { ExpectedValue, FormProblemCode, FormProblemDetails } from '../problem.js'

type Messages = { [Code in FormProblemCode]: (details: FormProblemDetails[Code]) => string }

const EXPECTED: Record<ExpectedValue, string> = {
  object: 'an object',
  list: 'a list',
  text: 'text',
  flag: 'true or false',
  on: 'true',
  flagOrFeel: 'true, false or an expression that begins with =',
  feel: 'an expression that begins with =',
  numberOrFeel: 'a number or an expression that begins with =',
  lengthOrFeel: 'a whole number of at least 0 or an expression that begins with =',
  count: 'a whole number of at least 0',
  positive: 'a number greater than 0',
  options: 'a list of options, each a text, a number or {label, value}',
  validationType: 'email, phone or custom',
  subtype: 'date, time or datetime',
  timeFormat: 'utc_offset, utc_normalized or no_timezone',
  dateOrFeel: 'a date like 2026-11-22 or an expression that begins with =',
  defaultValue: 'a default value that fits the component',
}

/** Problems of a form schema, in English. */
export const en: Messages = {
  E_SCHEMA_NOT_A_FORM: () => 'Expected a form-js form, {"type": "default", "components": [...]}, but this is none. Export it again.',
  E_SCHEMA_TOO_BIG: ({ what, limit }) => `Expected at most ${limit} (${what}). Split the form.`,
  E_SCHEMA_UNKNOWN_TYPE: ({ type }) => `Expected a supported component, but the type is "${type}". Use another component.`,
  E_SCHEMA_BAD_VALUE: ({ expected, found }) => `Expected ${EXPECTED[expected]}, but found ${found}. Correct it.`,
  E_SCHEMA_KEY_MISSING: ({ type }) => `Expected the ${type} to have a key or path, but it has none. Give it one.`,
  E_SCHEMA_KEY_UNUSABLE: ({ key }) => `The key "${key}" cannot be used: no blanks, quotes, brackets or reserved names. Rename it.`,
  E_SCHEMA_DUPLICATE_ID: ({ id }) => `The id "${id}" is used twice. Make it unique.`,
  E_SCHEMA_DUPLICATE_KEY: ({ key, other }) => `The key "${key}" takes the same place as ${other}. Rename it.`,
  E_SCHEMA_EXPRESSION: ({ reason, source }) => `The expression "${source}" cannot be used (${reason}). Correct it.`,
  E_SCHEMA_PATTERN: ({ reason, source }) => `The pattern "${source}" cannot be used (${reason}). Look-around and back-references are not supported.`,
  E_SCHEMA_OPTION_SOURCES: ({ count }) => `Expected one source of options (values, valuesKey, valuesExpression), but there are ${count}. Keep one.`,
  E_SCHEMA_DUPLICATE_OPTION: ({ value }) => `The option value "${value}" occurs twice. Make it unique.`,
  E_SCHEMA_EMPTY_RANGE: ({ lower, upper }) => `The lower limit ${lower} is above the upper limit ${upper}: no value can pass. Correct it.`,
  E_SCHEMA_CYCLE: ({ fields }) => `Conditions or expressions depend on each other: ${fields.map((one) => `"${one}"`).join(' → ')}. Break one of them.`,
}
