import { jwtVerify, type JWTVerifyGetKey } from 'jose'

/** What a provider says is signed out: one session of an account, or all that its account has here. */
export interface LogoutToken {
  /** `jti`: each counts once. */
  id: string
  subject: string | null
  session: string | null
  issuedAtMs: number
}

export interface LogoutTokenExpectation {
  issuer: string
  clientId: string
  /** The provider's keys. */
  keys: JWTVerifyGetKey
  /** Signatures that the provider says it makes. */
  algorithms: readonly string[]
  nowMs: number
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds that the provider's clock and ours may differ. */
const CLOCK_TOLERANCE_SECONDS = 60
/** Older ones are refused even where the provider gives no `exp`. */
const OLDEST_SECONDS = 600
const TYPE = /^(?:application\/)?(?:logout\+)?jwt$/i
/** With a secret both sides know, either could have written it. */
const ASYMMETRIC = /^(?:RS|PS|ES)(?:256|384|512)$|^EdDSA$|^Ed25519$/
const LONGEST = 500

/**
 * Reads a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6): signed by the provider, for us, just now, a logout and nothing else. An ID token
 * is none: it has no such event, and its `nonce` is forbidden here. Throws an Error that says what is wrong; what the keys' place throws goes through.
 */
export async function readLogoutToken(token: string, { issuer, clientId, keys, algorithms, nowMs }: LogoutTokenExpectation): Promise<LogoutToken> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer, audience: clientId, algorithms: algorithms.filter((one) => ASYMMETRIC.test(one)), clockTolerance: CLOCK_TOLERANCE_SECONDS, maxTokenAge: OLDEST_SECONDS,
    requiredClaims: ['jti'], currentDate: new Date(nowMs),
  })
  const { typ } = protectedHeader
  if (typ !== undefined && !TYPE.test(typ)) throw new Error(`Expected a logout token, but its type is ${typ}.`)
  if ('nonce' in payload) throw new Error('Expected a logout token without nonce: one with it is an ID token.')
  const { events } = payload as { events?: unknown }
  if (!isObject(events) || !Object.hasOwn(events, EVENT) || !isObject(events[EVENT])) throw new Error(`Expected "events" to hold ${EVENT}.`)
  const [subject, session, id] = [textOf(payload.sub, 'sub'), textOf(payload['sid'], 'sid'), textOf(payload.jti, 'jti')]
  if (id === null || (subject === null && session === null)) throw new Error('Expected "jti" and "sub" or "sid".')
  return { id, subject, session, issuedAtMs: payload.iat! * 1000 }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function textOf(value: unknown, name: string): string | null {
  if (value === undefined) return null
  if (typeof value !== 'string' || value === '' || value.length > LONGEST) throw new Error(`Expected "${name}" to be a text of 1–${LONGEST} characters.`)
  return value
}
