import { test } from '@japa/runner'
import { compileUnaryTests } from '#engine/expressions/compile_feel'
import { errorOf, evaluated } from './evaluating.js'

const CASES: readonly (readonly [cell: string, input: unknown, hit: unknown])[] = [
  ['-', 5, true], ['5', 5, true], ['5', 6, false], ['1, 5', 5, true], ['< 10', 5, true], ['[1..5)', 5, false], ['not(1, 5)', 5, false],
  ['not("a")', 'b', true], ['"county", "city"', 'city', true], ['? > 3 and ? < 9', 5, true], ['limit', 7, true], ['> limit', 8, true],
  ['true', true, true], ['true', false, false], ['false', false, true], ['null', null, true], ['choices', 'b', true], ['< 10', null, false],
  ['contains(?, "县")', '长沙县', true], ['@"2026-03-01"', '2026-03-01', false],
]

test.group('DMN cells', () => {
  for (const [cell, input, hit] of CASES) {
    test(`${cell} on ${JSON.stringify(input)} is ${hit}`, ({ assert }) => {
      assert.deepInclude(evaluated(compileUnaryTests(cell), { '?': input, limit: 7, choices: ['a', 'b'] }), { ok: true, value: hit })
    })
  }

  test('a number tested against text is an error, not a silent miss', ({ assert }) => {
    assert.equal(errorOf(evaluated(compileUnaryTests('> 3'), { '?': '5' }))?.code, 'EXPRESSION_TEXT_COMPARED')
  })
})
