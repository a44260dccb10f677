import type { CompiledTimer, Node } from '../graph.js'
import type { DeliverMessage, FireTimer, TriggerElement, Variables } from '../commands.js'
import { indexOfId } from '../apply/draft.js'
import { rearmTimer } from '../elements/timer_wait.js'
import { readId } from '../ids.js'
import { fireBoundary } from '../run/boundaries.js'
import { leave } from '../run/leave.js'
import { emit, findActivation, nodeById, type Run } from '../run/run.js'
import { setVariables } from '../run/variables.js'
import type { Rejection } from '../rejection.js'
import type { Activation, OpenSubscription } from '../state.js'
import { reject, type Handler } from './handler.js'
import { checkNames } from './variable_names.js'

/** The clock has reached a timer: its catch event goes on, or its boundary event happens and a cycle is armed again. */
export const fireTimer: Handler<FireTimer> = (run, { timerId }) => {
  const { timers } = run.draft.tokens
  const timer = timers[indexOfId(timers, readId(run.instanceId, timerId) ?? -1)]
  const owner = timer === undefined ? undefined : findActivation(run, timer.owner)
  if (timer === undefined || owner === undefined) return reject('NOT_FOUND', '此定时器已不在等待中。无需处理。')
  emit(run, { type: 'TimerDisarmed', timerId, cause: 'fired' })
  const node = nodeById(run, timer.element)
  happen(run, owner, node, {})
  if (node.type === 'boundaryEvent' && !node.isInterrupting) rearmTimer(run, owner, timer, (node.settings as { timer: CompiledTimer }).timer)
  return undefined
}

/** A message reaches one waiting subscription; its variables go to the nearest scope that knows them. */
export const deliverMessage: Handler<DeliverMessage> = (run, { subscriptionId, name, variables }) => {
  const found = subscriptionFor(run, { subscriptionId, name })
  if (found.rejection !== undefined) return found.rejection
  const refusal = checkNames(variables)
  if (refusal !== undefined) return refusal
  const { subscription, owner } = found
  const node = nodeById(run, subscription.element)
  if (node.type !== 'boundaryEvent' || node.isInterrupting) emit(run, { type: 'SubscriptionClosed', subscriptionId })
  happen(run, owner, node, variables)
  return undefined
}

type Waiting = { rejection: Rejection } | { rejection?: undefined; subscription: OpenSubscription; owner: Activation }

/** The subscription a message is for, with the activation that waits. */
export function subscriptionFor(run: Run, { subscriptionId, name }: { subscriptionId: string; name: string }): Waiting {
  const { subscriptions } = run.draft.tokens
  const subscription = subscriptions[indexOfId(subscriptions, readId(run.instanceId, subscriptionId) ?? -1)]
  const owner = subscription === undefined ? undefined : findActivation(run, subscription.owner)
  if (subscription === undefined || owner === undefined) return { rejection: reject('NOT_FOUND', `没有环节在等待消息“${name}”。请核对消息名和关联键。`) }
  if (subscription.name === name) return { subscription, owner }
  return { rejection: reject('INVALID_ARGUMENT', `该环节等待的是消息“${subscription.name}”，收到的是“${name}”。请核对消息名。`) }
}

/** Continues one token at a receive task or catch event, the one that has waited longest. */
export const triggerElement: Handler<TriggerElement> = (run, { elementId, variables }) => {
  const record = run.draft.tokens.active.find((candidate) => candidate.element === elementId && isTriggerable(run, candidate))
  if (record === undefined) return reject('NOT_FOUND', `没有令牌停在可触发的环节“${elementId}”。请核对环节编号。`)
  const refusal = checkNames(variables)
  if (refusal !== undefined) return refusal
  happen(run, record, nodeById(run, elementId), variables)
  return undefined
}

function isTriggerable(run: Run, record: Activation): boolean {
  const { type } = nodeById(run, record.element)
  if (type !== 'receiveTask' && type !== 'intermediateCatchEvent') return false
  return record.multi === undefined && !run.draft.tokens.incidents.some((incident) => incident.owner === record.id)
}

function happen(run: Run, owner: Activation, node: Node, variables: Variables): void {
  if (node.type === 'boundaryEvent') {
    fireBoundary(run, owner, node, variables)
    return
  }
  setVariables(run, owner.id, variables)
  leave(run, owner)
}
