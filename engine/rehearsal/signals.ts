import type { Command, Variables } from '#engine/kernel/commands'
import type { BroadcastSignal } from '#engine/kernel/effects'
import { completeRound, isSaidAlready, triggerName, triggersNeeded } from '#engine/kernel/gathered_starts'
import { becameTrue, startsOfConditions, toldStartConditions } from '#engine/kernel/start_conditions'
import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
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
      if (start.kind === 'signal' && start.signalName === name) reached.push(...startAt(rehearsal, process, start, { variables, key: null, ...chained }, carryOut).matched)
    }
  }
  return reached
}

/** Starts an instance at each conditional start event whose condition these variables turn true. Answers the instances started. */
export function startByConditions(rehearsal: Rehearsal, variables: Variables, carryOut: CarryOut): string[] {
  const { holding } = rehearsal
  return [...rehearsal.processes.values()].flatMap((process) => {
    const told = toldStartConditions(process, variables, rehearsal.nowMs)
    const turned = becameTrue(told, (place) => holding.get(place))
    for (const { place, condition, holds } of told) {
      if (holds) holding.set(place, condition)
      else holding.delete(place)
    }
    return startsOfConditions(turned).flatMap((start) => startAt(rehearsal, process, start, { variables, key: null }, carryOut).matched)
  })
}

/** What starts an instance: `key` says which matter it belongs to. */
interface Occasion {
  readonly variables: Variables
  readonly key: string | null
  readonly chain?: number
}

/** Whom something from outside has reached. */
export interface Reached {
  /** Instances, those it has started among them. */
  readonly matched: string[]
  /** Start events that keep it until their other triggers have come. */
  readonly held: number
}

export const NOBODY: Reached = { matched: [], held: 0 }

/** A new instance that begins at this start event; one that needs further triggers keeps this one until they have come. */
export function startAt(rehearsal: Rehearsal, process: ExecutableProcess, start: StartEventInformation, occasion: Occasion, carryOut: CarryOut): Reached {
  const variables = start.definition === undefined ? occasion.variables : gather(rehearsal, process, start, occasion)
  if (variables === null) return { matched: [], held: 1 }
  rehearsal.instanceCount++
  const instanceId = `i${rehearsal.instanceCount}`
  const chained = occasion.chain === undefined ? {} : { chain: occasion.chain }
  const rest = { businessKey: null, title: null, starter: null, caller: null }
  const answer = carryOut(rehearsal, instanceId, { type: 'StartInstance', instanceId, definitionId: process.id, startElementId: start.elementId, variables, ...chained, ...rest })
  return answer.ok ? { matched: [instanceId], held: 0 } : NOBODY
}

/** What all triggers of a start event have brought; null while one is missing. */
function gather(rehearsal: Rehearsal, process: ExecutableProcess, start: StartEventInformation, { variables, key }: Occasion): Variables | null {
  const place = `${process.id}/${start.elementId}`
  const held = rehearsal.held.get(place) ?? []
  const arrived = { trigger: triggerName(start), key, variables }
  if (!isSaidAlready(arrived, held)) held.push(arrived)
  const round = completeRound(triggersNeeded(process, start.elementId), held)
  rehearsal.held.set(place, round === null ? held : held.filter((one) => !round.includes(one)))
  return round === null ? null : (Object.assign({}, ...round.map((one) => one.variables)) as Variables)
}
