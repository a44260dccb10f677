import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'

/** A trigger of a start event that needs several: held until the others have come. */
export interface HeldTrigger {
  /** Which of the event's definitions, and what it is called: the same in the next version of the model unless the event has changed. */
  readonly trigger: string
  /** Which matter it belongs to; null fits every matter. */
  readonly key: string | null
}

/** The name of one definition among those of its start event. */
export const triggerName = ({ definition, kind, messageName, signalName }: StartEventInformation): string =>
  `${definition ?? 0}:${kind}:${messageName ?? signalName ?? ''}`

/** Everything a parallel multiple start event needs, by name; empty where one definition is enough. BPMN 2.0.2, 10.5.2. */
export const triggersNeeded = ({ startEvents }: ExecutableProcess, elementId: string): string[] =>
  startEvents.filter((start) => start.elementId === elementId && start.definition !== undefined).map(triggerName)

/** Whether one more of these would only say again what is held: a signal, a timer, a condition counts once a round, each message is one of its own. */
export const isSaidAlready = (arrived: HeldTrigger, held: readonly HeldTrigger[]): boolean =>
  !/^\d+:message:/.test(arrived.trigger) && held.some(({ trigger }) => trigger === arrived.trigger)

/**
 * What makes up one start: of each trigger needed the oldest one that fits the same matter. `held` is in order of arrival, and so is the
 * answer; null while something is still missing.
 */
export function completeRound<T extends HeldTrigger>(needed: readonly string[], held: readonly T[]): T[] | null {
  const keys = new Set(held.map(({ key }) => key).filter((key) => key !== null))
  for (const key of [...keys, null]) {
    const taken = needed.map((trigger) => held.find((one) => one.trigger === trigger && one.key === key) ?? held.find((one) => one.trigger === trigger && one.key === null))
    if (taken.every((one) => one !== undefined)) return held.filter((one) => taken.includes(one))
  }
  return null
}
