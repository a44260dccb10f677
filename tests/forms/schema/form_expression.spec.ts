import { evaluate, unaryTest } from '@bpmn-io/feelin'
import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { compileCondition, compileExpression } from '#forms/schema/form_expression'
import type { FormScope } from '#forms/schema/form_scope'

const scopeOf = (data: Record<string, unknown>, more: Partial<FormScope> = {}): FormScope => ({ data, this: data, parent: null, i: [], nowMs: Date.UTC(2026, 10, 22, 17, 0), ...more })

/** FEEL over the names a, b, c, d, as people write it into forms. */
const name = fc.constantFrom('a', 'b', 'c', 'd', 'd.x', 'unset')
const literal = fc.constantFrom('0', '1', '5', '-2.5', '"x"', '"甲"', 'true', 'false', 'null', '[1, 2]', '["x"]', '{x: 1}')
const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/')
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    name,
    literal,
    fc.tuple(tie('expression'), operator, tie('expression')).map(([left, op, right]) => `(${left} ${op} ${right})`),
    fc.tuple(tie('expression'), fc.constantFrom('and', 'or'), tie('expression')).map(([left, op, right]) => `(${left} ${op} ${right})`),
    tie('expression').map((inside) => `not(${inside})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([test_, yes, no]) => `(if ${test_} then ${yes} else ${no})`),
    fc.tuple(tie('expression'), literal).map(([left, right]) => `(${left} in (${right}, 5))`),
    tie('expression').map((inside) => `count([${inside}, 1])`),
    tie('expression').map((inside) => `list contains([1, "x", null], ${inside})`),
    tie('expression').map((inside) => `[1, 2, 3][item > ${inside}]`),
    tie('expression').map((inside) => `string(${inside})`),
    tie('expression').map((inside) => `(for x in [1, 2] return x + ${inside})`),
    tie('expression').map((inside) => `(some x in [1, 2] satisfies x = ${inside})`),
  ),
}))
const unary = fc.oneof(
  expression,
  fc.tuple(expression, expression).map(([left, right]) => `${left}, ${right}`),
  expression.map((inside) => `not(${inside})`),
  fc.constantFrom('> 5', '[1..5]', 'not(> 5)', '? = null', '-', 'a > 5, < 3'),
)
const value = fc.constantFrom<unknown>(null, 0, 1, 5, -2.5, 'x', '甲', '', true, false, [1, 2], ['x'], [], { x: 1 }, { x: null })
const data = fc.record({ a: value, b: value, c: value, d: value }, { requiredKeys: [] })

const attempt = (run: () => unknown): unknown => {
  try {
    return run()
  } catch {
    return null
  }
}
const shown = (result: unknown): string => JSON.stringify(result, (_, one: unknown) => (typeof one === 'function' || (typeof one === 'object' && one !== null && 'fn' in one) ? 'function' : one)) ?? 'nothing'

test.group('compiled FEEL says what feelin says', () => {
  test('as an expression', ({ assert }) => {
    fc.assert(
      fc.property(expression, data, (text, context) => {
        const compiled = compileExpression(`=${text}`)
        if ('problem' in compiled) throw new Error(`${text}: ${compiled.problem}`)
        const first = compiled.compiled.evaluate(scopeOf({ a: 9, b: 'other' }))
        void first
        assert.equal(shown(compiled.compiled.evaluate(scopeOf(context))), shown(attempt(() => evaluate(text, context).value)), text)
      }),
      { numRuns: 400, seed: 3 },
    )
  }).timeout(30_000)

  test('as a condition, that is a unary test of null', ({ assert }) => {
    fc.assert(
      fc.property(unary, data, (text, context) => {
        const compiled = compileCondition(`=${text}`)
        if ('problem' in compiled) throw new Error(`${text}: ${compiled.problem}`)
        assert.equal(compiled.compiled.holds(scopeOf(context)), attempt(() => unaryTest(text, context).value) === true, text)
      }),
      { numRuns: 400, seed: 4 },
    )
  }).timeout(30_000)
})

test.group('FEEL in forms', () => {
  const holds = (text: string, scope: FormScope): boolean => {
    const compiled = compileCondition(text, { 'first-name': null })
    if ('problem' in compiled) throw new Error(compiled.problem)
    return compiled.compiled.holds(scope)
  }
  const outer = scopeOf({ area: 5 }, { this: { name: '甲', list: [] }, i: [2] })
  const row: FormScope = { ...outer, this: { age: 17 }, parent: outer, i: [2, 1] }
  const CASES: [string, FormScope, boolean][] = [
    ['=this.age < 18', row, true],
    ['=parent.name = "甲"', row, true],
    ['=parent.this.name = "甲"', row, true],
    ['=i[1] = 2 and i[2] = 1', row, true],
    ['=area = 5', row, true],
    ['=age = 17', row, false],
    ['=first-name = "x"', scopeOf({ 'first-name': 'x' }), true],
    ['=today() = date("2026-11-23")', scopeOf({}), true],
    ['=now() = date and time("2026-11-23T01:00:00+08:00")', scopeOf({}), true],
    ['=matches(x, "^(a+)+$")', scopeOf({ x: `${'a'.repeat(3_000)}!` }), false],
    ['=matches(x, "^[\\u4e00-\\u9fa5]+$")', scopeOf({ x: '汉字' }), true],
    ['=replace(x, "a(.)", "[$1]") = "[b]c"', scopeOf({ x: 'abc' }), true],
    ['=count(split(x, ",")) = 3', scopeOf({ x: 'a,b,c' }), true],
    ['=constructor = null', scopeOf({}), true],
    ['=a.__proto__ = null', scopeOf({ a: {} }), true],
  ]
  for (const [text, scope, expected] of CASES) {
    test(`${text} is ${expected}`, ({ assert }) => assert.equal(holds(text, scope), expected))
  }

  for (const text of ['=', '=a >', '=(a', '=for x in 1..n return x', '=some x in [1..n] satisfies x > 1', `=${'a+'.repeat(3_000)}a`]) {
    test(`${text.slice(0, 40)} is refused`, ({ assert }) => assert.property(compileExpression(text), 'problem'))
  }

  test('what an expression reads is told as paths', ({ assert }) => {
    const compiled = compileExpression('=this.area + parent.name + staff[age > 18].name + count(list)')
    assert.deepEqual('compiled' in compiled ? compiled.compiled.reads : [], [['this', 'area'], ['parent', 'name'], ['staff'], ['age'], ['list']])
  })
})
