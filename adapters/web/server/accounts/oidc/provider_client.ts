import { createRemoteJWKSet, errors, type RemoteJWKSet } from 'jose'
import * as oidc from 'openid-client'
import { readLogoutToken, type LogoutToken } from './logout_token.js'
import { callbackAddress, isConfidential, type ProviderSettings } from './provider_settings.js'

/** What became of a login at the provider, where it did not end well. */
export type ProviderFailure = 'unreachable' | 'cancelled' | 'expired' | 'forged'

export class ProviderError extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure, cause: unknown) {
    super(`identity provider: ${failure}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.failure = failure
  }
}

export interface ProviderAccount {
  subject: string
  claims: Readonly<Record<string, unknown>>
  idToken: string
  /** The provider's own name of this login (`sid`), where it has one. */
  session: string | null
  /** By the provider's clock. */
  issuedAtMs: number
}

export interface ProviderClient {
  /** Address to send the browser to. */
  begin(settings: ProviderSettings, secrets: { state: string; nonce: string; verifier: string }): Promise<string>
  /** The account that came back; `query` = what stands in the callback's address. Throws ProviderError. */
  finish(settings: ProviderSettings, query: string, expected: { state: string; nonce: string; verifier: string }): Promise<ProviderAccount>
  /** Where to end the session at the provider, too; null where it has no such place. */
  endAddress(settings: ProviderSettings, idToken: string): Promise<string | null>
  /** What the provider signs out by this logout token. Throws ProviderError: `forged` or `unreachable`. */
  readLogout(settings: ProviderSettings, token: string): Promise<LogoutToken>
}

/** Seconds that the provider's clock and ours may differ. */
const CLOCK_TOLERANCE_SECONDS = 60
const TIMEOUT_SECONDS = 5
/** The provider's description is read again after so long. */
const KEPT_MS = 10 * 60_000
/** Age at which the library looks for new keys as soon as it meets one it does not know; else it would wait a minute after each rotation. */
const LOOK_AGAIN_SECONDS = 61

interface Kept {
  of: string
  untilMs: number
  metadata: Promise<oidc.ServerMetadata>
  keys: oidc.ExportedJWKSCache['jwks'] | null
  /** The same keys for logout tokens, which come without a login. */
  logoutKeys: RemoteJWKSet | null
}

/** OpenID Connect Core 1.0 with code flow and PKCE; the signature of every ID token is checked, though it comes over TLS. */
export function createProviderClient(nowMs: () => number = Date.now): ProviderClient {
  let kept: Kept | null = null
  const described = (settings: ProviderSettings): Kept => {
    const of = `${settings.issuer}\n${settings.clientId}`
    if (kept?.of === of && kept.untilMs > nowMs()) return kept
    const entry: Kept = { of, untilMs: nowMs() + KEPT_MS, metadata: describeProvider(settings), keys: null, logoutKeys: null }
    entry.metadata.catch(() => {
      if (kept === entry) kept = null
    })
    return (kept = entry)
  }
  return {
    async begin(settings, { state, nonce, verifier }) {
      const configuration = configurationOf(await described(settings).metadata, settings)
      const code_challenge = await oidc.calculatePKCECodeChallenge(verifier)
      const scope = settings.claim === 'phone_number' ? 'openid profile phone' : 'openid profile'
      return oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: callbackAddress(settings), scope, state, nonce, code_challenge, code_challenge_method: 'S256',
      }).href
    },
    async finish(settings, query, { state, nonce, verifier }) {
      const entry = described(settings)
      const configuration = configurationOf(await entry.metadata, settings)
      // a configuration of its own for each login, its keys just old enough: the library then looks for new ones as soon as it meets one it does not know
      if (entry.keys) oidc.setJwksCache(configuration, { jwks: entry.keys, uat: Math.floor(Date.now() / 1000) - LOOK_AGAIN_SECONDS })
      try {
        const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${callbackAddress(settings)}${query}`), {
          expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true,
        })
        entry.keys = oidc.getJwksCache(configuration)?.jwks ?? null
        const idClaims = tokens.claims()!
        const claims = settings.claim in idClaims ? idClaims : { ...(await moreClaims(configuration, tokens.access_token, idClaims.sub)), ...idClaims }
        const session = typeof idClaims['sid'] === 'string' ? idClaims['sid'] : null
        return { subject: idClaims.sub, claims, idToken: tokens.id_token!, session, issuedAtMs: idClaims.iat * 1000 }
      } catch (error) {
        throw new ProviderError(failureOf(error), error)
      }
    },
    async endAddress(settings, idToken) {
      const configuration = configurationOf(await described(settings).metadata, settings)
      if (!configuration.serverMetadata().end_session_endpoint) return null
      return oidc.buildEndSessionUrl(configuration, { id_token_hint: idToken, post_logout_redirect_uri: `${new URL(settings.publicUrl).origin}/login` }).href
    },
    async readLogout(settings, token) {
      const entry = described(settings)
      const metadata = await entry.metadata
      const keys = (entry.logoutKeys ??= keysOf(metadata))
      const algorithms = metadata.id_token_signing_alg_values_supported ?? ['RS256']
      try {
        return await readLogoutToken(token, { issuer: metadata.issuer, clientId: settings.clientId, keys, algorithms, nowMs: nowMs() })
      } catch (error) {
        throw new ProviderError(isOfTheKeys(error) ? 'unreachable' : 'forged', error)
      }
    },
  }
}

