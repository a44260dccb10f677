import { test } from '@japa/runner'
import fc from 'fast-check'
import { applyAll } from '#engine/kernel/apply'
import type { InstanceState } from '#engine/kernel/state'
import { step } from '#engine/kernel/step'
import { submit, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { blocks } from './generated_models.js'
import { playActs, watched, workOff } from './play_models.js'
import { acts } from './random_commands.js'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 80)

test.group('kernel | generated models under random commands', () => {
  test('no orphan token, task, timer, subscription, job or incident after any command', async () => {
    await fc.assert(fc.asyncProperty(blocks, acts, async (block, script) => playActs(await watched(block, []), script)), { numRuns: RUNS })
  }).timeout(60_000)

  test('applying the journal again gives the state', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(blocks, acts, async (block, script) => {
        const records: RehearsalRecord[] = []
        const rehearsal = await watched(block, records)
        playActs(rehearsal, script)
        const folded = new Map<string, InstanceState>()
        for (const { instanceId, events } of records) {
          const stored = JSON.parse(JSON.stringify(events)) as typeof events
          if (stored.length > 0) folded.set(instanceId, applyAll(folded.get(instanceId) ?? null, stored))
          else folded.set(instanceId, { ...(folded.get(instanceId) as InstanceState), revision: (folded.get(instanceId) as InstanceState).revision + 1 })
        }
        for (const [instanceId, state] of rehearsal.states) assert.equal(JSON.stringify(folded.get(instanceId)), JSON.stringify(state))
      }),
      { numRuns: RUNS },
    )
  }).timeout(60_000)

  test('a state that was stored and read again steps to the same outcome, and a step changes nothing it was given', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(blocks, acts, async (block, script) => {
        const records: RehearsalRecord[] = []
        const rehearsal = await watched(block, records)
        playActs(rehearsal, script)
        const before = new Map<string, string>()
        for (const { instanceId, command, state, atMs } of records) {
          const process = rehearsal.processes.get(state.definitionId)
          const text = before.get(instanceId) ?? 'null'
          const read = JSON.parse(text) as InstanceState | null
          if (process === undefined) throw new Error('no process')
          const outcome = step(process, read, command, { ...rehearsal.context, nowMs: atMs })
          if (outcome.kind !== 'accepted') throw new Error(`refused after reading: ${JSON.stringify(outcome)}`)
          assert.equal(JSON.stringify(outcome.state), JSON.stringify(state))
          assert.equal(JSON.stringify(read), text)
          before.set(instanceId, JSON.stringify(state))
        }
      }),
      { numRuns: RUNS },
    )
  }).timeout(60_000)

  test('a block-structured model always comes to its end when everything open is worked off', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(blocks, acts, async (block, script) => {
        const rehearsal = await watched(block, [])
        playActs(rehearsal, script)
        assert.isTrue(workOff(rehearsal), JSON.stringify([...rehearsal.states.values()].map((state) => state.tokens)))
      }),
      { numRuns: RUNS },
    )
  }).timeout(60_000)

  test('cancelling at any moment leaves nothing behind, called instances included', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(blocks, acts, async (block, script) => {
        const rehearsal = await watched(block, [])
        playActs(rehearsal, script)
        submit(rehearsal, 'i1', { type: 'CancelInstance', reason: 'test' })
        for (const state of rehearsal.states.values()) assert.notInclude(['active', 'suspended'], state.status)
      }),
      { numRuns: RUNS },
    )
  }).timeout(60_000)
})
