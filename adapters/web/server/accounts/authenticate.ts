import type { IncomingMessage } from 'node:http'
import { timingSafeEqual } from 'node:crypto'
import { supervisedDepartments } from '../access/visible_data.js'
import { capabilitiesOf, isColleague } from '#adapters/web/contract/capabilities'
import type { SessionRow } from '#engine/runtime/ports/account_stores'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { rolesOf, type Login } from './login.js'
import { findSession, isOfWall, SESSION_COOKIE } from './session_tokens.js'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Who the request comes from, or null. A header token wins over the cookie. */
export async function authenticate(services: WebServices, request: IncomingMessage): Promise<Login | null> {
  const bearer = /^Bearer\s+([\w.~+/=-]{1,500})$/i.exec(request.headers.authorization ?? '')?.[1]
  const cookie = cookieOf(request, SESSION_COOKIE)
  const token = bearer ?? cookie
  if (!token) return null
  const session = await findSession(services, token, request.headers['x-background'] === undefined)
  if (!session || session.kind !== (bearer ? 'bearer' : 'cookie')) return null
  return loginOfSession(services, session)
}

/** What a session stands for at this moment; null once the account is closed, or may do more than the wall that it was opened for. */
export function loginOfSession(services: Pick<WebServices, 'organisation' | 'settings'>, session: SessionRow): Login | null {
  const directory = services.organisation.directory()
  const person = directory.person(session.userId)
  if (!person?.active) return null
  const roles = rolesOf(services.organisation, session.userId)
  const capabilities = capabilitiesOf(roles)
  if (isOfWall(session) && isColleague(capabilities)) return null
  const values = session.values as { csrfToken?: string; mustChange?: boolean }
  const login: Login = {
    userId: session.userId,
    sessionId: session.id,
    kind: session.kind,
    csrfToken: values.csrfToken ?? null,
    expiresAtMs: session.expiresAtMs,
    mustChangePassword: values.mustChange === true,
    person,
    roles,
    capabilities,
    principals: directory.principalsOf(session.userId),
  }
  return seesExchange(services, login) ? login : { ...login, capabilities: new Set([...login.capabilities].filter((one) => one !== 'watch_exchange')) }
}

/** Deliveries and messages are the whole county's and know no unit: a 督查员 of one unit has no business with them. */
const seesExchange = (services: Pick<WebServices, 'organisation' | 'settings'>, login: Login): boolean =>
  [...login.roles].some((role) => role !== 'supervisor' && capabilitiesOf([role]).has('watch_exchange')) || supervisedDepartments(services, login) === 'all'

/** A change by cookie must carry the session's own token and may not come from another site. */
export function requireSameSite(login: Login, request: IncomingMessage): void {
  if (login.kind !== 'cookie' || SAFE_METHODS.has(request.method ?? 'GET')) return
  const site = request.headers['sec-fetch-site']
  const sent = request.headers['x-csrf-token']
  const isForeign = site === 'cross-site' || site === 'same-site'
  if (isForeign || typeof sent !== 'string' || !login.csrfToken || !equalText(sent, login.csrfToken)) {
    throw problem(403, 'E_CSRF', '页面已过期，操作没有执行。请刷新页面后重试。')
  }
}

function equalText(one: string, other: string): boolean {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A cookie's value, or null. */
export function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}
