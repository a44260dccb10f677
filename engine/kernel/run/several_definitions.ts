import type { Variables } from '../commands.js'
import type { Watch } from '../elements/element.js'
import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { STOPPED, type Stopped } from './evaluate.js'
import { elementOf, emit, findActivation, idOf, type Run } from './run.js'
import { setVariables } from './variables.js'

/** Decides what these definitions of an event wait for; the function given back arms them all. */
export function prepareParts(run: Run, host: Activation, parts: readonly Node[]): Watch | Stopped {
  const watches: Watch[] = []
  for (const part of parts) {
    const prepared = elementOf(run, part).watch?.(run, host, part, part.settings)
    if (prepared === STOPPED) return STOPPED
    if (prepared !== undefined) watches.push(prepared)
  }
  return () => {
    for (const watch of watches) watch()
  }
}

/** Whether this definition of an event has happened already, for who waits for it, while others are still awaited. */
export function hasHappened(run: Run, owner: number, { id, part }: Node): boolean {
  return part !== null && run.draft.tokens.happened?.some((one) => one.owner === owner && one.element === id && one.definition === part.position) === true
}

/**
 * Whether an event that needs all of its definitions goes on waiting now that one has happened; what that one brought is kept. Any order
 * will do, and one that happens twice counts once. BPMN 2.0.2, 10.5.1 (parallel multiple).
 */
export function awaitsOthers(run: Run, owner: number, event: Node, variables: Variables): boolean {
  const { part } = event
  if (part === null || !part.needsAll) return false
  const awaited = part.whole.parts.filter((other) => other !== event && !hasHappened(run, owner, other)).length
  if (!hasHappened(run, owner, event)) noteHappened(run, owner, event, awaited)
  if (awaited > 0) setVariables(run, scopeOf(run, owner, event), variables)
  return awaited > 0
}

/** Notes that one definition of an event has happened. */
export function noteHappened(run: Run, owner: number, { id, part }: Node, awaited: number): void {
  if (part !== null) emit(run, { type: 'DefinitionHappened', elementInstanceId: idOf(run, owner), elementId: id, definition: part.position, awaited })
}

/** Where an event writes what it brings. */
function scopeOf(run: Run, owner: number, { type }: Node): number {
  return type === 'boundaryEvent' ? (findActivation(run, owner)?.scope ?? 0) : owner
}
