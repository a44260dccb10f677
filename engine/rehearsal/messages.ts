import type { Command, Variables } from '#engine/kernel/commands'
import type { Rehearsal, RehearsalAnswer } from './rehearsal.js'
import { NOBODY, startAt, type Reached } from './signals.js'

export interface RehearsedMessage {
  name: string
  /** null fits subscriptions without a key alone. */
  correlationKey: string | null
  variables: Variables
  /** Of a message that an instance has thrown: how many led to it. */
  chain?: number
}

type CarryOut = (rehearsal: Rehearsal, instanceId: string, command: Command) => RehearsalAnswer

/** Brings a message to the subscription that has waited longest, else to a message start event; nobody waits for it: it is lost. */
export function publishMessage(rehearsal: Rehearsal, message: RehearsedMessage, carryOut: CarryOut): Reached {
  const { name, correlationKey, variables } = message
  const chained = message.chain === undefined ? {} : { chain: message.chain }
  for (const subscription of rehearsal.subscriptions.values()) {
    if (subscription.kind !== 'message' || subscription.name !== name || subscription.correlationKey !== correlationKey) continue
    const { subscriptionId } = subscription
    const instanceId = subscriptionId.slice(0, subscriptionId.lastIndexOf(':'))
    if (rehearsal.states.get(instanceId)?.status === 'suspended') return NOBODY
    const answer = carryOut(rehearsal, instanceId, { type: 'DeliverMessage', subscriptionId, name, variables, ...chained })
    return answer.ok ? { matched: [instanceId], held: 0 } : NOBODY
  }
  for (const process of rehearsal.processes.values()) {
    const starts = process.startEvents.filter((event) => event.kind === 'message' && event.messageName === name)
    const first = starts.filter(({ elementId, definition }, index) => index === 0 || (definition !== undefined && elementId === starts[0]!.elementId))
    const reached = first.map((start) => startAt(rehearsal, process, start, { variables, key: correlationKey, ...chained }, carryOut))
    if (reached.length > 0) return { matched: reached.flatMap(({ matched }) => matched), held: reached.reduce((sum, { held }) => sum + held, 0) }
  }
  return NOBODY
}
