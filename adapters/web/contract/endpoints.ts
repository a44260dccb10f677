import { administrationEndpoints } from './administration.js'
import { alarmRuleEndpoints } from './alarm_rules.js'
import { alarmEndpoints } from './alarms.js'
import { assessmentEndpoints } from './assessments.js'
import { attachmentEndpoints } from './attachments.js'
import { boardEndpoints } from './board.js'
import { catalogueEndpoints } from './catalogue.js'
import { decisionEndpoints } from './decisions.js'
import { definitionEndpoints } from './definitions.js'
import { deviceEndpoints } from './devices.js'
import type { Endpoint } from './endpoint.js'
import { eventEndpoints } from './events.js'
import { directorySyncEndpoints } from './directory_sync.js'
import { identityEndpoints } from './identity.js'
import { inboundEndpoints } from './inbound.js'
import { instanceOperationEndpoints } from './instance_operations.js'
import { instanceEndpoints } from './instances.js'
import { mandateEndpoints } from './mandates.js'
import { materialEndpoints } from './materials.js'
import { migrationEndpoints } from './migrations.js'
import { noticeEndpoints } from './notices.js'
import { officeHoursEndpoints } from './office_hours.js'
import { operationsEndpoints } from './operations.js'
import { outboxEndpoints } from './outbox.js'
import { publicEndpoints } from './public.js'
import { refusedReportEndpoints } from './refused_reports.js'
import { screenEndpoints } from './screen.js'
import { sessionEndpoints } from './sessions.js'
import { snapshotEndpoints } from './snapshot.js'
import { streamEndpoints } from './stream.js'
import { supervisionEndpoints } from './supervision.js'
import { taskOperationEndpoints } from './task_operations.js'
import { taskEndpoints } from './tasks.js'
import { viewEndpoints } from './views.js'
import { windowEndpoints } from './window.js'
import { workerEndpoints } from './workers.js'

export const API_PREFIX = '/api/v1'

const all = [
  ...sessionEndpoints,
  ...identityEndpoints,
  ...directorySyncEndpoints,
  ...noticeEndpoints,
  ...definitionEndpoints,
  ...decisionEndpoints,
  ...taskOperationEndpoints,
  ...taskEndpoints,
  ...inboundEndpoints,
  ...instanceOperationEndpoints,
  ...instanceEndpoints,
  ...migrationEndpoints,
  ...catalogueEndpoints,
  ...materialEndpoints,
  ...mandateEndpoints,
  ...snapshotEndpoints,
  ...assessmentEndpoints,
  ...eventEndpoints,
  ...alarmEndpoints,
  ...alarmRuleEndpoints,
  ...deviceEndpoints,
  ...refusedReportEndpoints,
  ...screenEndpoints,
  ...attachmentEndpoints,
  ...administrationEndpoints,
  ...officeHoursEndpoints,
  ...workerEndpoints,
  ...boardEndpoints,
  ...operationsEndpoints,
  ...outboxEndpoints,
  ...publicEndpoints,
  ...windowEndpoints,
  ...viewEndpoints,
  ...supervisionEndpoints,
  ...streamEndpoints,
] as const

export type OperationId = (typeof all)[number]['operationId']
/** One operation by its id, with its literal schemas. */
export type EndpointOf<Id extends OperationId> = Extract<(typeof all)[number], { operationId: Id }>

/** Every operation of the API, in the order of the documentation. Fixed paths stand before those with a parameter. */
export const ENDPOINTS: readonly (Endpoint & { operationId: OperationId })[] = all
