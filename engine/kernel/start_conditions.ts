import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { Variables } from './commands.js'
import { definitionsOf, graphOf, type Node } from './graph.js'
import type { ConditionSettings } from './run/condition_watch.js'

/**
 * Conditional start events of a process that these variables make true, in document order: of an event that needs several triggers each condition, else one.
 * One that names its variables (`camunda:variableName`) wants one of them to be given; over an unset variable a condition does not hold.
 * BPMN 2.0.2, 10.5.2.
 */
export function trueStartConditions(process: ExecutableProcess, variables: Variables, nowMs: number): StartEventInformation[] {
  const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  const holds = (event: Node): boolean => {
    if (event.kind !== 'startEvent:conditional') return false
    const { condition, names } = event.settings as ConditionSettings
    if (condition === null || (names !== null && !names.some((name) => Object.hasOwn(variables, name)))) return false
    const result = condition.evaluate({ lookup, nowMs })
    return result.ok && result.value === true
  }
  return graphOf(process).starts.flatMap((event) => {
    const found = definitionsOf(event).filter(holds)
    const listed = process.startEvents.filter(({ elementId, kind }) => elementId === event.id && kind === 'conditional')
    return listed.filter(({ definition }, index) => (definition === undefined ? index === 0 && found.length > 0 : found.some(({ part }) => part?.position === definition)))
  })
}
