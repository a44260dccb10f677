import type { DefinitionHappened } from '../events.js'
import { idNumber } from '../ids.js'
import type { HappenedDefinition } from '../state.js'
import type { Draft } from './draft.js'

/** One definition of an event has happened while others are awaited; with the last one the event has, and the next round begins with none. */
export function applyDefinitionHappened(draft: Draft, { elementInstanceId, elementId: element, definition, awaited }: DefinitionHappened): void {
  const owner = idNumber(draft.state.instanceId, elementInstanceId)
  const isOfEvent = (one: HappenedDefinition) => one.owner === owner && one.element === element
  const others = (draft.tokens.happened ?? []).filter((one) => !isOfEvent(one) || (awaited > 0 && one.definition !== definition))
  keep(draft, awaited === 0 ? others : [...others, { owner, element, definition }])
}

/** What has waited is gone, and with it what had happened to it. */
export function forgetHappened(draft: Draft, owner: number): void {
  const { happened } = draft.tokens
  if (happened?.some((one) => one.owner === owner)) keep(draft, happened.filter((one) => one.owner !== owner))
}

function keep(draft: Draft, happened: HappenedDefinition[]): void {
  if (happened.length === 0) delete draft.tokens.happened
  else draft.tokens.happened = happened
}