const isPlain = (issuer: string): boolean => issuer.startsWith('http:') && isConfidential(issuer)

/** Reads what the provider says of itself (OpenID Connect Discovery 1.0). Throws ProviderError('unreachable'). */
export async function describeProvider({ issuer, clientId }: Pick<ProviderSettings, 'issuer' | 'clientId'>): Promise<oidc.ServerMetadata> {
  try {
    const execute = isPlain(issuer) ? [oidc.allowInsecureRequests] : []
    return (await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), { execute, timeout: TIMEOUT_SECONDS })).serverMetadata()
  } catch (error) {
    throw new ProviderError('unreachable', error)
  }
}

/** Read anew when an unknown key signs, every half a minute at most. */
function keysOf({ jwks_uri: address }: oidc.ServerMetadata): RemoteJWKSet {
  if (address === undefined || !isConfidential(address)) throw new ProviderError('unreachable', new Error('its keys have no confidential address'))
  return createRemoteJWKSet(new URL(address), { timeoutDuration: TIMEOUT_SECONDS * 1000 })
}

/** The keys could not be had: nothing is said of the token. */
const isOfTheKeys = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || (error instanceof errors.JOSEError && error.constructor === errors.JOSEError)

function configurationOf(metadata: oidc.ServerMetadata, settings: ProviderSettings): oidc.Configuration {
  const authentication = settings.clientSecret ? oidc.ClientSecretBasic(settings.clientSecret) : oidc.None()
  const configuration = new oidc.Configuration(metadata, settings.clientId, { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS }, authentication)
  configuration.timeout = TIMEOUT_SECONDS
  oidc.enableNonRepudiationChecks(configuration)
  if (isPlain(settings.issuer)) oidc.allowInsecureRequests(configuration)
  return configuration
}

async function moreClaims(configuration: oidc.Configuration, accessToken: string, subject: string): Promise<Record<string, unknown>> {
  if (!configuration.serverMetadata().userinfo_endpoint) return {}
  return oidc.fetchUserInfo(configuration, accessToken, subject)
}

/** What the library threw, as what the person at the login page has to know. */
function failureOf(error: unknown): ProviderFailure {
  if (error instanceof oidc.AuthorizationResponseError) return 'cancelled'
  if (error instanceof oidc.ResponseBodyError) return error.error === 'invalid_grant' ? 'expired' : 'unreachable'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isOfTheNetwork = code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && code === '') || (error instanceof oidc.ClientError && error.cause instanceof Response)
  return isOfTheNetwork ? 'unreachable' : 'forged'
}
