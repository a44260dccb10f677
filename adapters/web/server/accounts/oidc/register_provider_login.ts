import * as oidc from 'openid-client'
import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import { cookieOf } from '../authenticate.js'
import { recordAudit } from '../audit.js'
import { createLockOut } from '../lock_out.js'
import { endSession, SESSION_COOKIE } from '../session_tokens.js'
import { cookieText } from '../../http/send_reply.js'
import type { WebServices } from '../../web_services.js'
import { openProviderSession } from './finish_login.js'
import { ATTEMPT_COOKIE, ATTEMPT_MS, openAttempt, safePath, sealAttempt } from './login_attempt.js'
import { ProviderError, type ProviderClient } from './provider_client.js'
import { readProvider } from './provider_settings.js'

const BEGIN = '/login/provider'
const CALLBACK = '/login/provider/callback'

/** 统一身份认证: to the provider and back. Whatever goes wrong ends at the login page, which says what it was; the password goes on working. */
export function registerProviderLogin(router: HttpRouterService, services: WebServices, client: ProviderClient): void {
  const { accounts, settings: { appKey, secure } } = services
  const back = (context: HttpContext, problem: string): void => context.response.redirect(`/login?problem=${problem}`)

  router.get(BEGIN, async (context) => {
    context.response.header('cache-control', 'no-store')
    const provider = await readProvider(accounts.settings, appKey)
    if (!provider?.enabled) return back(context, 'off')
    const secrets = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
    try {
      const address = await client.begin(provider, secrets)
      const attempt = sealAttempt(appKey, { ...secrets, to: safePath(context.request.input('to')), expiresAtMs: services.clock() + ATTEMPT_MS })
      setCookies(context, [attemptCookie(attempt)], secure)
      context.response.redirect(address)
    } catch (error) {
      return back(context, problemOf(context, error))
    }
  })

  router.get(CALLBACK, async (context) => {
    context.response.header('cache-control', 'no-store')
    const request = context.request.request
    const address = context.request.ip()
    // one try each: whatever becomes of it, the attempt is over
    setCookies(context, [attemptCookie(null)], secure)
    const attempt = openAttempt(appKey, cookieOf(request, ATTEMPT_COOKIE), services.clock())
    const provider = await readProvider(accounts.settings, appKey)
    if (!provider?.enabled) return back(context, 'off')
    if (!attempt) return back(context, 'expired')
    try {
      const account = await client.finish(provider, new URL(request.url ?? '/', 'http://here.invalid').search, attempt)
      const login = await openProviderSession(services, provider, account, address)
      if (login.kind === 'refused') return back(context, login.reason)
      const previous = cookieOf(request, SESSION_COOKIE)
      if (previous) await endSession(services, previous)
      setCookies(context, [attemptCookie(null), { name: SESSION_COOKIE, value: login.session.token, httpOnly: true }], secure)
      context.response.redirect(attempt.to)
    } catch (error) {
      const problem = problemOf(context, error)
      if (problem === 'forged') {
        await createLockOut(accounts.failures).countAddress(address, services.clock())
        await recordAudit(services, { actor: null, action: 'login.failed', target: null, address, detail: { via: 'identity-provider', reason: problem } })
      }
      return back(context, problem)
    }
  })
}

/** For the login page one word; for whoever runs the server the cause. Anything but a provider's failure goes on to the error page. */
function problemOf(context: HttpContext, error: unknown): string {
  if (!(error instanceof ProviderError)) throw error
  if (error.failure !== 'cancelled') context.logger.warn({ err: error }, 'login by the identity provider')
  return error.failure
}

const attemptCookie = (value: string | null) => ({ name: ATTEMPT_COOKIE, value, httpOnly: true, path: BEGIN, seconds: ATTEMPT_MS / 1000 })

const setCookies = (context: HttpContext, cookies: readonly Parameters<typeof cookieText>[0][], secure: boolean): void =>
  void context.response.header('set-cookie', cookies.map((cookie) => cookieText(cookie, secure)))
