import { test } from '@japa/runner'
import fc from 'fast-check'
import { applyAll } from '#engine/kernel/apply'
import type { InstanceState } from '#engine/kernel/state'
import type { RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { blocks, type Block } from '../generated_models.js'
import { playActs, watched, workOff } from '../play_models.js'
import { operationActs } from '../random_commands.js'

const plain: Block = { kind: 'task', multi: 'none', count: 1, boundary: 'none' }

/** Something to be returned to in front, and something to return from behind. */
const models = blocks.map((block): Block => ({ kind: 'sequence', parts: [plain, block, plain] }))

const RUNS = Number(process.env.PROPERTY_RUNS ?? 60)

test.group('kernel | generated models under returns, withdrawals, jumps and signers', () => {
  test('the state is sound after every command, and the journal gives it again', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(models, operationActs, async (block, script) => {
        const records: RehearsalRecord[] = []
        const rehearsal = await watched(block, records)
        playActs(rehearsal, script)
        const folded = new Map<string, InstanceState>()
        for (const { instanceId, events } of records) {
          const before = folded.get(instanceId) ?? null
          folded.set(instanceId, events.length > 0 ? applyAll(before, events) : { ...(before as InstanceState), revision: (before as InstanceState).revision + 1 })
        }
        for (const [instanceId, state] of rehearsal.states) assert.equal(JSON.stringify(folded.get(instanceId)), JSON.stringify(state))
      }),
      { numRuns: RUNS },
    )
  }).timeout(60_000)

  test('finishing everything afterwards always ends the instance: no join is left stuck', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(models, operationActs, async (block, script) => {
        const rehearsal = await watched(block, [])
        playActs(rehearsal, script)
        assert.isTrue(workOff(rehearsal), JSON.stringify([...rehearsal.states.values()].map((state) => state.tokens)))
      }),
      { numRuns: RUNS },
    )
  }).timeout(60_000)
})
