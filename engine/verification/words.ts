import type { Difference, ScenarioStep } from './walk_scenario.js'
import type { Observation } from './walker.js'

/** A step as one reads it: `complete review → flow_4, flow_7`. */
export function stepText({ stimulus, flows }: ScenarioStep): string {
  const push = stimulus === null ? 'start' : `${stimulus.kind} ${stimulus.element}${stimulus.kind === 'error' ? ` (${stimulus.code})` : ''}`
  return flows.length === 0 ? push : `${push} → ${flows.join(', ')}`
}

/** Where each engine stands at the first difference. */
export function differenceText({ steps, ours, theirs }: Difference): string {
  const last = steps.at(-1)
  return `step ${steps.length} (${last === undefined ? '' : stepText({ ...last, flows: [] })}): ours ${placeText(ours)}, bpmn-engine ${placeText(theirs)}`
}

function placeText(place: Observation | string): string {
  if (typeof place === 'string') return `gave up: ${place.split('\n')[0] as string}`
  if (place.hasEnded) return 'has ended'
  return place.waiting.length === 0 ? 'stands still' : `waits at ${place.waiting.join(', ')}`
}
