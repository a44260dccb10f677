import { test } from '@japa/runner'
import { compileCondition, evaluateCondition } from '#engine/expressions/compile_condition'
import { compileFeel } from '#engine/expressions/compile_feel'
import { compileValue } from '#engine/expressions/compile_value'
import { errorOf, evaluated, NOW_MS } from './evaluating.js'

test.group('attribute values', () => {
  const cases: readonly (readonly [source: string, dialect: string, value: unknown])[] = [
    ['demo', 'literal', 'demo'], ['a > 1', 'literal', 'a > 1'], ['', 'literal', ''], ['=a', 'feel', 2], ['= a + 1', 'feel', 3],
    ['${a}', 'juel', 2], ['#{a}', 'juel', 2], ['A-${a}', 'juel', 'A-2'], ['=01', 'feel', 1], [' =a', 'literal', ' =a'],
  ]
  for (const [source, dialect, value] of cases) {
    test(`“${source}” is ${dialect}`, ({ assert }) => {
      const compiled = compileValue(source)
      assert.deepInclude(evaluated(compiled, { a: 2 }), { ok: true, value })
      if (compiled.ok) assert.deepInclude({ ...compiled.expression }, { source, dialect })
    })
  }

  test('the position of an error counts from the start of the attribute', ({ assert }) => {
    assert.equal(errorOf(compileValue('=1 + )'))?.position, 5)
  })
})

test.group('conditions', () => {
  const holds = (source: string, variables: Record<string, unknown> = {}) => {
    const compiled = compileCondition(source)
    if (!compiled.ok) return `!${compiled.error.code}`
    const lookup = (name: string) => variables[name]
    const outcome = evaluateCondition(compiled.expression, { lookup, nowMs: NOW_MS })
    return outcome.ok ? outcome.value : `!${outcome.error.code}`
  }
  const cases: readonly (readonly [source: string, outcome: unknown])[] = [
    ['a > 1', true], ['=a > 1', true], ['\n  = a > 1 ', true], ['${a > 1}', true], [' ${a > 1} ', true], ['missing > 1', false],
    ['missing', false], ['${missing}', false], ['a', '!CONDITION_NOT_BOOLEAN'], ['"true"', '!CONDITION_NOT_BOOLEAN'],
    ['text > 1', '!EXPRESSION_TEXT_COMPARED'], ['a >', '!FEEL_SYNTAX'], ['', '!FEEL_SYNTAX'],
  ]
  for (const [source, outcome] of cases) {
    test(`“${source}” is ${outcome}`, ({ assert }) => {
      assert.equal(holds(source, { a: 2, text: 'x' }), outcome)
    })
  }

  test('a condition that is null says which names nobody set', ({ assert }) => {
    const compiled = compileCondition('amount > 1 or level = "县"')
    assert.isTrue(compiled.ok)
    if (compiled.ok) {
      const outcome = evaluateCondition(compiled.expression, { lookup: () => undefined, nowMs: NOW_MS })
      assert.deepEqual(outcome, { ok: true, value: false, unsetNames: ['amount', 'level'] })
    }
  })

  test('a name set to null is not unset, even when a built-in has that name', ({ assert }) => {
    assert.deepEqual(evaluated(compileFeel('count = null'), { count: null }), { ok: true, value: true, unsetNames: [] })
    assert.deepEqual(evaluated(compileFeel('a = null'), { a: null }), { ok: true, value: true, unsetNames: [] })
  })
})

test.group('names', () => {
  const cases: readonly (readonly [source: string, names: readonly string[], elementNames: readonly string[]])[] = [
    ['a.b + c[1].d', ['a', 'c'], []],
    ['for x in list return x + y', ['list', 'y'], []],
    ['list[price > limit]', ['list'], ['price', 'limit']],
    ['list[item.price > 1]', ['list'], []],
    ['limit > 0 and list[price > limit] != []', ['limit', 'list'], ['price']],
    ['{a: 1, b: a, f: function(n) f(n) + outer}', ['outer'], []],
    ['{a: a}', ['a'], []],
    ['count(list) + count', ['list', 'count'], []],
    ['now() > due', ['due'], []],
    ['tasks.审核.outcome = "同意"', ['tasks'], []],
  ]
  for (const [source, names, elementNames] of cases) {
    test(`${source} reads ${names.join(', ')}`, ({ assert }) => {
      const compiled = compileFeel(source)
      assert.isTrue(compiled.ok)
      if (compiled.ok) assert.deepEqual([compiled.expression.names, compiled.expression.elementNames], [names, elementNames])
    })
  }

  test('a name with a sign is a name when the package declares it, else arithmetic', ({ assert }) => {
    const variables = { 'first-name': '三', first: 5, name: 3 }
    assert.propertyVal(evaluated(compileFeel('first-name', ['first-name']), variables), 'value', '三')
    assert.propertyVal(evaluated(compileFeel('first-name'), variables), 'value', 2)
    assert.propertyVal(evaluated(compileFeel('`first-name`'), variables), 'value', '三')
  })
})
