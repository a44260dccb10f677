import type { Actor } from '#engine/runtime/command_envelope'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { recordAudit, type AuditAction } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type ApiCall } from '../http/api_call.js'
import type { WebServices } from '../web_services.js'

/**
 * Who acts on a task, and for whom. Another's task in one's hands is a deputy's, and so is work offered only to people one stands in
 * for, before and after it is claimed: the record says "B 代 A".
 */
export function actorOfTask(services: Pick<WebServices, 'organisation'>, login: Login, task: Pick<TaskRow, 'assignee' | 'candidates'>): Actor {
  const directory = services.organisation.directory()
  const { assignee, candidates } = task
  const isFree = assignee === null || assignee === login.userId
  const absent = directory.standsInFor(login.userId, isFree ? candidates : [`user:${assignee}`])
  return { kind: 'user', id: login.userId, ...(absent === null ? {} : { onBehalfOf: absent }) }
}

/** A read or export of people's data goes into the security audit before the data leave. */
export const auditRead = (services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, action: AuditAction, target: string): Promise<void> =>
  recordAudit(services, { actor: signedIn(call).userId, action, target, address: call.address })
