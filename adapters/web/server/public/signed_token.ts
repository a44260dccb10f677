import { createHmac, timingSafeEqual } from 'node:crypto'
import { derivedKey } from './derived_key.js'

/**
 * What a token may speak for: one application being filled in, one case asked after, an earlier case whose password the filler-in has given;
 * one 随手拍 being sent, one report asked after.
 */
export type TokenPurpose = 'filing' | 'inquiry' | 'kept' | 'snapshot' | 'report'

const macOf = (appKey: string, purpose: TokenPurpose, body: string): Buffer => createHmac('sha256', derivedKey(appKey, `token/${purpose}`)).update(body).digest()

/** `<subject>.<expiry>.<mac>`, base64url: whoever holds it speaks for the subject until then. Nothing is stored. */
export function signToken(appKey: string, purpose: TokenPurpose, subject: string, expiresAtMs: number): string {
  const body = `${Buffer.from(subject).toString('base64url')}.${expiresAtMs.toString(36)}`
  return `${body}.${macOf(appKey, purpose, body).toString('base64url')}`
}

/** The subject of a token that is ours, for this purpose, and not expired; null else. */
export function subjectOfToken(appKey: string, purpose: TokenPurpose, token: string, nowMs: number): string | null {
  const [subject = '', expiry = '', mac = ''] = token.split('.')
  const expected = macOf(appKey, purpose, `${subject}.${expiry}`)
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return Number.parseInt(expiry, 36) > nowMs ? Buffer.from(subject, 'base64url').toString() : null
}
