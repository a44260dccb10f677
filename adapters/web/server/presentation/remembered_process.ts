import type { Event } from '#engine/kernel/events'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import type { WebServices } from '../web_services.js'

/**
 * The instance's process for reading its history: elements that only an earlier version had, where the instance was before a migration,
 * keep the names they had there.
 */
export async function rememberedProcess(
  { engine }: Pick<WebServices, 'engine'>, instance: Pick<InstanceListItem, 'definitionId' | 'definitionKey'>, events: Iterable<Event>,
): Promise<ExecutableProcess> {
  const process = await engine.definitions.compiled(instance.definitionId)
  const unknown = new Set<string>()
  for (const event of events) {
    const elementId = 'elementId' in event ? event.elementId : null
    if (elementId !== null && elementId !== process.id && !process.elements.has(elementId)) unknown.add(elementId)
  }
  if (unknown.size === 0) return process
  const elements = new Map(process.elements)
  for (const { id, key } of engine.definitions.list()) {
    if (key !== instance.definitionKey || unknown.size === 0) continue
    const former = await engine.definitions.compiled(id)
    for (const elementId of unknown) {
      const element = former.elements.get(elementId)
      if (element !== undefined && unknown.delete(elementId)) elements.set(elementId, element)
    }
  }
  return { ...process, elements }
}
