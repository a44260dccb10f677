import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { StartInstance, Variables } from './commands.js'
import { definitionsOf, graphOf, type Node } from './graph.js'
import type { ConditionSettings } from './run/condition_watch.js'

/** A start event, and which of its definitions when it needs all of them. */
export type StartPoint = Pick<StartInstance, 'startDefinition'> & { readonly startElementId: string }

/** Where a start is asked for that the compiled process lists. */
export const startPoint = ({ elementId, definition }: StartEventInformation): StartPoint => ({
  startElementId: elementId, ...(definition !== undefined && { startDefinition: definition }),
})

/**
 * Conditional start events of a process that these variables make true, in document order. One that names its variables
 * (`camunda:variableName`) wants one of them to be given; over an unset variable a condition does not hold. BPMN 2.0.2, 10.5.2.
 */
export function trueStartConditions(process: ExecutableProcess, variables: Variables, nowMs: number): StartPoint[] {
  const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  const holds = (event: Node): boolean => {
    if (event.kind !== 'startEvent:conditional') return false
    const { condition, names } = event.settings as ConditionSettings
    if (condition === null || (names !== null && !names.some((name) => Object.hasOwn(variables, name)))) return false
    const result = condition.evaluate({ lookup, nowMs })
    return result.ok && result.value === true
  }
  return graphOf(process).starts.flatMap((event) => {
    const found = definitionsOf(event).find(holds)
    if (found === undefined) return []
    return [{ startElementId: event.id, ...(found.part?.needsAll === true && { startDefinition: found.part.position }) }]
  })
}
