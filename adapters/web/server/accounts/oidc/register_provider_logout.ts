import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import { recordAudit } from '../audit.js'
import { readBytes } from '../../http/read_body.js'
import type { LiveStream } from '../../stream/live_stream.js'
import type { WebServices } from '../../web_services.js'
import { linkId, sessionDigest } from './finish_login.js'
import { ProviderError, type ProviderClient } from './provider_client.js'
import { LOGOUT_PATH, readProvider } from './provider_settings.js'

const MOST_BYTES = 1_000_000

/**
 * 统一身份认证 signs somebody out: his sessions that it had opened end, and their open pages are told (OpenID Connect Back-Channel Logout 1.0 §2.5–§2.8).
 * The provider calls by itself, without a browser: no cookie, no login; the token alone speaks, once.
 */
export function registerProviderLogout(router: HttpRouterService, services: WebServices, client: ProviderClient, live: Pick<LiveStream, 'check'>): void {
  router.post(LOGOUT_PATH, async (context) => {
    context.response.header('cache-control', 'no-store')
    const token = await tokenOf(context)
    const provider = await readProvider(services.accounts.settings, services.settings.appKey)
    if (token === null || !provider) return refuse(services, context, 'no logout token, or nobody who could have sent one')
    try {
      const said = await client.readLogout(provider, token)
      const { isNew, ended } = await services.accounts.logouts.carryOut(
        {
          id: createHash('sha256').update(`${provider.issuer}\n${said.id}`).digest('base64url'), issuedAtMs: said.issuedAtMs,
          account: said.subject === null ? null : linkId(provider.issuer, said.subject), session: said.session === null ? null : sessionDigest(provider.issuer, said.session),
        },
        services.clock(),
      )
      for (const userId of new Set(ended.map((one) => one.userId))) {
        await recordAudit(services, { actor: null, action: 'login.ended', target: userId, address: context.request.ip(), detail: { via: 'identity-provider' } })
      }
      if (ended.length > 0) live.check(ended.map(({ id }) => id))
      if (!isNew) return refuse(services, context, 'this logout token was received before')
      return context.response.status(200).send('')
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      context.logger.warn({ err: error }, 'logout by the identity provider')
      if (error.failure === 'forged') return refuse(services, context, 'the logout token does not stand')
      return answer(context, 'server_error', 'the keys of the issuer cannot be read')
    }
  })
}

/** The one `logout_token` of a form; null = the body is no such form. */
async function tokenOf(context: HttpContext): Promise<string | null> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(context.request.header('content-type') ?? '')) return null
  const form = new URLSearchParams((await readBytes(context.request.request, MOST_BYTES)).toString('utf8'))
  const [token, ...more] = form.getAll('logout_token')
  return token === undefined || token === '' || more.length > 0 ? null : token
}

/** Counted by address before it is written down, so that a flood is no flood of audit lines. */
async function refuse(services: WebServices, context: HttpContext, description: string): Promise<void> {
  const address = context.request.ip()
  await services.rateLimits.take('logoutRefused', address)
  await recordAudit(services, { actor: null, action: 'logout.refused', target: null, address, detail: { reason: description } })
  answer(context, 'invalid_request', description)
}

const answer = (context: HttpContext, error: string, description: string): void =>
  context.response.status(400).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify({ error, error_description: description }))
