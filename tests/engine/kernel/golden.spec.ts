import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { applyAll } from '#engine/kernel/apply'
import type { Command } from '#engine/kernel/commands'
import type { InstanceState } from '#engine/kernel/state'
import { step } from '#engine/kernel/step'
import { upgradeState } from '#engine/kernel/upgrade_state'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { openRehearsal, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { goldenFiles, goldenReleases, type GoldenFile } from '#tests/golden/golden_file'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

async function processesOf(golden: GoldenFile): Promise<Map<string, ExecutableProcess>> {
  const compiled = await Promise.all(golden.models.map((model) => compileModel(model, { services: 'jobs' })))
  return new Map(compiled.flatMap(({ processes }) => processes).map((process) => [process.id, process]))
}

/** Decides a recorded command again on the recorded state before it. */
function decideAgain(processes: Map<string, ExecutableProcess>, before: InstanceState | undefined, record: RehearsalRecord): unknown {
  const { context } = openRehearsal({ processes: [...processes.values()], nowMs: record.atMs })
  const command = record.command as Command
  const definitionId = before?.definitionId ?? (command.type === 'StartInstance' ? command.definitionId : '')
  const outcome = step(processes.get(definitionId) as ExecutableProcess, before ?? null, command, context)
  return outcome.kind === 'accepted' ? plain(outcome.events) : outcome
}

/**
 * Whether a command is decided otherwise today, on purpose; what it had led to is folded all the same. A signal is heard by the instance that
 * throws it in the same step, no longer by a command of its own (kernel decision 002).
 */
const isDecidedOtherwise = (path: string, { events }: RehearsalRecord): boolean => path === '0.2.0/flood_watch.json' && events.some(({ type }) => type === 'SignalThrown')

test.group('kernel | what earlier releases wrote', () => {
  for (const release of goldenReleases()) {
    for (const { path, golden } of goldenFiles(release)) {
      test(`${path}: the journal still gives the states, and every state still goes on as it did`, async ({ assert }) => {
        const processes = await processesOf(golden)
        for (const { name, records } of golden.cases) {
          const folded = new Map<string, InstanceState>()
          const stored = new Map<string, InstanceState>()
          for (const record of records) {
            const { instanceId } = record
            if (!isDecidedOtherwise(path, record)) {
              assert.deepEqual(decideAgain(processes, stored.get(instanceId), record), plain(record.events), `${name}: ${record.command.type} is decided otherwise`)
            }
            folded.set(instanceId, applyAll(folded.get(instanceId) ?? null, record.events))
            stored.set(instanceId, upgradeState(record.state))
            assert.deepEqual(plain(folded.get(instanceId)), plain(stored.get(instanceId)), `${name}: the fold after ${record.command.type} is another state`)
          }
        }
      })
    }
  }
})

test.group('kernel | states of older shapes', () => {
  const old = { stateVersion: 1, instanceId: 'i', tokens: { counter: 3 } } as unknown as InstanceState
  const chain = [
    (state: InstanceState) => ({ ...state, title: 'two' }),
    (state: InstanceState) => ({ ...state, businessKey: `${state.title} three` }),
  ]

  test('pass through every link between their version and today, in order', ({ assert }) => {
    assert.deepInclude(upgradeState(old, chain), { stateVersion: 3, title: 'two', businessKey: 'two three' })
    assert.deepInclude(upgradeState({ ...old, stateVersion: 2, title: 'as stored' }, chain), { stateVersion: 3, title: 'as stored', businessKey: 'as stored three' })
  })

  test('a state of today stays the same object; one of a newer release is refused', ({ assert }) => {
    assert.strictEqual(upgradeState(old, []), old)
    assert.throws(() => upgradeState({ ...old, stateVersion: 9 }, chain), /version 3 or older, but it is of 9/)
  })
})
