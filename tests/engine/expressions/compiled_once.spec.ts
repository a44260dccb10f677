import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { compileFeel } from '#engine/expressions/compile_feel'
import { compileValue } from '#engine/expressions/compile_value'
import { evaluated } from './evaluating.js'
import { generated, GENERATED_VARIABLES } from './generated_feel.js'

test.group('compiled expressions', () => {
  test('no text whatever makes the compilers throw', ({ assert }) => {
    const words = fc.constantFrom('for', 'if', 'in', '(', ')', '[', ']', '{', '}', '..', '"', 'a', '1', '${', '=', '>', ',', ':', '.', '@', '函', ' ', '\n')
    const text = fc.oneof(fc.string({ maxLength: 40, unit: 'binary' }), fc.array(words, { maxLength: 25 }).map((parts) => parts.join('')))
    fc.assert(
      fc.property(text, (source) => {
        for (const compiled of [compileFeel(source), compileValue(`=${source}`), compileValue(`\${${source}}`), compileValue(source)]) {
          if (compiled.ok) compiled.expression.evaluate({ lookup: () => undefined, nowMs: 0 })
          else assert.isNotEmpty(compiled.error.message)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('an evaluation leaves nothing behind: the second one equals the first, and the variables stay as they were', ({ assert }) => {
    const before = JSON.stringify(GENERATED_VARIABLES)
    fc.assert(
      fc.property(generated, (source) => {
        const compiled = compileFeel(source)
        assert.deepEqual(evaluated(compiled, GENERATED_VARIABLES), evaluated(compiled, GENERATED_VARIABLES))
      }),
      { numRuns: 150 },
    )
    assert.equal(JSON.stringify(GENERATED_VARIABLES), before)
  })

  test('every result is JSON', ({ assert }) => {
    fc.assert(
      fc.property(generated, (source) => {
        const outcome = evaluated(compileFeel(source), GENERATED_VARIABLES)
        if (outcome.ok) assert.deepEqual(JSON.parse(JSON.stringify(outcome.value)), outcome.value)
      }),
      { numRuns: 150 },
    )
  })
})
