import { openText, sealText } from '../sealed_text.js'

/** A login on its way to the provider and back. It travels in a sealed cookie, so that any node can go on with it. */
export interface LoginAttempt {
  state: string
  nonce: string
  /** Of PKCE (RFC 7636). */
  verifier: string
  /** Path of ours to go to afterwards. */
  to: string
  expiresAtMs: number
}

export const ATTEMPT_COOKIE = 'xingliu_provider_login'
export const ATTEMPT_MS = 10 * 60_000

export const sealAttempt = (appKey: string, attempt: LoginAttempt): string => sealText(appKey, ATTEMPT_COOKIE, JSON.stringify(attempt))

/** Null when there is none, it is not ours, or it has run out. */
export function openAttempt(appKey: string, cookie: string | null, nowMs: number): LoginAttempt | null {
  const text = cookie === null ? null : openText(appKey, ATTEMPT_COOKIE, cookie)
  const attempt = text === null ? null : (JSON.parse(text) as LoginAttempt)
  return attempt && attempt.expiresAtMs > nowMs ? attempt : null
}

/** A path of this server, never another site (`//elsewhere`, `/\elsewhere`, `https:…`); anything else leads home. */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 1000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return '/'
  const base = 'http://here.invalid'
  const url = URL.parse(wanted, base)
  if (url?.origin !== base) return '/'
  // `/.//elsewhere` is a path of this server until its dots are resolved
  return url.pathname.startsWith('//') || url.pathname.startsWith('/login') ? '/' : url.pathname + url.search + url.hash
}
