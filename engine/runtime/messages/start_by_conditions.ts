import type { Variables } from '#engine/kernel/commands'
import { trueStartConditions } from '#engine/kernel/start_conditions'
import type { CommandBus } from '../bus/command_bus.js'
import type { Actor } from '../command_envelope.js'
import type { Definitions } from '../engine.js'
import type { Occasion } from './gather_starts.js'
import { startElement, type StartElement } from './start_elements.js'

export interface ConditionSurroundings {
  registry: Definitions
  bus: CommandBus
  clock(): number
  newId(): string
  /** Start events that need several triggers; answers the instances started. */
  gather(starts: readonly StartElement[], occasion: Occasion): Promise<string[]>
}

/**
 * Starts an instance at each conditional start event of the versions in force that these variables make true; one that is refused is left
 * out. An event that needs further triggers keeps the condition until they have come.
 */
export const startByConditions = async (variables: Variables, actor: Actor, { registry, bus, clock, newId, gather }: ConditionSurroundings): Promise<{ started: string[] }> => {
  const started: string[] = []
  const starter = actor.kind === 'user' ? actor.id : null
  for (const definition of registry.latest()) {
    const process = await registry.compiled(definition.id)
    const starts = trueStartConditions(process, variables, clock()).map((start) => startElement(definition, process, start))
    const waiting = starts.filter(({ needed }) => needed.length > 0)
    if (waiting.length > 0) started.push(...(await gather(waiting, { variables, businessKey: null, key: null, starter })))
    for (const { at: startElementId } of starts.filter(({ needed }) => needed.length === 0)) {
      const instanceId = newId()
      const answer = await bus.submit({
        instanceId,
        command: { type: 'StartInstance', instanceId, definitionId: definition.id, startElementId, variables, businessKey: null, title: null, starter, caller: null },
        actor,
      })
      if (answer.ok) started.push(instanceId)
    }
  }
  return { started }
}
