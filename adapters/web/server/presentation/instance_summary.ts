import type { Incident, InstanceSummary } from '#adapters/web/contract/instances'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import type { IncidentRow } from '#engine/runtime/ports/rows'
import { lightOf } from '#processes/foundation/clocks/light'
import type { WebServices } from '../web_services.js'
import { instant, instantOrNull } from './instants.js'
import { personOrNull } from './people.js'

/** An instance as lists show it. Whoever may only see the structure gets neither title nor applicant. */
export async function presentInstance(services: WebServices, row: InstanceListItem, level: 'full' | 'structure' = 'full'): Promise<InstanceSummary> {
  const process = await services.engine.definitions.compiled(row.definitionId)
  const limit = { dueAtMs: row.caseDueAtMs, amberAtMs: row.caseAmberAtMs }
  return {
    id: row.id,
    definitionId: row.definitionId,
    definitionKey: row.definitionKey,
    definitionName: process.name || row.definitionKey,
    status: row.status,
    title: (level === 'full' ? row.title : null) ?? (process.name || row.definitionKey),
    number: row.number,
    applicant: level === 'full' ? row.applicant : null,
    businessKey: row.businessKey,
    startedAt: instant(row.startedAtMs),
    endedAt: instantOrNull(row.endedAtMs),
    startedBy: personOrNull(services.organisation, row.starter),
    dueAt: instantOrNull(limit.dueAtMs),
    light: row.endedAtMs === null ? lightOf(limit, services.clock()) : 'none',
    incidentCount: row.incidentCount,
    revision: row.revision,
  }
}

export async function presentIncident(services: WebServices, row: IncidentRow): Promise<Incident> {
  const instance = await services.engine.instances.find(row.instanceId)
  const process = instance ? await services.engine.definitions.compiled(instance.definitionId) : null
  const element = row.elementId === null ? undefined : process?.elements.get(row.elementId)
  return {
    id: row.id,
    instanceId: row.instanceId,
    instanceTitle: instance?.number ?? process?.name ?? row.definitionKey,
    code: row.code,
    elementId: row.elementId,
    elementName: element ? element.name || element.id : null,
    message: row.message,
    raisedAt: instant(row.raisedAtMs),
    resolvedAt: instantOrNull(row.resolvedAtMs),
    instanceRevision: instance?.revision ?? 0,
  }
}
