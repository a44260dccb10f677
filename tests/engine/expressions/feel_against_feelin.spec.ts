import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { evaluate } from 'feelin'
import { compileFeel } from '#engine/expressions/compile_feel'
import { generated, GENERATED_VARIABLES } from './generated_feel.js'
import { evaluated } from './evaluating.js'

const RUNS = 600

/** What feelin says, as JSON text; a number that JSON cannot hold is marked, an exception is undefined. */
function oracle(source: string): string | undefined {
  try {
    const { value } = evaluate(source, GENERATED_VARIABLES, 'camunda')
    const marked = (_key: string, found: unknown) => (typeof found === 'number' && !Number.isFinite(found) ? 'not finite' : found)
    return JSON.stringify(value ?? null, marked)
  } catch {
    return undefined
  }
}

test.group('FEEL against feelin', () => {
  test('every generated expression has the value that feelin gives it', ({ assert }) => {
    let compared = 0
    let excused = 0
    const property = fc.property(generated, (source) => {
      const expected = oracle(source)
      const outcome = evaluated(compileFeel(source), GENERATED_VARIABLES)
      if (expected === undefined || (!outcome.ok && outcome.error.code === 'EXPRESSION_TEXT_COMPARED')) {
        excused++
        return
      }
      compared++
      if (expected.includes('not finite')) {
        assert.isFalse(outcome.ok, source)
        return
      }
      assert.deepEqual(outcome, { ok: true, value: JSON.parse(expected), unsetNames: outcome.unsetNames }, source)
    })
    fc.assert(property, { numRuns: RUNS })
    assert.equal(compared + excused, RUNS)
    assert.isBelow(excused, RUNS * 0.05, 'feelin threw, or text met a number, more often than the generator means to')
  })
})
