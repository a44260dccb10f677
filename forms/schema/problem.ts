/** What is wrong with a form schema; `path` is the place in the JSON: `components[2].validate.min`. */
export interface FormProblem {
  path: string
  code: FormProblemCode
  message: string
}

/** What each code's message needs to know. */
export interface FormProblemDetails {
  E_SCHEMA_NOT_A_FORM: Record<string, never>
  E_SCHEMA_TOO_BIG: { what: 'components' | 'depth' | 'options'; limit: number }
  E_SCHEMA_UNKNOWN_TYPE: { type: string }
  E_SCHEMA_BAD_VALUE: { expected: ExpectedValue; found: string }
  E_SCHEMA_KEY_MISSING: { type: string }
  E_SCHEMA_KEY_UNUSABLE: { key: string }
  E_SCHEMA_DUPLICATE_ID: { id: string }
  E_SCHEMA_DUPLICATE_KEY: { key: string; other: string }
  E_SCHEMA_EXPRESSION: { reason: string; source: string }
  E_SCHEMA_PATTERN: { reason: string; source: string }
  E_SCHEMA_OPTION_SOURCES: { count: number }
  E_SCHEMA_DUPLICATE_OPTION: { value: string }
  E_SCHEMA_EMPTY_RANGE: { lower: string; upper: string }
  E_SCHEMA_CYCLE: { fields: string[] }
}

export type FormProblemCode = keyof FormProblemDetails

export type ExpectedValue =
  | 'object'
  | 'list'
  | 'text'
  | 'flag'
  | 'on'
  | 'flagOrFeel'
  | 'feel'
  | 'numberOrFeel'
  | 'lengthOrFeel'
  | 'count'
  | 'positive'
  | 'options'
  | 'validationType'
  | 'subtype'
  | 'timeFormat'
  | 'dateOrFeel'
  | 'defaultValue'

/** How a check reports what it finds. */
export type Report = <Code extends FormProblemCode>(path: string, code: Code, details: FormProblemDetails[Code]) => void
