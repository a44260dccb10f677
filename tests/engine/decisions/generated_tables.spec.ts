import { test } from '@japa/runner'
import fc from 'fast-check'
import { compileDmn } from '#engine/compile/compile_dmn'
import { dmn, NOW, table } from './dmn.js'

/** A cell as meaning: what it accepts, and how it is written. Nothing of the product is asked what it means. */
interface Meaning {
  text: string
  accepts(value: unknown): boolean
}

const number = fc.integer({ min: -3, max: 8 })
const word = fc.constantFrom('a', 'b', 'c', '县')
const anything: Meaning = { text: '-', accepts: () => true }

const below = (n: number): Meaning => ({ text: `< ${n}`, accepts: (v) => typeof v === 'number' && v < n })
const from = (n: number): Meaning => ({ text: `>= ${n}`, accepts: (v) => typeof v === 'number' && v >= n })
const within = ([a, b]: readonly [number, number], isOpen: boolean): Meaning => {
  const [low, high] = [Math.min(a, b), Math.max(a, b) + 1]
  return { text: `${isOpen ? '(' : '['}${low}..${high}]`, accepts: (v) => typeof v === 'number' && (isOpen ? v > low : v >= low) && v <= high }
}
const oneOf = (values: readonly (string | number)[], isNegated: boolean): Meaning => {
  const written = values.map((value) => JSON.stringify(value)).join(', ')
  return { text: isNegated ? `not(${written})` : written, accepts: (v) => values.includes(v as string) !== isNegated }
}

const numberCell = fc.oneof(
  { weight: 2, arbitrary: fc.constant(anything) },
  number.map(below), number.map(from),
  fc.tuple(fc.tuple(number, number), fc.boolean()).map(([bounds, isOpen]) => within(bounds, isOpen)),
  fc.tuple(fc.array(number, { minLength: 1, maxLength: 3 }), fc.boolean()).map(([values, isNegated]) => oneOf(values, isNegated)),
)
const wordCell = fc.oneof({ weight: 1, arbitrary: fc.constant(anything) }, fc.tuple(fc.array(word, { minLength: 1, maxLength: 2 }), fc.boolean()).map(([values, isNegated]) => oneOf(values, isNegated)))

interface GeneratedRule {
  cells: readonly [Meaning, Meaning]
  output: number
}

const rule: fc.Arbitrary<GeneratedRule> = fc.record({ cells: fc.tuple(numberCell, wordCell), output: fc.integer({ min: 0, max: 4 }) })
/** Also larger than the size from which tables are indexed. */
const rules = fc.oneof(fc.array(rule, { minLength: 1, maxLength: 6 }), fc.array(rule, { minLength: 17, maxLength: 40 }))
const inputs = fc.record({ n: fc.oneof({ weight: 9, arbitrary: number }, { weight: 1, arbitrary: fc.constant(null) }), k: fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: fc.constant(null) }) })

/** What the standard says comes out, from the meanings alone; `error` where we refuse instead. */
function expected(policy: string, aggregation: string, hits: readonly GeneratedRule[]): unknown {
  const outputs = hits.map(({ output }) => output)
  if (policy === 'UNIQUE') return outputs.length > 1 ? 'error' : (outputs[0] ?? null)
  if (policy === 'FIRST') return outputs[0] ?? null
  if (policy === 'ANY') return new Set(outputs).size > 1 ? 'error' : (outputs[0] ?? null)
  if (policy === 'PRIORITY') return outputs.length === 0 ? null : Math.max(...outputs)
  if (policy === 'OUTPUT ORDER') return outputs.toSorted((a, b) => b - a)
  if (aggregation === 'COUNT') return outputs.length
  if (aggregation !== '' && outputs.length === 0) return null
  if (aggregation === 'SUM') return outputs.reduce((sum, one) => sum + one, 0)
  if (aggregation === 'MIN') return Math.min(...outputs)
  return aggregation === 'MAX' ? Math.max(...outputs) : outputs
}

const POLICIES = [['UNIQUE', ''], ['FIRST', ''], ['ANY', ''], ['PRIORITY', ''], ['OUTPUT ORDER', ''], ['RULE ORDER', ''], ['COLLECT', ''], ['COLLECT', 'SUM'], ['COLLECT', 'COUNT'], ['COLLECT', 'MIN'], ['COLLECT', 'MAX']] as const

const written = (all: readonly GeneratedRule[], hitPolicy: string, aggregation: string): string =>
  dmn(table({ hitPolicy, aggregation, inputs: ['n|n|number', 'k|k|string'], outputs: ['x|number|4,3,2,1,0'], rules: all.map(({ cells, output }) => [cells[0].text, cells[1].text, String(output)]) }))

test.group('generated tables', () => {
  for (const [policy, aggregation] of POLICIES) {
    test(`${policy} ${aggregation} gives what the meanings of the cells say`, async ({ assert }) => {
      await fc.assert(fc.asyncProperty(rules, fc.array(inputs, { minLength: 5, maxLength: 12 }), async (all, probes) => {
        const { decisions, diagnostics } = await compileDmn(written(all, policy, aggregation))
        assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), [])
        for (const probe of probes) {
          const outcome = decisions[0]!.evaluate((name) => probe[name as 'n' | 'k'], NOW)
          const hits = all.filter(({ cells }) => cells[0].accepts(probe.n) && cells[1].accepts(probe.k))
          assert.deepEqual(outcome.ok ? outcome.value : 'error', expected(policy, aggregation, hits), JSON.stringify(probe))
        }
      }), { numRuns: 25 })
    })
  }

  test('what no warning is about neither overlaps nor is left open', async ({ assert }) => {
    await fc.assert(fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 7 }), async (all) => {
      const { decisions, diagnostics } = await compileDmn(written(all, 'UNIQUE', ''))
      const codes = new Set(diagnostics.map(({ code }) => code))
      const words = new Set(all.flatMap(({ cells: [, cell] }) => [...cell.text.matchAll(/"(.)"/g)].map(([, one]) => one!)))
      for (let n = -4; n <= 9; n += 0.5) {
        for (const k of words.size === 0 ? ['a'] : words) {
          const hits = all.filter(({ cells }) => cells[0].accepts(n) && cells[1].accepts(k)).length
          const outcome = decisions[0]!.evaluate((name) => ({ n, k })[name], NOW)
          assert.equal(outcome.ok, hits < 2)
          if (hits > 1) assert.include([...codes], 'DMN_OVERLAP')
          if (hits === 0 && all.some(({ cells }) => /[<>.]/.test(cells[0].text))) assert.include([...codes], 'DMN_GAP')
        }
      }
    }), { numRuns: 40 })
  })
})
