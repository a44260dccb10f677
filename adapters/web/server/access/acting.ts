import type { Actor } from '#engine/runtime/command_envelope'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { recordAudit, type AuditAction } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type ApiCall } from '../http/api_call.js'
import type { WebServices } from '../web_services.js'

/** Who acts on a task, and for whom: another's task in one's hands is a deputy's, and the record says "B 代 A". */
export function actorOfTask(services: Pick<WebServices, 'organisation'>, login: Login, task: Pick<TaskRow, 'assignee'>): Actor {
  const own = { kind: 'user' as const, id: login.userId }
  const { assignee } = task
  if (assignee === null || assignee === login.userId) return own
  const standsIn = services.organisation.directory().deputisingFor(login.userId).some((deputy) => deputy.userId === assignee)
  return standsIn ? { ...own, onBehalfOf: assignee } : own
}

/** A read or export of people's data goes into the security audit before the data leave. */
export const auditRead = (services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, action: AuditAction, target: string): Promise<void> =>
  recordAudit(services, { actor: signedIn(call).userId, action, target, address: call.address })
