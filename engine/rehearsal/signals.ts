import type { Command, Variables } from '#engine/kernel/commands'
import type { BroadcastSignal } from '#engine/kernel/effects'
import { startPoint, trueStartConditions, type StartPoint } from '#engine/kernel/start_conditions'
import type { Rehearsal, RehearsalAnswer } from './rehearsal.js'

type CarryOut = (rehearsal: Rehearsal, instanceId: string, command: Command) => RehearsalAnswer

/** Brings a signal to every instance that listens for it, then to the signal start events. Answers the instances it reached. */
export function broadcastSignal(rehearsal: Rehearsal, { name, variables, thrower, chain }: Omit<BroadcastSignal, 'type'>, carryOut: CarryOut): string[] {
  const chained = chain === undefined ? {} : { chain }
  const listening = [...rehearsal.states.values()].filter(({ tokens }) => tokens.subscriptions.some((one) => one.kind === 'signal' && one.name === name))
  const reached = listening.flatMap(({ instanceId }) => {
    if (instanceId === thrower?.instanceId && thrower.hasHeard === true) return []
    const until = instanceId === thrower?.instanceId ? { until: thrower.until } : {}
    return carryOut(rehearsal, instanceId, { type: 'DeliverSignal', name, variables, ...until, ...chained }).ok ? [instanceId] : []
  })
  for (const process of rehearsal.processes.values()) {
    for (const start of process.startEvents) {
      if (start.kind === 'signal' && start.signalName === name) reached.push(...startAt(rehearsal, process.id, startPoint(start), variables, carryOut, chained))
    }
  }
  return reached
}

/** Starts an instance at each conditional start event that these variables make true. Answers the instances started. */
export function startByConditions(rehearsal: Rehearsal, variables: Variables, carryOut: CarryOut): string[] {
  return [...rehearsal.processes.values()].flatMap((process) =>
    trueStartConditions(process, variables, rehearsal.nowMs).flatMap((start) => startAt(rehearsal, process.id, start, variables, carryOut)),
  )
}

/** A new instance that begins at a given start event. */
export function startAt(rehearsal: Rehearsal, processId: string, start: StartPoint, variables: Variables, carryOut: CarryOut, chained: { chain?: number } = {}): string[] {
  rehearsal.instanceCount++
  const instanceId = `i${rehearsal.instanceCount}`
  const rest = { businessKey: null, title: null, starter: null, caller: null }
  const answer = carryOut(rehearsal, instanceId, { type: 'StartInstance', instanceId, definitionId: processId, ...start, variables, ...chained, ...rest })
  return answer.ok ? [instanceId] : []
}
