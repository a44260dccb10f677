import { TASKS_VARIABLE } from '../apply/answers.js'
import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { fireBoundary } from './boundaries.js'
import type { ConditionSettings, ConditionWatch } from './condition_watch.js'
import { eventSubProcessesOf, isInterrupted, triggerEventSubProcess } from './event_sub_processes.js'
import { holdsNow } from './holds_now.js'
import { findActivation, type Run } from './run.js'
import { awaitsOthers, hasHappened } from './several_definitions.js'

/**
 * Looks at the conditions that something has happened to, and lets those that hold fire; each change is looked at once. `leaving` is an
 * activation about to leave: its own boundary events come too late. True = something fired. BPMN 2.0.2, 10.5.5 (conditional event).
 */
export function fireConditions(run: Run, leaving = -1): boolean {
  const { conditions } = run
  if (conditions === null || (conditions.changed.length === 0 && conditions.begun.length === 0 && !conditions.all)) return false
  const due = { changed: conditions.changed.splice(0), begun: conditions.begun.splice(0), all: conditions.all }
  conditions.all = false
  let fired = false
  for (const event of run.graph.conditionalEvents) {
    for (const owner of waitingAt(run, event)) {
      if ((owner === leaving && event.type === 'boundaryEvent') || !isDue(run, due, owner, event)) continue
      if (!stillWaits(run, owner, event) || !holdsNow(run, owner, event)) continue
      fire(run, conditions, owner, event)
      fired = true
    }
  }
  return fired
}

function fire(run: Run, conditions: ConditionWatch, owner: number, event: Node): void {
  run.activations++
  if (!isListener(event)) conditions.happened.push({ owner, event })
  else if (awaitsOthers(run, owner, event, {})) return
  else if (event.type === 'startEvent') triggerEventSubProcess(run, owner, event, {})
  else fireBoundary(run, findActivation(run, owner) as Activation, event.part?.whole ?? event, {})
}

/** Whether an event hangs at something else and no token rests at it; the start of a process that awaits more is rested at. */
const isListener = ({ type, parent }: Node): boolean => type === 'boundaryEvent' || (type === 'startEvent' && parent?.kind === 'eventSubProcess')

/** Who waits for a conditional event now: activities it is attached to, scopes it listens in, tokens resting at it or at the gateway before it. */
function waitingAt(run: Run, event: Node): number[] {
  if (event.type === 'startEvent' && isListener(event)) return scopesWith(run, event.parent as Node)
  const { active, incidents } = run.draft.tokens
  const hasNotBegun = ({ id }: Activation) => incidents.some((incident) => incident.owner === id && incident.stage === 'enter')
  const isThere = (record: Activation): boolean => {
    if (event.type === 'boundaryEvent') return record.element === event.attachedTo?.id && record.loop === undefined
    return record.element === event.id || event.incoming.some(({ source }) => source.kind === 'eventBasedGateway' && source.id === record.element)
  }
  return active.filter((record) => isThere(record) && !hasNotBegun(record)).map((record) => record.id)
}

function scopesWith(run: Run, eventSubProcess: Node): number[] {
  const container = eventSubProcess.parent
  if (container === null) return [0]
  const inside = run.draft.tokens.active.filter((record) => record.element === container.id)
  return inside.map((record) => record.id).filter((id) => eventSubProcessesOf(run, id).includes(eventSubProcess))
}

function stillWaits(run: Run, owner: number, event: Node): boolean {
  if ((owner !== 0 && findActivation(run, owner) === undefined) || hasHappened(run, owner, event)) return false
  return event.type !== 'startEvent' || !isInterrupted(run, owner)
}

/** Every completed task changes the record of answers: without a filter only a condition that reads it is looked at then. */
function isDue(run: Run, due: Pick<ConditionWatch, 'changed' | 'begun' | 'all'>, owner: number, event: Node): boolean {
  if (due.all || due.begun.includes(owner)) return true
  const { names, changes, condition } = event.settings as ConditionSettings
  const concerns = (name: string) => names?.includes(name) ?? (name !== TASKS_VARIABLE || condition?.names.includes(name) === true)
  return due.changed.some(
    ({ scope, name, change }) => concerns(name) && (changes === null || changes.includes(change)) && isInSight(run, owner, scope),
  )
}

/** Whether what lies in a scope is seen from an activation: it is its own or one around it. */
function isInSight(run: Run, from: number, scope: number): boolean {
  for (let at = from; at !== 0; at = findActivation(run, at)?.scope ?? 0) if (at === scope) return true
  return scope === 0
}
