import { createHash, randomBytes } from 'node:crypto'
import type { SessionRow } from '#engine/runtime/ports/account_stores'
import type { WebServices } from '../web_services.js'

const IDLE_MS = 30 * 60_000
const ABSOLUTE_MS = 12 * 3_600_000
/** A wall asks for its password so often at least. */
const WALL_MS = 30 * 24 * 3_600_000
/** Last-seen is written at most so often: reading pages must not become writing. */
const TOUCH_MS = 60_000

export const SESSION_COOKIE = 'xingliu_session'

/** The database holds only this: a stolen table opens no session. */
const idOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const randomToken = (): string => randomBytes(32).toString('base64url')

export interface OpenedSession {
  token: string
  row: SessionRow
  csrfToken: string
}

/** What else a login brings beside who it is. */
export interface SessionOrigin {
  values?: Readonly<Record<string, unknown>>
  /** Digests of the identity provider's account and session. */
  provider?: { account: string; session: string | null }
}

/** A new login: always a new token, so that one planted before the login is worth nothing. */
export async function openSession(
  services: WebServices, userId: string, kind: SessionRow['kind'], mustChange: boolean, { values = {}, provider }: SessionOrigin = {},
): Promise<OpenedSession> {
  const token = randomToken()
  const csrfToken = randomToken()
  const nowMs = services.clock()
  const row: SessionRow = {
    id: idOf(token), userId, kind, values: { ...values, csrfToken, mustChange }, createdAtMs: nowMs, lastSeenAtMs: nowMs, expiresAtMs: nowMs + ABSOLUTE_MS,
    providerAccount: provider?.account ?? null, providerSession: provider?.session ?? null,
  }
  await services.accounts.sessions.put(row)
  return { token, row, csrfToken }
}

/** The living session of a token, or null: unknown, ended, idle too long or too old. `isUse`: somebody is there; what a page asks by itself keeps no session alive. */
export async function findSession(services: Pick<WebServices, 'accounts' | 'clock'>, token: string, isUse = true): Promise<SessionRow | null> {
  const row = await services.accounts.sessions.find(idOf(token))
  const nowMs = services.clock()
  if (!row) return null
  const isIdle = row.kind === 'cookie' && !isOfWall(row) && nowMs - row.lastSeenAtMs > IDLE_MS
  if (isIdle || nowMs >= row.expiresAtMs) {
    await services.accounts.sessions.remove(row.id)
    return null
  }
  if (isUse && nowMs - row.lastSeenAtMs > TOUCH_MS) await services.accounts.sessions.touch(row.id, nowMs)
  return row
}

/** Ends the session of a token, if there is one. */
export const endSession = (services: WebServices, token: string): Promise<void> => services.accounts.sessions.remove(idOf(token))

/** What a login on an account that watches the screen and does nothing else keeps: nobody sits before a wall. */
export const WALL = { wall: true } as const
export const isOfWall = ({ values }: SessionRow): boolean => (values as Partial<typeof WALL>).wall === true

/** A wall that is looked at stays: its session goes on when half of it has gone, until thirty days after somebody typed the password. */
export async function prolongWall({ accounts, clock }: Pick<WebServices, 'accounts' | 'clock'>, { sessionId, expiresAtMs }: { sessionId: string; expiresAtMs: number }): Promise<void> {
  const nowMs = clock()
  if (expiresAtMs - nowMs > ABSOLUTE_MS / 2) return
  const row = await accounts.sessions.find(sessionId)
  if (row === null || !isOfWall(row)) return
  const until = Math.min(nowMs + ABSOLUTE_MS, row.createdAtMs + WALL_MS)
  if (until > row.expiresAtMs) await accounts.sessions.prolong(row.id, until)
}
