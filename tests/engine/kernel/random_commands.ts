import fc from 'fast-check'
import type { Command } from '#engine/kernel/commands'
import type { InstanceState } from '#engine/kernel/state'

type Operation = 'return' | 'withdraw' | 'jump' | 'sign' | 'unsign' | 'delegate' | 'resolve' | 'opine'

/** What somebody may try next; numbers choose among what is there. */
export interface Act {
  kind: 'complete' | 'claim' | 'transfer' | 'release' | 'fire' | 'message' | 'signal' | 'trigger' | 'job' | 'jobError' | 'jobFail' | 'retry' | 'suspend' | 'resume' | 'suspendByCaller' | 'resumeByCaller' | 'variables' | 'cancel' | 'begin' | 'finish' | 'nonsense' | Operation
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

/** Work with much going back, forth and aside. */
export const operationActs: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 8, arbitrary: fc.constant('complete' as const) },
      { weight: 2, arbitrary: fc.constantFrom('fire' as const, 'message' as const, 'job' as const, 'begin' as const, 'retry' as const) },
      { weight: 8, arbitrary: fc.constantFrom('return' as const, 'return' as const, 'withdraw' as const, 'jump' as const, 'sign' as const, 'opine' as const, 'unsign' as const, 'delegate' as const, 'resolve' as const) },
    ),
    pick: fc.nat({ max: 20 }),
  }),
  { minLength: 12, maxLength: 40, size: 'max' },
)

/** What of a model the acts have to know: its ad-hoc sub-processes, and all its flow nodes. */
export interface ActedModel {
  readonly boxes: ReadonlySet<string>
  readonly elements: readonly string[]
}

/** The command an act means in this state, or null when there is nothing it could mean. */
export function commandFor(state: InstanceState, act: Act, model: ActedModel = { boxes: new Set(), elements: [] }): Command | null {
  const { kind, pick } = act
  const { boxes } = model
  const { tokens } = state
  const id = (list: readonly { id: number }[]) => (list.length === 0 ? null : `${state.instanceId}:${(list[pick % list.length] as { id: number }).id}`)
  const taskId = id(tokens.active.filter((record) => record.task !== undefined))
  const jobId = id(tokens.jobs)
  switch (kind) {
    case 'complete':
      return taskId === null ? null : { type: 'CompleteTask', taskId, by: pick % 3 === 0 ? null : assigneeOf(state, taskId), outcome: null, opinion: pick % 2 === 0 ? '同意' : null, data: { [`v${pick % 4}`]: pick, choice: pick % 3, both: pick % 2 === 0 } }
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
    default:
      return operationFor(state, kind, pick, model)
  }
}

const PEOPLE = ['admin', 'someone', 'another', 'third']

function assigneeOf({ instanceId, tokens }: InstanceState, taskId: string): string {
  const id = Number(taskId.slice(instanceId.length + 1))
  return tokens.active.find((record) => record.id === id)?.task?.assignee ?? tokens.subTasks?.find((sub) => sub.id === id)?.assignee ?? 'admin'
}

/** What is done to running work: often refused, never harmful. */
function operationFor(state: InstanceState, kind: Operation, pick: number, { elements }: ActedModel): Command | null {
  const { tokens, instanceId } = state
  const { subTasks = [] } = tokens
  const tasks = [...tokens.active.filter(({ task }) => task !== undefined), ...subTasks]
  if (tasks.length === 0 && kind !== 'jump' && kind !== 'withdraw') return null
  const taskId = `${instanceId}:${tasks[pick % tasks.length]?.id}`
  const by = assigneeOf(state, taskId)
  const users = [PEOPLE[(pick * 7) % PEOPLE.length] as string]
  const opinion = null
  const isOffered = tokens.active.some(({ id, task }) => taskId.endsWith(`:${id}`) && task?.assignee === null)
  if (isOffered && kind !== 'jump' && kind !== 'withdraw' && kind !== 'opine') return { type: 'ClaimTask', taskId, by: 'admin' }
  switch (kind) {
    case 'return':
      return { type: 'ReturnTask', taskId, by, to: ['previous', 'starter', elements[(pick * 5) % elements.length] ?? 'previous'][pick % 3] as string, then: pick % 4 === 0 ? 'back-to-me' : 'sequence', opinion }
    case 'withdraw':
      return { type: 'WithdrawTask', taskId: `${instanceId}:${Math.max(1, tokens.counter - pick)}`, by: pick % 7 === 0 ? 'someone' : 'admin', opinion }
    case 'jump': {
      const from = tokens.active[pick % tokens.active.length]
      return from === undefined || elements.length === 0 ? null : { type: 'MoveToken', from: `${instanceId}:${from.id}`, to: elements[(pick * 11) % elements.length] as string, by, reason: 'random', asAdministrator: true }
    }
    case 'sign':
      return { type: 'AddSigners', taskId, by, users, position: (['before', 'after', 'parallel'] as const)[pick % 3] as 'before', opinion, outcome: subTasks.some(({ id }) => taskId.endsWith(`:${id}`)) ? 'agree' : null, data: {} }
    case 'unsign':
      return { type: 'RemoveSigners', taskId: `${instanceId}:${subTasks[pick % Math.max(1, subTasks.length)]?.owner ?? tasks[0]?.id}`, by, users: [subTasks[pick % Math.max(1, subTasks.length)]?.assignee ?? users[0] as string], opinion, asSupervisor: true }
    case 'delegate':
      return { type: 'DelegateTask', taskId, by, to: users[0] as string, opinion }
    case 'resolve':
      return { type: 'ResolveTask', taskId, by, opinion }
    case 'opine': {
      const sub = subTasks[pick % Math.max(1, subTasks.length)]
      return sub === undefined ? null : { type: 'CompleteTask', taskId: `${instanceId}:${sub.id}`, by: sub.assignee, outcome: pick % 2 === 0 ? 'agree' : 'disagree', opinion, data: {} }
    }
  }
}
