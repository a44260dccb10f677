import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '../http/problem.js'
import { HTTP_LINE } from '../sensors/tell_refused.js'
import type { WebServices } from '../web_services.js'
import { recordAudit } from './audit.js'

/** Who a reading comes from: one device, or a platform that speaks for all of its source. */
export interface Sender {
  source: string
  deviceId: string | null
}

export const senderName = ({ source, deviceId }: Sender): string => (deviceId === null ? source : `${source}/${deviceId}`)

const WRONG_SECRET = '设备或平台的密钥不对，或已停用。请核对 Authorization: Bearer <来源>/<设备编号>:<密钥>。'

/** `Authorization: Bearer <source>/<deviceId>:<secret>` or `<source>:<secret>`. */
function credentialsOf(header: string | undefined): (Sender & { secret: string }) | null {
  const [, source, deviceId, secret] = /^Bearer\s+([\w.-]{1,80})(?:\/([\w.-]{1,80}))?:([\x21-\x7e]{1,300})$/i.exec(header ?? '') ?? []
  return source && secret ? { source, deviceId: deviceId ?? null, secret } : null
}

/**
 * Lets a device or platform in by its secret, or throws 401. The right secret always passes; wrong ones are counted by address, written to
 * the security audit, and answered 429 once there were too many.
 */
export async function requireDevice(services: WebServices, context: HttpContext): Promise<Sender> {
  const address = context.request.ip()
  const given = credentialsOf(context.request.header('authorization'))
  const { book } = services.devices
  const isRight = given !== null && (given.deviceId === null ? await book.authenticatePlatform(given.source, given.secret) : await book.authenticate(given.source, given.deviceId, given.secret))
  if (isRight) {
    const sender = { source: given.source, deviceId: given.deviceId }
    await services.rateLimits.take(given.deviceId === null ? 'platform' : 'device', senderName(sender))
    return sender
  }
  services.alarms.refused(HTTP_LINE, { atMs: services.clock(), device: given === null ? '' : senderName(given), code: 'E_LINE_PASSWORD', message: WRONG_SECRET, raw: '' })
  await services.rateLimits.take('deviceRefused', address)
  await recordAudit(services, { actor: null, action: 'device.refused', target: given && senderName(given), address })
  throw problem(401, 'E_UNAUTHENTICATED', WRONG_SECRET, undefined, { 'www-authenticate': 'Bearer' })
}
