import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { invalid, type FieldError } from './problem.js'

const validators = new WeakMap<TSchema, Validator>()

/** The compiled check of a schema, made once. */
export function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema)
  if (!validator) {
    validator = Compile(schema)
    validators.set(schema, validator)
  }
  return validator
}

const PLACES = { body: '提交的内容', query: '查询条件', params: '地址' } as const

/** The value as the schema's type, or a 422 that names every wrong field. */
export function checked(schema: TSchema, value: unknown, place: keyof typeof PLACES): unknown {
  const validator = validatorOf(schema)
  if (validator.Check(value)) return value
  const errors = oneAField(validator.Errors(value).map(fieldError)).slice(0, 50)
  throw invalid(`${PLACES[place]}有 ${errors.length} 处不符合要求。请按提示修改后重试。`, errors)
}

/** The text of an address or of a form's fields turned into what the schema asks for (numbers, booleans), then checked. */
export function checkedText(schema: TSchema, text: Record<string, unknown>, place: keyof typeof PLACES): unknown {
  return checked(schema, validatorOf(schema).Convert({ ...text }), place)
}

/** What says most about a field; a union is told once for each of its members, and a closed object twice. */
const TELLING = ['REQUIRED', 'UNKNOWN', 'LIMIT', 'FORMAT', 'PATTERN', 'ENUM', 'CONST', 'TYPE']

const rank = (error: FieldError): number => {
  const place = TELLING.indexOf(error.code ?? '')
  return place === -1 ? TELLING.length : place
}

/** One error for each field: the one that says most. */
function oneAField(errors: readonly FieldError[]): FieldError[] {
  const byPath = new Map<string, FieldError>()
  for (const error of errors) {
    const known = byPath.get(error.path)
    if (!known || rank(error) < rank(known)) byPath.set(error.path, error)
  }
  return [...byPath.values()]
}

interface SchemaError {
  keyword: string
  instancePath: string
  params: unknown
  message: string
}

function fieldError(error: SchemaError): FieldError {
  const params = (typeof error.params === 'object' && error.params !== null ? error.params : {}) as Record<string, unknown>
  const path = error.instancePath.replace(/^\//, '').replaceAll('/', '.')
  switch (error.keyword) {
    case 'required':
      return { path: [path, ...list(params['requiredProperties'])].filter(Boolean).join('.'), message: '必须填写', code: 'REQUIRED' }
    case 'additionalProperties':
      return { path: [path, ...list(params['additionalProperties'])].filter(Boolean).join('.'), message: '没有这个字段', code: 'UNKNOWN' }
    case 'type':
      return { path, message: `类型应为 ${String(params['type'])}`, code: 'TYPE' }
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
    case 'minimum':
    case 'maximum':
      return { path, message: `${LIMIT_WORDS[error.keyword]} ${String(params['limit'])}`, code: 'LIMIT' }
    default:
      return { path, message: '取值不在允许的范围内', code: error.keyword.toUpperCase() }
  }
}

const LIMIT_WORDS = {
  minLength: '字数不少于', maxLength: '字数不多于', minItems: '项数不少于', maxItems: '项数不多于', minimum: '不小于', maximum: '不大于',
} as const

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
