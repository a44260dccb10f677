import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { derivedKey } from '../public/derived_key.js'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Whose 积分 are: a keyed hash of the phone, so that the register of one county cannot be searched by guessing numbers. */
export const reporterKey = (appKey: string, phone: string): string => createHmac('sha256', derivedKey(appKey, 'reporter')).update(phone).digest('base64url')

/** The phone for the database: AES-256-GCM, bound to its `reporterKey`; base64url of nonce, text, tag. */
export function sealPhone(appKey: string, phone: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, derivedKey(appKey, 'reporter-phone'), nonce).setAAD(Buffer.from(reporterKey(appKey, phone)))
  return Buffer.concat([nonce, cipher.update(phone, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** The phone again; null when the seal is not of this installation, was changed, or belongs to another reporter. */
export function openPhone(appKey: string, sealed: string, key: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, derivedKey(appKey, 'reporter-phone'), bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(key)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
