import { checkInvariants } from '#engine/kernel/check_invariants'
import { idText } from '#engine/kernel/ids'
import type { InstanceState } from '#engine/kernel/state'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { LivenessCode, LivenessFinding, LivenessRows } from '../ports/liveness_store.js'

/** What is missing on one side, and what lies about on the other. */
const differences = (expected: Iterable<string>, there: { has(id: string): boolean; keys(): Iterable<string> }) => {
  const wanted = new Set(expected)
  return { missing: [...wanted].filter((id) => !there.has(id)), stray: [...there.keys()].filter((id) => !wanted.has(id)) }
}

/**
 * Whether a running instance can go on: what its state waits for lies in the tables, and what lies there belongs to a living activation.
 * Pure; state and rows have to be of one instant. Without its process the kernel's own check is left out.
 */
export const checkLiveness = (process: ExecutableProcess | null, state: InstanceState, rows: LivenessRows): LivenessFinding[] => {
  const { instanceId, tokens } = state
  const findings: LivenessFinding[] = []
  const add = (code: LivenessCode, details: readonly string[]): void => void findings.push(...details.map((detail) => ({ instanceId, code, detail })))
  const compare = (ids: Iterable<string>, there: ReadonlySet<string> | ReadonlyMap<string, unknown>, missing: LivenessCode, stray: LivenessCode): void => {
    const found = differences(ids, there)
    add(missing, found.missing)
    add(stray, found.stray)
  }
  const idsOf = (list: readonly { id: number }[]): string[] => list.map(({ id }) => idText(instanceId, id))

  if (process) add('STATE_UNSOUND', checkInvariants(process, state))
  const working = workOf(state)
  compare(working.keys(), rows.tasks, 'TASK_MISSING', 'TASK_STRAY')
  for (const [taskId, assignee] of working) if (rows.tasks.has(taskId) && rows.tasks.get(taskId) !== assignee) add('TASK_DIFFERS', [taskId])
  // a timer that stands still has no row: it is armed again at the resume
  compare(idsOf(tokens.timers.filter(({ restMs }) => restMs === undefined)), rows.timers, 'TIMER_MISSING', 'TIMER_STRAY')
  compare(idsOf(tokens.subscriptions), rows.subscriptions, 'SUBSCRIPTION_MISSING', 'SUBSCRIPTION_STRAY')
  compare(idsOf(tokens.jobs), rows.jobs, 'JOB_MISSING', 'JOB_STRAY')
  compare(idsOf(tokens.incidents), rows.incidents, 'INCIDENT_MISSING', 'INCIDENT_STRAY')
  if (rows.hasCommands) return findings
  add('CALL_LOST', tokens.active.flatMap(({ called }) => (called !== undefined && rows.called.get(called) !== true && !isStopped(state, called) ? [called] : [])))
  return findings
}

/** Open tasks and sub-tasks (加签) with whoever has them, by task id. */
const workOf = ({ instanceId, tokens }: InstanceState): Map<string, string | null> =>
  new Map([
    ...tokens.active.flatMap(({ id, task }): [string, string | null][] => (task ? [[idText(instanceId, id), task.assignee]] : [])),
    ...(tokens.subTasks ?? []).map(({ id, assignee }): [string, string] => [idText(instanceId, id), assignee]),
  ])

/** A call that ended in an incident waits for its retry. */
const isStopped = ({ tokens }: InstanceState, called: string): boolean =>
  tokens.active.some((record) => record.called === called && tokens.incidents.some(({ owner }) => owner === record.id))
