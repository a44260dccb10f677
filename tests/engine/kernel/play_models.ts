import { checkInvariants } from '#engine/kernel/check_invariants'
import type { InstanceState } from '#engine/kernel/state'
import { advanceTo, openRehearsal, startProcess, submit, type Rehearsal, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { compile } from './bpmn.js'
import { modelOf, type Block } from './generated_models.js'
import { commandFor, type Act, type ActedModel } from './random_commands.js'

const HOUR_MS = 3_600_000
const RESUMES = [{ type: 'ResumeInstance' }, { type: 'ResumeInstance', byCaller: true }] as const

/** Opens a rehearsal that checks every record as it is made. */
export async function watched(block: Block, records: RehearsalRecord[]): Promise<Rehearsal> {
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

function modelOfState({ processes }: Rehearsal, { definitionId }: InstanceState): ActedModel {
  const elements = [...(processes.get(definitionId)?.elements.values() ?? [])]
  return {
    boxes: new Set(elements.flatMap(({ id, type }) => (type === 'adHocSubProcess' ? [id] : []))),
    elements: elements.flatMap(({ id, type }) => (type === 'sequenceFlow' ? [] : [id])),
  }
}

/** Starts the model and tries every act on every instance that runs. */
export function playActs(rehearsal: Rehearsal, script: readonly Act[]): void {
  startProcess(rehearsal, 'p', { variables: { choice: 0, both: false } })
  for (const act of script) {
    for (const state of Array.from(rehearsal.states.values())) {
      const command = state.status === 'active' || state.status === 'suspended' ? commandFor(state, act, modelOfState(rehearsal, state)) : null
      if (command !== null) submit(rehearsal, state.instanceId, command)
    }
    rehearsal.nowMs += HOUR_MS / 4
  }
}

/** What may make listeners begin anew: only when people have nothing left to do, else it would never end. */
const isFromOutside = (kind: Act['kind']) => kind === 'message' || kind === 'signal' || kind === 'variables'

const EACH_IN_TURN: ReadonlySet<Act['kind']> = new Set<Act['kind']>(['message', 'finish', 'opine', 'resolve'])

/** Works everything off: tasks, messages, jobs, timers, incidents, until nothing is open. */
export function workOff(rehearsal: Rehearsal): boolean {
  for (let round = 0; round < 400; round++) {
    const running = [...rehearsal.states.values()].filter((state) => state.status === 'active' || state.status === 'suspended')
    if (running.length === 0) return true
    for (const state of running) {
      if (state.status === 'suspended') for (const command of RESUMES) submit(rehearsal, state.instanceId, command)
      for (const kind of ['retry', 'opine', 'resolve', 'complete', 'message', 'signal', 'variables', 'job', 'finish'] as const) {
        const now = rehearsal.states.get(state.instanceId) as InstanceState
        if (isFromOutside(kind) && now.tokens.active.some((record) => record.task !== undefined)) continue
        // one who hears every message begins work each time: every third round is for the signals alone
        if (kind === 'message' && round % 3 === 2) continue
        const command = now.status === 'active' ? commandFor(now, { kind, pick: EACH_IN_TURN.has(kind) ? round + (round >> 2) : round * 2 }, modelOfState(rehearsal, now)) : null
        if (command !== null) submit(rehearsal, state.instanceId, command)
      }
    }
    advanceTo(rehearsal, rehearsal.nowMs + HOUR_MS)
  }
  return false
}
