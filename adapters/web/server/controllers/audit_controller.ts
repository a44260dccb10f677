import { AUDIT_ACTIONS, type AuditAction } from '../accounts/audit.js'
import type { Operations } from '../http/api_call.js'
import { instant } from '../presentation/instants.js'
import { cursorOf, DEFAULT_LIMIT, readCursor } from '../presentation/paging.js'
import type { WebServices } from '../web_services.js'

const REFUSALS: ReadonlySet<string> = new Set<AuditAction>(['login.failed', 'login.locked', 'access.refused', 'worker.refused'])

export const auditController = (services: WebServices): Pick<Operations, 'listAudit' | 'listAuditActions'> => ({
  listAuditActions: async () => ({ body: { data: Object.entries(AUDIT_ACTIONS).map(([action, text]) => ({ action, text })) } }),

  /** Newest first. Nobody can change or delete a line here: there is no such operation. */
  async listAudit(call) {
    const { action, userId, object, from, to, after } = call.query
    const limit = call.query.limit ?? DEFAULT_LIMIT
    const filters = { action, userId, object, from, to }
    const rows = await services.accounts.audit.list(
      {
        ...(action ? { action } : {}),
        ...(userId ? { actor: userId } : {}),
        ...(object ? { target: object } : {}),
        ...(from ? { fromMs: Date.parse(from) } : {}),
        ...(to ? { toMs: Date.parse(to) } : {}),
      },
      { limit: limit + 1, ...(after ? { before: Number(readCursor(after, filters)) } : {}) },
    )
    const shown = rows.slice(0, limit)
    const directory = services.organisation.directory()
    const data = shown.map((row) => ({
      seq: row.seq,
      at: instant(row.atMs),
      user: row.actor === null ? null : { id: row.actor, name: directory.person(row.actor)?.name ?? row.actor },
      action: row.action,
      actionText: AUDIT_ACTIONS[row.action as AuditAction] ?? row.action,
      object: row.target,
      outcome: REFUSALS.has(row.action) ? ('refused' as const) : ('ok' as const),
      address: row.address,
      detail: row.detail,
      hash: row.hash,
    }))
    return { body: { data, next: rows.length > limit ? cursorOf(String(shown.at(-1)!.seq), filters) : null } }
  },
})
