import type { AuditStore } from '#engine/runtime/ports/account_stores'
import type { RefusedLogin } from '#adapters/sensors/lines/login_guard'
import type { AuditAction } from '#adapters/web/server/accounts/audit'

const ACTION: AuditAction = 'device.refused'

/** Wrong secrets of devices and platforms at the lines, in the security audit as those over HTTP are. */
export const auditRefusedLogin = (audit: Pick<AuditStore, 'append'>, onError: (error: unknown, where: string) => void) =>
  ({ line, name, address, atMs, isLast }: RefusedLogin): void =>
    void audit.append({ atMs, actor: null, action: ACTION, target: name, address, detail: { line, ...(isLast ? { restOfMinuteNotListed: true } : {}) } })
      .catch((error: unknown) => onError(error, 'sensor logins'))
