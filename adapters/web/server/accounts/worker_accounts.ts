import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { WorkerRow } from '#engine/runtime/ports/account_stores'
import type { WebServices } from '../web_services.js'
import { recordAudit } from './audit.js'
import { createLockOut } from './lock_out.js'

/** Who a request of a worker comes from, or why nobody: no or wrong secret, or too many wrong ones from there. */
export type WorkerLogin = { kind: 'worker'; worker: WorkerRow } | { kind: 'unknown' } | { kind: 'locked'; retryAfterSeconds: number }

/** A secret to be shown once: 256 random bits. */
export const newWorkerSecret = (): string => randomBytes(32).toString('base64url')

export const hashWorkerSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export const mayWorkOn = (worker: WorkerRow, topic: string): boolean => worker.topics.includes('*') || worker.topics.includes(topic)

/** Id and secret of `Authorization: Basic …` (RFC 7617) or `Bearer <id>.<secret>`. */
function credentialsOf(request: IncomingMessage): { id: string; secret: string } | null {
  const [, scheme, value] = /^(Basic|Bearer)\s+([\w.~+/=-]{1,500})$/i.exec(request.headers.authorization ?? '') ?? []
  if (!scheme || !value) return null
  const isBasic = scheme.toLowerCase() === 'basic'
  const text = isBasic ? Buffer.from(value, 'base64').toString('utf8') : value
  const at = text.indexOf(isBasic ? ':' : '.')
  const id = text.slice(0, at)
  return at > 0 && id.length <= 100 ? { id, secret: text.slice(at + 1) } : null
}

const isSecretOf = (worker: WorkerRow, secret: string): boolean =>
  timingSafeEqual(Buffer.from(worker.secretHash, 'hex'), createHash('sha256').update(secret).digest())

/**
 * Signs a worker in. The right secret is always let in: 256 bits cannot be guessed, and a stranger's failures must not shut out a
 * worker. Failures are counted by name and address; past the limit they are answered 429 and no longer written to the audit.
 */
export async function signInWorker(services: WebServices, request: IncomingMessage, address: string): Promise<WorkerLogin> {
  const credentials = credentialsOf(request)
  const worker = credentials ? await services.accounts.workers.find(credentials.id) : null
  if (credentials && worker?.active && isSecretOf(worker, credentials.secret)) return { kind: 'worker', worker }
  const lockOut = createLockOut(services.accounts.failures, 'worker')
  const name = `${credentials?.id ?? ''}@${address}`.slice(0, 150)
  const nowMs = services.clock()
  const { lockedUntilMs } = await lockOut.take(name, address, nowMs)
  if (lockedUntilMs !== null) return { kind: 'locked', retryAfterSeconds: Math.ceil((lockedUntilMs - nowMs) / 1000) }
  await lockOut.countAddress(address, nowMs)
  await recordAudit(services, { actor: null, action: 'worker.refused', target: credentials?.id ?? null, address })
  return { kind: 'unknown' }
}
