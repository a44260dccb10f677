import { test } from '@japa/runner'
import fc from 'fast-check'
import { applyAll } from '#engine/kernel/apply'
import { checkInvariants } from '#engine/kernel/check_invariants'
import type { InstanceState } from '#engine/kernel/state'
import { step } from '#engine/kernel/step'
import { advanceTo, openRehearsal, startProcess, submit, type Rehearsal, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { compile } from './bpmn.js'
import { blocks, modelOf, type Block } from './generated_models.js'
import { acts, commandFor, type Act } from './random_commands.js'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 80)

const HOUR_MS = 3_600_000
const RESUMES = [{ type: 'ResumeInstance' }, { type: 'ResumeInstance', byCaller: true }] as const

/** Opens a rehearsal that checks every record as it is made. */
async function watched(block: Block, records: RehearsalRecord[]): Promise<Rehearsal> {
  const processes = await compile(modelOf(block))
  const rehearsal: Rehearsal = openRehearsal({
    processes,
    nowMs: 0,
    onRecord(record) {
      records.push(record)
      const process = rehearsal.processes.get(record.state.definitionId)
      const wrong = process === undefined ? ['no process'] : checkInvariants(process, record.state)
      if (wrong.length > 0) throw new Error(`after ${JSON.stringify(record.command)}: ${wrong.join('; ')}\n${JSON.stringify(record.state.tokens)}`)
    },
  })
  return rehearsal
}

const boxesOf = ({ processes }: Rehearsal): ReadonlySet<string> =>
  new Set([...processes.values()].flatMap(({ elements }) => [...elements.values()].flatMap(({ id, type }) => (type === 'adHocSubProcess' ? [id] : []))))

function playActs(rehearsal: Rehearsal, script: readonly Act[]): void {
  startProcess(rehearsal, 'p', { variables: { choice: 0, both: false } })
  for (const act of script) {
    for (const state of Array.from(rehearsal.states.values())) {
      const command = state.status === 'active' || state.status === 'suspended' ? commandFor(state, act, boxesOf(rehearsal)) : null
      if (command !== null) submit(rehearsal, state.instanceId, command)
    }
    rehearsal.nowMs += HOUR_MS / 4
  }
}

/** What may make listeners begin anew: only when people have nothing left to do, else it would never end. */
const isFromOutside = (kind: Act['kind']) => kind === 'message' || kind === 'signal' || kind === 'variables'

/** Works everything off: tasks, messages, jobs, timers, incidents, until nothing is open. */
function workOff(rehearsal: Rehearsal): boolean {
  for (let round = 0; round < 400; round++) {
    const running = [...rehearsal.states.values()].filter((state) => state.status === 'active' || state.status === 'suspended')
    if (running.length === 0) return true
    for (const state of running) {
      if (state.status === 'suspended') for (const command of RESUMES) submit(rehearsal, state.instanceId, command)
      for (const kind of ['retry', 'complete', 'message', 'signal', 'variables', 'job', 'finish'] as const) {
        const now = rehearsal.states.get(state.instanceId) as InstanceState
        if (isFromOutside(kind) && now.tokens.active.some((record) => record.task !== undefined)) continue
        // one who hears every message begins work each time: every third round is for the signals alone
        if (kind === 'message' && round % 3 === 2) continue
        const command = now.status === 'active' ? commandFor(now, { kind, pick: kind === 'message' ? round : round * 2 }, boxesOf(rehearsal)) : null
        if (command !== null) submit(rehearsal, state.instanceId, command)
      }
    }
    advanceTo(rehearsal, rehearsal.nowMs + HOUR_MS)
  }
  return false
}

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
