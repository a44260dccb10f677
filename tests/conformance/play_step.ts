import { isDeepStrictEqual } from 'node:util'
import type { Command } from '#engine/kernel/commands'
import { advanceTo, broadcast, evaluateStartConditions, isTaken, publish, startProcess, submit } from '#engine/rehearsal/rehearsal'
import { addDuration, parseDuration } from '#engine/time/duration'
import type { Step } from './script.js'
import { activations, completeOne, openTasks, running, type Stage } from './stage.js'

type Player = (stage: Stage, value: never, step: Step, defaultProcess: string) => string | null

const MAX_COMPLETIONS = 10_000

/** What each step of a script does or expects; null = as expected, else why not. */
const PLAYERS: Readonly<Record<string, Player>> = {
  deploy: () => null,
  start: (stage, value: { process?: string; variables?: Record<string, unknown>; startEvent?: string }, _step, defaultProcess) => {
    const { process = defaultProcess, variables = {}, startEvent = null } = value
    const answer = startProcess(stage.rehearsal, process, { variables, startElementId: startEvent })
    return answer.ok ? null : answer.rejection.message
  },
  startByMessage: (stage, value: { name: string; variables?: Record<string, unknown> }) =>
    isTaken(publish(stage.rehearsal, value.name, value.variables)) ? null : `no process starts by message ${value.name}`,
  message: (stage, value: { name: string; variables?: Record<string, unknown> }) =>
    isTaken(publish(stage.rehearsal, value.name, value.variables)) ? null : `nobody waits for message ${value.name}`,
  signal: (stage, value: string | { name: string; variables?: Record<string, unknown> }) => {
    const { name, variables } = typeof value === 'string' ? { name: value, variables: undefined } : value
    broadcast(stage.rehearsal, name, variables)
    return null
  },
  evaluateStartConditions: (stage, variables: Record<string, unknown>, step) => {
    const started = evaluateStartConditions(stage.rehearsal, variables)
    return step.expectFailure !== undefined && started.length === 0 ? 'no start condition holds' : null
  },
  trigger: (stage, elementId: string) => {
    for (const state of running(stage)) {
      const answer = submit(stage.rehearsal, state.instanceId, { type: 'TriggerElement', elementId, variables: {} })
      if (answer.ok) return null
    }
    return `nothing can be triggered at ${elementId}`
  },
  executeAdHoc: (stage, { subProcess, activity }: { subProcess: string; activity: string }) =>
    command(stage, { type: 'ActivateAdHoc', subProcessId: subProcess, elementId: activity, by: null }),
  completeAdHoc: (stage, subProcess: string) => command(stage, { type: 'CompleteAdHoc', subProcessId: subProcess, by: null }),
  complete: (stage, elementId: string, step) => completeOne(stage, elementId, (step.variables as Record<string, unknown> | undefined) ?? {}),
  completeAllUntilIdle: (stage) => {
    for (let n = 0; n < MAX_COMPLETIONS; n++) {
      const [next] = openTasks(stage)
      if (next === undefined) return null
      const trouble = completeOne(stage, next, {})
      if (trouble !== null) return trouble
    }
    return `still tasks after ${MAX_COMPLETIONS} completions`
  },
  setVariables: (stage, variables: Record<string, unknown>) => {
    const answer = submit(stage.rehearsal, stage.root ?? '', { type: 'SetVariables', variables })
    return answer.ok ? null : answer.rejection.message
  },
  advanceTime: (stage, text: string, step) => {
    const duration = parseDuration(text)
    if (duration === null) return `${text} is no duration`
    const fired = advanceTo(stage.rehearsal, addDuration(stage.rehearsal.nowMs, duration))
    return step.fires === undefined || fired.includes(step.fires as string) ? null : `${String(step.fires)} has not fired (fired: ${fired.join(', ')})`
  },
  cancelAll: (stage) => {
    for (const { instanceId, caller } of running(stage)) {
      if (caller === null) submit(stage.rehearsal, instanceId, { type: 'CancelInstance', reason: 'cancelled by the script' })
    }
    return null
  },
  expectTasks: (stage, ids: string[]) => sameMultiset('open tasks', openTasks(stage), ids),
  expectTasksInclude: (stage, ids: string[]) => missingFrom('open tasks', openTasks(stage), ids),
  expectTasksExclude: (stage, ids: string[]) => presentIn('open tasks', openTasks(stage), ids),
  expectTaskCount: (stage, count: number) => same('number of open tasks', openTasks(stage).length, count),
  expectWaiting: (stage, ids: string[]) => missingFrom('waiting elements', waiting(stage), ids),
  expectNotWaiting: (stage, ids: string[]) => presentIn('waiting elements', waiting(stage), ids),
  expectCompletedTasks: (stage, ids: string[]) => sameMultiset('completed tasks', stage.completedTasks, ids),
  expectInstances: (stage, count: number) => same('number of running instances', running(stage).length, count),
  expectEnded: (stage, ended: boolean) => same('whether all instances have ended', running(stage).length === 0, ended),
  expectVariables: (stage, expected: Record<string, unknown>) => {
    const data = rootData(stage)
    const wrong = Object.entries(expected).find(([name, value]) => !isDeepStrictEqual(data[name], value))
    return wrong === undefined ? null : `variable ${wrong[0]} is ${JSON.stringify(data[wrong[0]])}, expected ${JSON.stringify(wrong[1])}`
  },
  expectNoVariables: (stage, names: string[]) => presentIn('variables', Object.keys(rootData(stage)), names),
  expectVisited: (stage, ids: string[]) => missingFrom('visited elements', stage.visited, ids),
}

