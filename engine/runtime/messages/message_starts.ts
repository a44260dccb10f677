import type { Definitions } from '../engine.js'
import type { DefinitionRow } from '../ports/package_store.js'

export interface MessageStart {
  definition: DefinitionRow
  startElementId: string
}

/** Message start events for a name, in the versions in force. */
export const messageStarts = async (name: string, definitions: Definitions): Promise<MessageStart[]> => {
  const found: MessageStart[] = []
  for (const definition of definitions.latest()) {
    const process = await definitions.compiled(definition.id)
    for (const start of process.startEvents) {
      if (start.kind === 'message' && start.messageName === name) found.push({ definition, startElementId: start.elementId })
    }
  }
  return found
}
