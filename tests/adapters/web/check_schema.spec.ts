import { test } from '@japa/runner'
import { Type } from 'typebox'
import { checked } from '#adapters/web/server/http/check_schema'
import { ProblemError } from '#adapters/web/server/http/problem'

const SCHEMA = Type.Object(
  { name: Type.String({ minLength: 2 }), opinion: Type.Optional(Type.Union([Type.String({ maxLength: 5 }), Type.Null()])) },
  { additionalProperties: false },
)

function errorsOf(value: unknown): { path: string; code?: string }[] {
  try {
    checked(SCHEMA, value, 'body')
  } catch (error) {
    if (error instanceof ProblemError) return (error.problem.errors ?? []).map(({ path, code }) => ({ path, code }))
    throw error
  }
  return []
}

test.group('errors of a request, field by field', () => {
  for (const { title, value, errors } of [
    { title: 'what fits has none', value: { name: '张三', opinion: null }, errors: [] },
    { title: 'an unknown field is told once', value: { name: '张三', reason: '' }, errors: [{ path: 'reason', code: 'UNKNOWN' }] },
    { title: 'a text too long for a union with null is told by its limit', value: { name: '张三', opinion: '一二三四五六' }, errors: [{ path: 'opinion', code: 'LIMIT' }] },
    { title: 'a missing field is told by its name', value: {}, errors: [{ path: 'name', code: 'REQUIRED' }] },
    { title: 'two wrong fields are two errors', value: { name: '张', opinion: '一二三四五六' }, errors: [{ path: 'name', code: 'LIMIT' }, { path: 'opinion', code: 'LIMIT' }] },
  ]) {
    test(title, ({ assert }) => assert.sameDeepMembers(errorsOf(value), errors))
  }
})
