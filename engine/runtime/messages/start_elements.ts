import { triggerName, triggersNeeded } from '#engine/kernel/gathered_starts'
import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { Definitions } from '../engine.js'
import type { DefinitionRow } from '../ports/package_store.js'

/** What starts an instance in a version in force: a start event, or one trigger of an event that needs several. */
export interface StartElement {
  definition: Pick<DefinitionRow, 'id' | 'key'>
  /** Id of the start event. */
  at: string
  trigger: string
  /** All triggers that the event needs; empty where this one is enough. */
  needed: readonly string[]
}

export const startElement = (definition: StartElement['definition'], process: ExecutableProcess, start: StartEventInformation): StartElement => ({
  definition, at: start.elementId, trigger: triggerName(start), needed: start.definition === undefined ? [] : triggersNeeded(process, start.elementId),
})

const startElements = async (definitions: Definitions, fits: (start: StartEventInformation) => boolean): Promise<StartElement[]> => {
  const found: StartElement[] = []
  for (const definition of definitions.latest()) {
    const process = await definitions.compiled(definition.id)
    for (const start of process.startEvents) if (fits(start)) found.push(startElement(definition, process, start))
  }
  return found
}

/** Message start events for a name, in the versions in force. */
export const messageStarts = (name: string, definitions: Definitions): Promise<StartElement[]> =>
  startElements(definitions, (start) => start.kind === 'message' && start.messageName === name)

/** Signal start events for a name, in the versions in force. */
export const signalStarts = (name: string, definitions: Definitions): Promise<StartElement[]> =>
  startElements(definitions, (start) => start.kind === 'signal' && start.signalName === name)
