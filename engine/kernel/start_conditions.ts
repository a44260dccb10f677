import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Variables } from './commands.js'
import { graphOf } from './graph.js'
import type { ConditionSettings } from './run/condition_watch.js'

/**
 * Conditional start events of a process that these variables make true, in document order. One that names its variables
 * (`camunda:variableName`) wants one of them to be given; over an unset variable a condition does not hold. BPMN 2.0.2, 10.5.2.
 */
export function trueStartConditions(process: ExecutableProcess, variables: Variables, nowMs: number): string[] {
  const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  return graphOf(process).starts.flatMap((node) => {
    if (node.kind !== 'startEvent:conditional') return []
    const { condition, names } = node.settings as ConditionSettings
    if (condition === null || (names !== null && !names.some((name) => Object.hasOwn(variables, name)))) return []
    const result = condition.evaluate({ lookup, nowMs })
    return result.ok && result.value === true ? [node.id] : []
  })
}
