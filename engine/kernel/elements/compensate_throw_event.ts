import type { SourceElement } from '#engine/model/source_element'
import type { Node } from '../graph.js'
import { triggerCompensation } from '../run/compensation.js'
import { findActivation, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import { defineElement, type ElementDefinition } from './element.js'

export interface CompensateThrowSettings {
  /** The activity to undo; null = everything completed in sight. */
  readonly activityId: string | null
  readonly waitsForCompletion: boolean
}

const compensateThrow = (kind: string): ElementDefinition =>
  defineElement<CompensateThrowSettings>({
    kind,
    rests: true,
    compile(source) {
      const [definition] = source.eventDefinitions as [SourceElement]
      const activity = definition.activityRef as SourceElement | undefined
      return { activityId: activity?.id ?? null, waitsForCompletion: definition.waitForCompletion !== false }
    },
    enter(run, record, node, settings) {
      const isAsked = triggerCompensation(run, record, scopesInSight(run, record, node, settings), isAround(node, settings.activityId) ? null : settings.activityId)
      return isAsked && settings.waitsForCompletion ? 'waiting' : 'done'
    },
  })

/** Its own scope; inside an event sub-process also the one around that; when it names the sub-process it stands in, that one. */
function scopesInSight(run: Run, record: Activation, node: Node, { activityId }: CompensateThrowSettings): number[] {
  if (isAround(node, activityId)) {
    let at = findActivation(run, record.scope)
    while (at !== undefined && at.element !== activityId) at = findActivation(run, at.scope)
    return at === undefined ? [] : [at.id]
  }
  const scopes = [record.scope]
  for (let at = node.parent, id = record.scope; at?.kind === 'eventSubProcess'; at = at.parent) {
    id = (findActivation(run, id) as Activation).scope
    scopes.push(id)
  }
  return scopes
}

function isAround(node: Node, activityId: string | null): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at.id === activityId) return true
  return false
}

/** Compensation intermediate throw event. BPMN 2.0.2, 10.5.4 and 13.5.5. */
export const compensateIntermediateThrowEvent = compensateThrow('intermediateThrowEvent:compensate')

/** Compensation end event. BPMN 2.0.2, 10.5.3 and 13.5.5. */
export const compensateEndEvent = compensateThrow('endEvent:compensate')
