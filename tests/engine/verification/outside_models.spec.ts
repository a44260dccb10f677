import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { test } from '@japa/runner'
import { compareEngines } from '#engine/verification/compare_engines'
import { verdictLine } from '#engine/verification/verdict'
import { CORPUS, filesUnder } from '#tests/conformance/corpus'
import { blocks, modelOf } from '../kernel/generated_models.js'

/** `VERIFICATION=full` compares every model of the corpus and some hundred generated ones: minutes instead of seconds. */
const isFull = process.env.VERIFICATION === 'full'
/** One in so many models of the corpus in the short ring. */
const SHARE = 40
/** The short ring walks the same models each time; the full one new ones. */
const SEED = process.env.VERIFICATION_SEED === undefined ? (isFull ? undefined : 1) : Number(process.env.VERIFICATION_SEED)
const GENERATED = isFull ? 300 : 2
/** Models beyond this size take seconds each. */
const MAX_SIZE = isFull ? 1_000 : 200

const outside = filesUnder(join(CORPUS, 'models'), (path) => /\.bpmn(20\.xml)?$/.test(path))
if (outside.length === 0) console.log(`The conformance corpus was not found at ${CORPUS} (CONFORMANCE_DIR): its models were not compared.`)

test.group(`the second engine over outside models${isFull ? '' : ', a share of them'}`, () => {
  const chosen = outside.filter((_, index) => isFull || index % SHARE === 0)
  if (chosen.length > 0) {
    test('each is agreed on, or not comparable for a reason that is named', async ({ assert }) => {
      const lines: string[] = []
      for (const path of chosen) lines.push(`${basename(path)} ${verdictLine(await compareEngines(readFileSync(path)))}`)
      assert.deepEqual(lines.filter((line) => !/ agrees: | not comparable: (.+: known deviation |.+, not run by our engine$|.+, run by other rules in the second engine$)/.test(line)), [])
      assert.isAbove(lines.filter((line) => line.includes(' agrees: ')).length, chosen.length / 4)
    }).timeout(600_000)
  }

  test('generated models never differ but where it is known', async () => {
    const small = blocks.filter((block) => JSON.stringify(block).length < MAX_SIZE)
    await fc.assert(
      fc.asyncProperty(small, async (block) => {
        const verdict = await compareEngines(modelOf(block))
        if (verdict.status === 'differs') throw new Error(`${verdictLine(verdict)}\n${verdict.steps.join('\n')}`)
      }),
      { numRuns: GENERATED, ...(SEED === undefined ? {} : { seed: SEED }) },
    )
  }).timeout(900_000)
})
