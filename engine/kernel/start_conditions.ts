import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { Variables } from './commands.js'
import { definitionsOf, graphOf, type Node } from './graph.js'
import type { ConditionSettings } from './run/condition_watch.js'

/** What somebody outside has told of one condition of a start event. */
export interface ToldCondition {
  /** Process, start event and which of its definitions: the same in every version. */
  readonly place: string
  /** The condition's own text: another one at the same place has not held yet. */
  readonly condition: string
  readonly holds: boolean
  readonly start: StartEventInformation
}

/**
 * The conditional start events of a process of which these variables tell whether they hold, in document order. One that names its variables
 * (`camunda:variableName`) wants one of them to be given; a condition that cannot be told from what is given stays as it was.
 * BPMN 2.0.2, 10.5.2.
 */
export function toldStartConditions(process: ExecutableProcess, variables: Variables, nowMs: number): ToldCondition[] {
  const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  const toldAt = (event: Node, index: number, listed: readonly StartEventInformation[]): ToldCondition[] => {
    if (event.kind !== 'startEvent:conditional') return []
    const { condition, names } = event.settings as ConditionSettings
    const start = listed.find(({ definition }) => definition === undefined || definition === event.part?.position)
    if (condition === null || start === undefined || (names !== null && !names.some((name) => Object.hasOwn(variables, name)))) return []
    const result = condition.evaluate({ lookup, nowMs })
    const isKnown = result.ok && (typeof result.value === 'boolean' || result.unsetNames.length === 0)
    return isKnown ? [{ place: `${process.id}/${event.id}/${index}`, condition: condition.source, holds: result.value === true, start }] : []
  }
  return graphOf(process).starts.flatMap((event) => {
    const listed = process.startEvents.filter(({ elementId, kind }) => elementId === event.id && kind === 'conditional')
    return definitionsOf(event).flatMap((one, index) => toldAt(one, index, listed))
  })
}

/**
 * Those that have become true: a condition has to turn false before it can start anything again (BPMN 2.0.2, table 10.84). `before`: the
 * condition that held at a place until now.
 */
export const becameTrue = (told: readonly ToldCondition[], before: (place: string) => string | undefined): ToldCondition[] =>
  told.filter(({ place, condition, holds }) => holds && before(place) !== condition)

/** The start events of these conditions; of an event that needs several triggers each condition, of any other one. */
export const startsOfConditions = (conditions: readonly ToldCondition[]): StartEventInformation[] => [...new Set(conditions.map(({ start }) => start))]
