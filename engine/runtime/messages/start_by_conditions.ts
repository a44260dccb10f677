import type { Variables } from '#engine/kernel/commands'
import { trueStartConditions } from '#engine/kernel/start_conditions'
import type { CommandBus } from '../bus/command_bus.js'
import type { Actor } from '../command_envelope.js'
import type { Definitions } from '../engine.js'

export interface ConditionSurroundings {
  registry: Definitions
  bus: CommandBus
  clock(): number
  newId(): string
}

/** Starts an instance at each conditional start event of the versions in force that these variables make true; one that is refused is left out. */
export const startByConditions = async (variables: Variables, actor: Actor, { registry, bus, clock, newId }: ConditionSurroundings): Promise<{ started: string[] }> => {
  const started: string[] = []
  const starter = actor.kind === 'user' ? actor.id : null
  for (const { id: definitionId } of registry.latest()) {
    const process = await registry.compiled(definitionId)
    for (const start of trueStartConditions(process, variables, clock())) {
      const instanceId = newId()
      const answer = await bus.submit({
        instanceId,
        command: { type: 'StartInstance', instanceId, definitionId, ...start, variables, businessKey: null, title: null, starter, caller: null },
        actor,
      })
      if (answer.ok) started.push(instanceId)
    }
  }
  return { started }
}
