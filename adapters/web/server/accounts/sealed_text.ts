import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { derivedKey } from '../public/derived_key.js'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A text only this installation can read again: AES-256-GCM under the key of its purpose, `boundTo` what it belongs to; base64url of nonce, text, tag. */
export function sealText(appKey: string, purpose: string, text: string, boundTo = ''): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, derivedKey(appKey, purpose), nonce).setAAD(Buffer.from(boundTo))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** The text again; null when the seal is not of this installation, was changed, or belongs to something else. */
export function openText(appKey: string, purpose: string, sealed: string, boundTo = ''): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, derivedKey(appKey, purpose), bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(boundTo)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
