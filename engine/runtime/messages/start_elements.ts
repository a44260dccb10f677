import { startPoint, type StartPoint } from '#engine/kernel/start_conditions'
import type { StartEventInformation } from '#engine/model/executable_process'
import type { Definitions } from '../engine.js'
import type { DefinitionRow } from '../ports/package_store.js'

/** A start event in a version in force. */
export interface StartElement {
  definition: DefinitionRow
  at: StartPoint
}

const startElements = async (definitions: Definitions, fits: (start: StartEventInformation) => boolean): Promise<StartElement[]> => {
  const found: StartElement[] = []
  for (const definition of definitions.latest()) {
    const process = await definitions.compiled(definition.id)
    for (const start of process.startEvents) if (fits(start)) found.push({ definition, at: startPoint(start) })
  }
  return found
}

/** Message start events for a name, in the versions in force. */
export const messageStarts = (name: string, definitions: Definitions): Promise<StartElement[]> =>
  startElements(definitions, (start) => start.kind === 'message' && start.messageName === name)

/** Signal start events for a name, in the versions in force. */
export const signalStarts = (name: string, definitions: Definitions): Promise<StartElement[]> =>
  startElements(definitions, (start) => start.kind === 'signal' && start.signalName === name)
