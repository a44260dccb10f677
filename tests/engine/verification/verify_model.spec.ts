import { test } from '@japa/runner'
import { verifyModel } from '#engine/verification/verify_model'
import { verdictLine } from '#engine/verification/verdict'
import { el, end, flows, model, start, user } from '../kernel/bpmn.js'

const SMALL = model(start(), end(), user('a'), flows('s>a>e'))

/** A hang guard only: on a busy machine a worker takes seconds to start. */
const PATIENT = { timeMs: 60_000, memoryMb: 256 }

/** Hundreds of tasks in a row with a way back each: far more scenarios than a tenth of a second allows. */
const LARGE = model(start(), end(), ...Array.from({ length: 300 }, (_, n) => user(`t${n}`) + el('exclusiveGateway', `g${n}`) +
  flows(`t${n}>g${n}`, `g${n}>${n === 299 ? 'e' : `t${n + 1}`}: yes`, `g${n}>t0: no`)), flows('s>t0'))

test.group('verifying in a worker', () => {
  test('gives the verdict', async ({ assert }) => {
    assert.match(verdictLine(await verifyModel(SMALL, PATIENT)), /^agrees: /)
    assert.match(verdictLine(await verifyModel(new TextEncoder().encode(SMALL), PATIENT)), /^agrees: /)
  }).timeout(60_000)

  test('ends at its time, and the next model gets its turn', async ({ assert }) => {
    const verdicts = await Promise.all([verifyModel(LARGE, { timeMs: 1, memoryMb: 256 }), verifyModel(SMALL, PATIENT)])
    assert.deepEqual(verdicts.map((verdict) => verdict.status), ['not comparable', 'agrees'])
    assert.match(verdictLine(verdicts[0]), /^not comparable: time, the limit is 0.001 s$/)
  }).timeout(60_000)

  test('ends at its memory', async ({ assert }) => {
    assert.match(verdictLine(await verifyModel(LARGE, { timeMs: 60_000, memoryMb: 8 })), /^not comparable: memory, the limit is 8 MB$/)
  }).timeout(120_000)
})
