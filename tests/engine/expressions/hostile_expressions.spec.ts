import { test } from '@japa/runner'
import { compileFeel } from '#engine/expressions/compile_feel'
import { compileJuel } from '#engine/expressions/compile_juel'
import type { Compiled } from '#engine/expressions/expression'
import { evaluated, feel } from './evaluating.js'

/** Hang guard, far above what any of these takes. */
const LIMIT_MS = 5_000
const LONG = 'x'.repeat(64_000)
const BIG = Array.from({ length: 20_000 }, (_, a) => ({ a }))

function outcome(compiled: Compiled): string {
  if (!compiled.ok) return compiled.error.code
  const result = evaluated(compiled, { LONG, BIG })
  return result.ok ? 'ok' : result.error.code
}

test.group('hostile expressions end quickly with an error value', () => {
  const cases: Record<string, readonly [source: string, outcome: string]> = {
    'a loop over a billion': ['for i in 1..1000000000 return i', 'EXPRESSION_LIST_TOO_LONG'],
    'nested loops': ['for i in 1..1000, j in 1..1000, k in 1..1000 return 1', 'EXPRESSION_TOO_LONG'],
    'a quantifier over a product': ['some a in BIG, b in BIG satisfies a.a = b.a + 100000', 'EXPRESSION_TOO_LONG'],
    'endless recursion': ['{f: function(n) f(n + 1), r: f(1)}.r', 'EXPRESSION_TOO_DEEP'],
    'exponential recursion': ['{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r', 'EXPRESSION_TOO_LONG'],
    'doubling text': ['for i in 1..60 return if i = 1 then LONG else partial[-1] + partial[-1]', 'EXPRESSION_TEXT_TOO_LONG'],
    'joining long texts': ['string join(for i in 1..1000 return LONG, LONG)', 'EXPRESSION_TEXT_TOO_LONG'],
    'replacing each letter by a long text': ['replace(LONG, "x", LONG)', 'EXPRESSION_TEXT_TOO_LONG'],
    'a result that unfolds without end': ['for i in 1..60 return [partial[-1], partial[-1]]', 'EXPRESSION_TOO_DEEP'],
    'comparing such results': ['{a: for i in 1..60 return [partial[-1], partial[-1]], b: for i in 1..60 return [partial[-1], partial[-1]], r: a = b}.r', 'EXPRESSION_TOO_LONG'],
    'writing such a result': ['string(for i in 1..60 return [partial[-1], partial[-1]])', 'EXPRESSION_TOO_LONG'],
    'quadratic list work': ['distinct values(BIG)', 'EXPRESSION_TOO_LONG'],
    'matching over and over': ['for i in 1..100000 return matches(LONG, "(x+x+)+y")', 'EXPRESSION_TOO_LONG'],
    'brackets without end': [`${'('.repeat(4000)}1${')'.repeat(4000)}`, 'EXPRESSION_TOO_DEEP'],
    'signs without end': [`${'-'.repeat(9000)}x`, 'EXPRESSION_TOO_DEEP'],
    'nested functions': [`${'function() '.repeat(800)}1`, 'EXPRESSION_TOO_DEEP'],
    'a source too long': ['1 + '.repeat(5000), 'EXPRESSION_TOO_LONG'],
    'quotes without end': ['"'.repeat(9999), 'FEEL_SYNTAX'],
  }
  for (const [title, [source, code]] of Object.entries(cases)) {
    test(title, ({ assert }) => {
      assert.equal(outcome(compileFeel(source)), code)
    }).timeout(LIMIT_MS)
  }

  test('the pattern that stops a backtracking engine is matched in linear time', ({ assert }) => {
    assert.isFalse(feel('matches(LONG + "!", "^(x+)+$")', { LONG }))
    assert.equal(feel('matches(LONG, "(?=x)x")', { LONG }), '!EXPRESSION_PATTERN')
  }).timeout(LIMIT_MS)

  test('JUEL is bounded as well', ({ assert }) => {
    const sources = [`\${${'('.repeat(5000)}}`, `\${${'!'.repeat(9000)}a}`, `\${a${'[a'.repeat(1000)}}`, `\${${'a?'.repeat(3000)}}`, '${'.repeat(3000)]
    for (const source of sources) assert.match(outcome(compileJuel(source)), /^(EXPRESSION_TOO_DEEP|JUEL_SYNTAX)$/)
  }).timeout(LIMIT_MS)

  test('an expression as long as people write them is not refused', ({ assert }) => {
    assert.equal(outcome(compileFeel(Array(100).fill('(a > 1 or b = "x")').join(' and '))), 'ok')
    assert.equal(outcome(compileFeel(Array(500).fill('1').join(' + '))), 'ok')
  })
})

test.group('no expression reaches a prototype', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']
  const shapes: readonly ((name: string) => string)[] = [
    (name) => name, (name) => `m.${name}`, (name) => `list.${name}`, (name) => `list[${name} != null]`, (name) => `get value(m, "${name}")`,
    (name) => `text.${name}`, (name) => `@"2026-01-01".${name}`, (name) => `[1..2].${name}`, (name) => `(function(x) x).${name}`,
  ]
  for (const name of names) {
    test(`${name} is nothing but a missing name`, ({ assert }) => {
      for (const shape of shapes) {
        const value = feel(shape(name), { m: { a: 1 }, list: [{ a: 1 }], text: 'x' })
        assert.isTrue(value === null || (Array.isArray(value) && value.every((element) => element === null)), shape(name))
      }
      assert.deepInclude(evaluated(compileJuel(`\${m.${name}}`), { m: {} }), { ok: true, value: null })
      assert.deepInclude(evaluated(compileJuel(`\${m['${name}']}`), { m: {} }), { ok: true, value: null })
    })
  }

  test('an own entry with such a name is data like any other', ({ assert }) => {
    assert.equal(feel('m.constructor', { m: { constructor: 'x' } }), 'x')
    assert.equal(feel('m.__proto__', { m: JSON.parse('{"__proto__": 1}') }), 1)
  })

  test('no result has an own __proto__ entry, and nothing is written to a prototype', ({ assert }) => {
    const evil = { m: JSON.parse('{"__proto__": {"polluted": true}}') }
    for (const source of ['context put({}, "__proto__", {polluted: true})', 'context merge([m, {a: 1}])', 'context([{key: "__proto__", value: 1}])']) {
      assert.equal(feel(source, evil), '!EXPRESSION_FORBIDDEN_KEY', source)
    }
    assert.isUndefined(({} as Record<string, unknown>).polluted)
  })

  test('a function or a range is no result', ({ assert }) => {
    assert.equal(feel('function(a) a'), '!EXPRESSION_NOT_A_VALUE')
    assert.equal(feel('[count]'), '!EXPRESSION_NOT_A_VALUE')
    assert.equal(feel('[1..2]'), '!EXPRESSION_NOT_A_VALUE')
    assert.equal(feel('10 ** 300 * 10 ** 300'), '!EXPRESSION_NUMBER_RANGE')
  })
})
