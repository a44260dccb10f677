import { definitionAt, type CompiledTimer, type Node } from '../graph.js'
import type { DeliverMessage, DeliverSignal, FireTimer, TriggerElement } from '../commands.js'
import { indexOfId } from '../apply/draft.js'
import { rearmTimer } from '../elements/timer_wait.js'
import { readId } from '../ids.js'
import { happen, listensOn, reach } from '../run/happen.js'
import { isStopped } from '../run/incidents.js'
import { emit, nodeById, type Run } from '../run/run.js'
import type { Rejection } from '../rejection.js'
import type { Activation, OpenSubscription } from '../state.js'
import { reject, type Handler } from './handler.js'
import { checkNames } from './variable_names.js'

/** The clock has reached a timer: what waited for it happens, and a cycle that does not interrupt is armed again. */
export const fireTimer: Handler<FireTimer> = (run, { timerId }) => {
  const { timers } = run.draft.tokens
  const timer = timers[indexOfId(timers, readId(run.instanceId, timerId) ?? -1)]
  if (timer === undefined) return reject('NOT_FOUND', '此定时器已不在等待中。无需处理。')
  emit(run, { type: 'TimerDisarmed', timerId, cause: 'fired' })
  const node = definitionAt(nodeById(run, timer.element), timer.definition)
  happen(run, timer.owner, node, {})
  if (listensOn(node)) rearmTimer(run, timer, (node.settings as { timer: CompiledTimer }).timer)
  return undefined
}

/** A message reaches one waiting subscription; its variables go to the nearest scope that knows them. */
export const deliverMessage: Handler<DeliverMessage> = (run, { subscriptionId, name, variables }) => {
  const found = subscriptionFor(run, { subscriptionId, name })
  if (found.rejection !== undefined) return found.rejection
  const refusal = checkNames(variables)
  if (refusal !== undefined) return refusal
  reach(run, found.subscription, variables)
  return undefined
}

/** A signal reaches everything here that listened for it when it came, one after the other. */
export const deliverSignal: Handler<DeliverSignal> = (run, { name, variables, until = Infinity, chain = run.chain }) => {
  if (!run.draft.tokens.subscriptions.some((one) => one.kind === 'signal' && one.name === name && one.id <= until)) return signalUnheard(name)
  const refusal = checkNames(variables)
  if (refusal !== undefined) return refusal
  run.signals.push({ name, variables, until: Math.min(until, run.draft.tokens.counter), chain, after: 0 })
  return undefined
}

export function signalUnheard(name: string): Rejection {
  return reject('NOT_FOUND', `没有环节在等待信号“${name}”。无需处理。`)
}

type Waiting = { rejection: Rejection } | { rejection?: undefined; subscription: OpenSubscription }

/** The subscription a message is for. */
export function subscriptionFor(run: Run, { subscriptionId, name }: { subscriptionId: string; name: string }): Waiting {
  const { subscriptions } = run.draft.tokens
  const subscription = subscriptions[indexOfId(subscriptions, readId(run.instanceId, subscriptionId) ?? -1)]
  if (subscription === undefined || subscription.kind === 'signal') return { rejection: reject('NOT_FOUND', `没有环节在等待消息“${name}”。请核对消息名和关联键。`) }
  if (subscription.name === name) return { subscription }
  return { rejection: reject('INVALID_ARGUMENT', `该环节等待的是消息“${subscription.name}”，收到的是“${name}”。请核对消息名。`) }
}

/** Continues one token at a receive task or catch event, the one that has waited longest; one behind an event-based gateway decides it. */
export const triggerElement: Handler<TriggerElement> = (run, { elementId, variables }) => {
  const event = run.graph.nodesById.get(elementId)
  const record = event === undefined ? undefined : run.draft.tokens.active.find((candidate) => waitsFor(run, candidate, event))
  if (event === undefined || record === undefined) return reject('NOT_FOUND', `没有令牌停在可触发的环节“${elementId}”。请核对环节编号。`)
  const refusal = checkNames(variables)
  if (refusal !== undefined) return refusal
  happen(run, record.id, event, variables)
  return undefined
}

function waitsFor(run: Run, record: Activation, event: Node): boolean {
  if (event.type !== 'receiveTask' && event.type !== 'intermediateCatchEvent') return false
  if (record.multi !== undefined || isStopped(run, record.id)) return false
  return record.element === event.id || event.incoming.some(({ source }) => source.kind === 'eventBasedGateway' && source.id === record.element)
}
