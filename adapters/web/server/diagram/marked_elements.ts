import type { Engine } from '#engine/runtime/engine'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'

/** Where an instance has been and stands, read off its journal. */
export interface MarkedElements {
  active: { elementInstanceId: string; elementId: string; sinceMs: number }[]
  completed: ReadonlySet<string>
  takenFlows: ReadonlySet<string>
  incidents: ReadonlySet<string>
}

/** Folds the journal's element events; the token's inner form stays the kernel's own. */
export async function markedElements(engine: Pick<Engine, 'history'>, instance: Pick<InstanceListItem, 'id'>): Promise<MarkedElements> {
  const active = new Map<string, MarkedElements['active'][number]>()
  const completed = new Set<string>()
  const takenFlows = new Set<string>()
  const incidents = new Map<string, string>()
  for (const entry of await engine.history.entries(instance.id)) {
    for (const event of entry.events) {
      switch (event.type) {
        case 'ElementActivated':
          if (event.elementType !== 'process') active.set(event.elementInstanceId, { elementInstanceId: event.elementInstanceId, elementId: event.elementId, sinceMs: entry.atMs })
          break
        case 'ElementCompleted':
          completed.add(event.elementId)
          active.delete(event.elementInstanceId)
          break
        case 'ElementTerminated':
          active.delete(event.elementInstanceId)
          break
        case 'SequenceFlowTaken':
          takenFlows.add(event.flowId)
          break
        case 'InstanceMigrated':
          for (const [id, place] of active) active.set(id, { ...place, elementId: event.renamed[place.elementId] ?? place.elementId })
          break
        case 'IncidentRaised':
          incidents.set(event.incidentId, event.elementId)
          break
        case 'IncidentResolved':
          incidents.delete(event.incidentId)
          break
      }
    }
  }
  return { active: [...active.values()], completed, takenFlows, incidents: new Set(incidents.values()) }
}
