import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sm2 } from 'sm-crypto-v2'

export const ALGORITHMS = ['HMAC-SHA256', 'SM3-HMAC', 'SM2'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** What is signed: one request. `path` as in the request line, with its query. */
export interface SignedRequest {
  method: string
  path: string
  timestamp: string
  nonce: string
  body: Buffer
}

/** Keys of the side that signs. */
export interface SigningKeys {
  secret: string
  sm2PrivateKey: string
}

const SM2_USER = '1234567812345678'

export const isAlgorithm = (text: string): text is Algorithm => (ALGORITHMS as readonly string[]).includes(text)

function signingString(request: SignedRequest, algorithm: Algorithm): string {
  const digest = createHash(algorithm === 'HMAC-SHA256' ? 'sha256' : 'sm3').update(request.body).digest('hex')
  return [request.method, request.path, request.timestamp, request.nonce, digest].join('\n')
}

const hmac = (algorithm: Algorithm, secret: string, text: string): string => createHmac(algorithm === 'HMAC-SHA256' ? 'sha256' : 'sm3', secret).update(text, 'utf8').digest('hex')

/** The value of `X-Signature`. */
export function sign(request: SignedRequest, algorithm: Algorithm, keys: SigningKeys): string {
  const text = signingString(request, algorithm)
  return algorithm === 'SM2' ? sm2.doSignature(text, keys.sm2PrivateKey, { hash: true, userId: SM2_USER }) : hmac(algorithm, keys.secret, text)
}

/** Whether the signature is that of the holder of the secret, or of the SM2 key. */
export function isSignedBy(request: SignedRequest, algorithm: Algorithm, signature: string, keys: { secret: string; sm2PublicKey: string }): boolean {
  const text = signingString(request, algorithm)
  if (algorithm === 'SM2') return /^[0-9a-f]{128}$/.test(signature) && verifySm2(text, signature, keys.sm2PublicKey)
  const wanted = Buffer.from(hmac(algorithm, keys.secret, text))
  const given = Buffer.from(signature)
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

function verifySm2(text: string, signature: string, publicKey: string): boolean {
  try {
    return sm2.doVerifySignature(text, signature, publicKey, { hash: true, userId: SM2_USER })
  } catch {
    return false
  }
}

/** `base64(iv ‖ ciphertext)`, SM4-CBC with PKCS#7 padding. */
export function encryptBody(body: Buffer, keyHex: string): Buffer {
  const iv = randomBytes(16)
  const cipher = createCipheriv('sm4-cbc', Buffer.from(keyHex, 'hex'), iv)
  return Buffer.from(Buffer.concat([iv, cipher.update(body), cipher.final()]).toString('base64'))
}

/** The body that was encrypted, or null when the text is not one under this key. */
export function decryptBody(body: Buffer, keyHex: string): Buffer | null {
  const text = body.toString('latin1')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length < 32 || bytes.length % 16 !== 0) return null
  try {
    const decipher = createDecipheriv('sm4-cbc', Buffer.from(keyHex, 'hex'), bytes.subarray(0, 16))
    return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])
  } catch {
    return null
  }
}
