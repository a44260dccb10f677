import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'sm4-cbc'
const BLOCK = 16

export const isBodyKey = (hex: string): boolean => /^[0-9a-f]{32}$/i.test(hex)

/** SM4 (GB/T 32907—2016) in CBC mode with PKCS#7 padding: base64 of `iv ‖ ciphertext`. `key`: 16 bytes in hex; `iv` is given by tests alone. */
export function encryptBody(plain: Uint8Array, key: string, iv: Uint8Array = randomBytes(BLOCK)): string {
  const cipher = createCipheriv(CIPHER, Buffer.from(key, 'hex'), iv)
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64')
}

/** The plain bytes, or null when this is not what that key encrypted. CBC tells of no forgery: verify the signature first. */
export function decryptBody(text: string, key: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0 || bytes.toString('base64') !== text.trim()) return null
  try {
    const decipher = createDecipheriv(CIPHER, Buffer.from(key, 'hex'), bytes.subarray(0, BLOCK))
    return Buffer.concat([decipher.update(bytes.subarray(BLOCK)), decipher.final()])
  } catch {
    return null
  }
}
