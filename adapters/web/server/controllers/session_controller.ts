import { cookieOf, loginOfSession } from '../accounts/authenticate.js'
import { recordAudit } from '../accounts/audit.js'
import { presentCurrentUser } from '../accounts/login.js'
import { endSession, SESSION_COOKIE } from '../accounts/session_tokens.js'
import { changeOwnPassword, signIn } from '../accounts/sign_in.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

type SessionOperations = Pick<Operations, 'createSession' | 'readCurrentSession' | 'deleteCurrentSession' | 'changePassword'>

export const sessionController = (services: WebServices): SessionOperations => ({
  /** 登录. With `X-Session: cookie` the token goes into a cookie that no script can read. */
  async createSession(call) {
    const kind = call.raw.headers['x-session'] === 'cookie' ? 'cookie' : 'bearer'
    const opened = await signIn(services, { ...call.body, kind, address: call.address })
    const previous = cookieOf(call.raw, SESSION_COOKIE)
    if (kind === 'cookie' && previous) await endSession(services, previous)
    const user = presentCurrentUser(loginOfSession(services, opened.row)!, services.organisation)
    const expiresAt = instant(opened.row.expiresAtMs)
    if (kind === 'bearer') return { body: { token: opened.token, expiresAt, user } }
    return {
      body: { token: '', expiresAt, user, csrfToken: opened.csrfToken },
      cookies: [{ name: SESSION_COOKIE, value: opened.token, httpOnly: true }],
    }
  },

  async readCurrentSession(call) {
    const login = signedIn(call)
    return {
      body: {
        user: presentCurrentUser(login, services.organisation),
        expiresAt: instant(login.expiresAtMs),
        ...(login.kind === 'cookie' && login.csrfToken ? { csrfToken: login.csrfToken } : {}),
      },
    }
  },

  async deleteCurrentSession(call) {
    const login = signedIn(call)
    await services.accounts.sessions.remove(login.sessionId)
    await recordAudit(services, { actor: login.userId, action: 'login.ended', target: login.userId, address: call.address })
    return { body: undefined, cookies: [{ name: SESSION_COOKIE, value: null, httpOnly: true }] }
  },

  async changePassword(call) {
    const { userId, sessionId, person } = signedIn(call)
    await changeOwnPassword(services, { userId, sessionId, username: person.username, ...call.body, address: call.address })
    return { body: undefined }
  },
})