/** Words a step may carry beside its verb. */
const MODIFIERS = new Set(['expectFailure', 'variables', 'fires'])

export type Played = { kind: 'ok' } | { kind: 'failed'; why: string } | { kind: 'unsupported'; what: string }

/** Plays one step of a case. A step that expects failure wants a refusal or a new incident. */
export function playStep(stage: Stage, step: Step, defaultProcess: string): Played {
  const verb = Object.keys(step).find((key) => !MODIFIERS.has(key)) ?? Object.keys(step)[0] ?? ''
  const player = Object.hasOwn(PLAYERS, verb) ? PLAYERS[verb] : undefined
  if (player === undefined) return { kind: 'unsupported', what: `step ${verb}` }
  const before = stage.incidents
  const trouble = player(stage, step[verb] as never, step, defaultProcess)
  if (step.expectFailure === undefined || step.expectFailure === false) return trouble === null ? { kind: 'ok' } : { kind: 'failed', why: trouble }
  return trouble !== null || stage.incidents > before ? { kind: 'ok' } : { kind: 'failed', why: `${verb} succeeded, but failure was expected` }
}

/** Gives a command to the first instance that takes it. */
function command(stage: Stage, wanted: Command): string | null {
  let refusal = 'no instance is running'
  for (const { instanceId } of running(stage)) {
    const answer = submit(stage.rehearsal, instanceId, wanted)
    if (answer.ok) return null
    refusal = answer.rejection.message
  }
  return refusal
}

function waiting(stage: Stage): string[] {
  return activations(stage).flatMap(({ record }) => (record.multi === undefined && record.arrived === undefined ? [record.element] : []))
}

function rootData(stage: Stage): Record<string, unknown> {
  return stage.rehearsal.states.get(stage.root ?? '')?.data ?? {}
}

function same(what: string, actual: unknown, expected: unknown): string | null {
  return actual === expected ? null : `${what}: ${String(actual)}, expected ${String(expected)}`
}

function sameMultiset(what: string, actual: readonly string[], expected: readonly string[]): string | null {
  return isDeepStrictEqual([...actual].sort(), [...expected].sort()) ? null : `${what}: [${[...actual].sort().join(', ')}], expected [${[...expected].sort().join(', ')}]`
}

function missingFrom(what: string, actual: readonly string[], expected: readonly string[]): string | null {
  const left = [...actual]
  for (const id of expected) {
    const at = left.indexOf(id)
    if (at < 0) return `${what}: [${actual.join(', ')}], expected ${id} among them`
    left.splice(at, 1)
  }
  return null
}

function presentIn(what: string, actual: readonly string[], unwanted: readonly string[]): string | null {
  const found = unwanted.find((id) => actual.includes(id))
  return found === undefined ? null : `${what}: [${actual.join(', ')}], expected ${found} not to be among them`
}
