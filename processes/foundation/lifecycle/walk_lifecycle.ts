import type { ElementInformation, ExecutableProcess } from '#engine/model/executable_process'

import type { Lifecycle } from './lifecycle.js'

/** An element that can emit its event while the life-cycle stands in a state that knows no way for it. */
export interface ReachableRefusal {
  elementId: string
  event: string
  state: string
}

/**
 * Walks model and life-cycle together, every way the flows allow and whatever the conditions say, and reports what the life-cycle
 * could not follow. Branches that run side by side are walked one after the other, so a finding is a hint, not a proof.
 */
export function walkLifecycle(process: ExecutableProcess, lifecycle: Lifecycle): ReachableRefusal[] {
  const next = flowsBySource(process)
  const refusals = new Map<string, ReachableRefusal>()
  const seen = new Set<string>()
  const first = lifecycle.begin().state
  const open = process.startEvents.map((start) => ({ elementId: start.elementId, state: first }))
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const key = `${place.elementId} ${place.state}`
    if (seen.has(key)) continue
    seen.add(key)
    const element = process.elements.get(place.elementId)
    for (const state of statesAfter(element, place.state, lifecycle, refusals)) {
      for (const elementId of next.get(place.elementId) ?? []) open.push({ elementId, state })
    }
  }
  return [...refusals.values()]
}

function statesAfter(element: ElementInformation | undefined, state: string, lifecycle: Lifecycle, refusals: Map<string, ReachableRefusal>): readonly string[] {
  const event = element?.lifecycleEvent
  if (element === undefined || event === undefined) return [state]
  const targets = lifecycle.targets(state, event)
  if (targets.length > 0) return targets
  refusals.set(`${element.id} ${state}`, { elementId: element.id, event, state })
  return [state]
}

function flowsBySource(process: ExecutableProcess): ReadonlyMap<string, string[]> {
  const targets = new Map<string, string[]>()
  for (const { flow } of process.elements.values()) {
    if (flow !== undefined) targets.set(flow.sourceId, [...(targets.get(flow.sourceId) ?? []), flow.targetId])
  }
  return targets
}
