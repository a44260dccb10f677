/** Building blocks of every resource's schema. Browser-safe: nothing here may reach for `node:*`. */
import { Type, type Static, type TLiteral, type TProperties, type TSchema, type TUnion } from 'typebox'

/** An object that knows all its keys: an unknown one is an error, in requests and in answers. */
export const closed = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description ? { description } : {}) })

/** One of these words. */
export const oneOf = <Words extends string[]>(...words: Words): TUnion<{ [I in keyof Words]: TLiteral<Words[I]> }> =>
  Type.Union(words.map((word) => Type.Literal(word))) as never

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** ISO-8601 with offset, e.g. `2026-11-22T09:30:00.000+08:00`. */
export const Instant = Type.String({ format: 'date-time', description: 'ISO-8601 时刻，带时区' })
/** `2026-11-22`. */
export const CalendarDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: '日期 yyyy-MM-dd' })
export const Id = Type.String({ minLength: 1, maxLength: 191 })
export const Count = Type.Integer({ minimum: 0 })
/** Variables and form values: any JSON object. Limits (64 KB a value, 1 MB an instance) are the engine's. */
export const JsonObject = Type.Record(Type.String(), Type.Unknown())
export const Sentence = Type.String({ maxLength: 2000 })
/** Why something is done that others will ask about. */
export const Reason = Type.String({ minLength: 1, maxLength: 1000, description: '理由' })
/** SHA-256 in lower-case hex. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** green 正常, amber 临近, red 超期, none 无时限. */
export const Light = Type.Union([Type.Literal('green'), Type.Literal('amber'), Type.Literal('red'), Type.Literal('none')])
export type Light = Static<typeof Light>

/** A keyset page. `next` is a cursor bound to filters and sort, null on the last page; `count` only when asked for. */
export const pageOf = <T extends TSchema>(item: T) =>
  closed({ data: Type.Array(item), next: nullable(Type.String()), count: Type.Optional(Count) })

/** Query parameters every list takes. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ maxLength: 1000, description: '上一页给出的游标' })),
  count: Type.Optional(Type.Boolean({ description: '为 true 时附总数（最多数到 10000）' })),
}

export const FieldError = closed({ path: Type.String(), message: Type.String(), code: Type.Optional(Type.String()) })

/** RFC 9457 problem+json; `title` and `detail` are Chinese and fit for a clerk. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ pattern: '^[A-Z][A-Z0-9_]+$' }),
    detail: Type.String(),
    errors: Type.Optional(Type.Array(FieldError)),
  },
  { description: '出错说明（RFC 9457）' },
)
export type Problem = Static<typeof Problem>

/** A finding about a model, as the designer draws it. */
export const Diagnostic = closed({
  code: Type.String(),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('information')]),
  elementId: nullable(Type.String()),
  /** What an unsupported element is, e.g. `boundaryEvent:signal`. */
  elementKind: Type.Optional(Type.String()),
  message: Type.String(),
  resource: Type.Optional(Type.String()),
})
export type Diagnostic = Static<typeof Diagnostic>

export const PersonReference = closed({ id: Id, name: Type.String() })
