import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import type { OutboxServices } from './outbox_services.js'

/** The outbox, where this server has one. */
export function requireOutbox({ outbox }: Pick<WebServices, 'outbox'>): OutboxServices {
  if (outbox === null) throw problem(503, 'E_NO_OUTBOX', '本服务器没有启用对接。请联系系统管理员。', undefined, { 'retry-after': '60' })
  return outbox
}
