import type { OperatedIncident, OperatedInstance } from '#adapters/web/contract/operations'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import type { IncidentRow } from '#engine/runtime/ports/rows'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { instant, instantOrNull } from './instants.js'

/** An instance without anybody's data: the number under which it is spoken of, its version, where it stands. */
export function presentOperated({ engine }: Pick<WebServices, 'engine'>, row: InstanceListItem): OperatedInstance {
  const definition = engine.definitions.find(row.definitionId)
  return {
    id: row.id, number: row.number, definitionId: row.definitionId, definitionName: definition?.name || row.definitionKey, version: definition?.version ?? 0,
    status: row.status, startedAt: instant(row.startedAtMs), endedAt: instantOrNull(row.endedAtMs), incidentCount: row.incidentCount, revision: row.revision,
  }
}

/** What a worker or an external system says about its failure may repeat what it was given. */
const MAY_HOLD_DATA = new Set(['JOB_FAILED', 'UNCAUGHT_ERROR'])

export async function presentOperatedIncident(services: Pick<WebServices, 'engine'>, login: Login, row: IncidentRow): Promise<OperatedIncident> {
  const instance = await services.engine.instances.find(row.instanceId)
  const process = instance && (await services.engine.definitions.compiled(instance.definitionId))
  const element = row.elementId === null ? undefined : process?.elements.get(row.elementId)
  const maySee = login.capabilities.has('operate_instances') || !MAY_HOLD_DATA.has(row.code)
  return {
    id: row.id, instanceId: row.instanceId, instanceNumber: instance?.number ?? null, definitionName: process?.name || row.definitionKey, code: row.code,
    elementId: row.elementId, elementName: element ? element.name || element.id : null, message: maySee ? row.message : null,
    raisedAt: instant(row.raisedAtMs), resolvedAt: instantOrNull(row.resolvedAtMs), instanceRevision: instance?.revision ?? 0,
  }
}
