import fc from 'fast-check'
import type { Command } from '#engine/kernel/commands'
import type { InstanceState } from '#engine/kernel/state'

/** What somebody may try next; numbers choose among what is there. */
export interface Act {
  kind: 'complete' | 'claim' | 'transfer' | 'release' | 'fire' | 'message' | 'signal' | 'trigger' | 'job' | 'jobError' | 'jobFail' | 'retry' | 'suspend' | 'resume' | 'suspendByCaller' | 'resumeByCaller' | 'variables' | 'cancel' | 'begin' | 'finish' | 'nonsense'
  pick: number
}

export const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant('complete' as const) },
      { weight: 4, arbitrary: fc.constantFrom('fire' as const, 'message' as const, 'signal' as const, 'job' as const, 'trigger' as const, 'begin' as const) },
      { weight: 2, arbitrary: fc.constantFrom('claim' as const, 'release' as const, 'transfer' as const, 'variables' as const, 'jobError' as const, 'jobFail' as const, 'retry' as const, 'finish' as const) },
      { weight: 1, arbitrary: fc.constantFrom('suspend' as const, 'resume' as const, 'resume' as const, 'suspendByCaller' as const, 'resumeByCaller' as const, 'resumeByCaller' as const, 'nonsense' as const) },
    ),
    pick: fc.nat({ max: 20 }),
  }),
  { minLength: 3, maxLength: 40, size: 'max' },
)

/** The command an act means in this state, or null when there is nothing it could mean. `boxes` are the ad-hoc sub-processes of the model. */
export function commandFor(state: InstanceState, { kind, pick }: Act, boxes: ReadonlySet<string> = new Set()): Command | null {
  const { tokens } = state
  const id = (list: readonly { id: number }[]) => (list.length === 0 ? null : `${state.instanceId}:${(list[pick % list.length] as { id: number }).id}`)
  const taskId = id(tokens.active.filter((record) => record.task !== undefined))
  const jobId = id(tokens.jobs)
  switch (kind) {
    case 'complete':
      return taskId === null ? null : { type: 'CompleteTask', taskId, by: null, outcome: null, opinion: pick % 2 === 0 ? '同意' : null, data: { [`v${pick % 4}`]: pick, choice: pick % 3, both: pick % 2 === 0 } }
    case 'claim':
      return taskId === null ? null : { type: 'ClaimTask', taskId, by: 'admin' }
    case 'release':
      return taskId === null ? null : { type: 'ReleaseTask', taskId, by: 'admin' }
    case 'transfer':
      return taskId === null ? null : { type: 'TransferTask', taskId, by: 'admin', to: 'someone', opinion: null }
    case 'fire': {
      const timerId = id(tokens.timers)
      return timerId === null ? null : { type: 'FireTimer', timerId }
    }
    case 'message': {
      const subscriptionId = id(tokens.subscriptions.filter((subscription) => subscription.kind !== 'signal'))
      return subscriptionId === null ? null : { type: 'DeliverMessage', subscriptionId, name: 'news', variables: { told: pick } }
    }
    case 'signal':
      return tokens.subscriptions.some((subscription) => subscription.kind === 'signal') ? { type: 'DeliverSignal', name: 'alarm', variables: { heard: pick } } : null
    case 'trigger':
      return tokens.active.length === 0 ? null : { type: 'TriggerElement', elementId: (tokens.active[pick % tokens.active.length] as { element: string }).element, variables: {} }
    case 'job':
      return jobId === null ? null : { type: 'CompleteJob', jobId, variables: { done: pick } }
    case 'jobError':
      return jobId === null ? null : { type: 'ThrowJobError', jobId, code: 'BAD', message: 'bad', variables: {} }
    case 'jobFail':
      return jobId === null ? null : { type: 'FailJob', jobId, message: 'worker is gone', retriesLeft: pick % 2, retryAtMs: null }
    case 'retry': {
      const incidentId = id(tokens.incidents)
      return incidentId === null ? null : { type: 'RetryIncident', incidentId }
    }
    case 'suspend':
      return { type: 'SuspendInstance', reason: 'random' }
    case 'resume':
      return { type: 'ResumeInstance' }
    case 'suspendByCaller':
      return { type: 'SuspendInstance', reason: 'random', byCaller: true }
    case 'resumeByCaller':
      return { type: 'ResumeInstance', byCaller: true }
    case 'variables':
      return { type: 'SetVariables', variables: { choice: pick % 3, both: pick % 2 === 0 } }
    case 'cancel':
      return { type: 'CancelInstance', reason: 'random' }
    case 'begin':
    case 'finish': {
      const open = tokens.active.filter((record) => boxes.has(record.element) && record.multi === undefined)
      if (open.length === 0) return null
      const { id: number, element } = open[pick % open.length] as { id: number; element: string }
      const subProcessId = `${state.instanceId}:${number}`
      return kind === 'finish' ? { type: 'CompleteAdHoc', subProcessId, by: null } : { type: 'ActivateAdHoc', subProcessId, elementId: `${element}${pick % 2 === 0 ? 'b' : 't'}`, by: null }
    }
    case 'nonsense':
      return { type: 'CompleteTask', taskId: `${state.instanceId}:${pick}x`, by: null, outcome: null, opinion: null, data: {} }
  }
}
