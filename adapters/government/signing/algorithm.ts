import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { isSm2Signature, signSm2, verifySm2 } from './sm2.js'

export const SIGNATURE_ALGORITHMS = ['HMAC-SHA256', 'SM3-HMAC', 'SM2'] as const
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number]

/** One way to sign: `secret` signs, `key` verifies. For the HMACs they are the same text; for SM2 the private and the public key. */
interface Algorithm {
  /** Lower-case hex of the body's digest, the last line of what is signed. */
  digest(body: Uint8Array): string
  sign(text: string, secret: string): string
  verify(text: string, signature: string, key: string): boolean
}

const digestBy = (name: 'sha256' | 'sm3') => (body: Uint8Array): string => createHash(name).update(body).digest('hex')

const hmacBy = (name: 'sha256' | 'sm3'): Algorithm => {
  const sign = (text: string, secret: string) => createHmac(name, secret).update(text, 'utf8').digest('hex')
  return { digest: digestBy(name), sign, verify: (text, signature, key) => isEqualText(signature.toLowerCase(), sign(text, key)) }
}

/** FIPS 180-4 and RFC 2104; GB/T 32905—2016 in RFC 2104's construction; GB/T 32918.2—2016 over GB/T 32905. */
const ALGORITHMS: Readonly<Record<SignatureAlgorithm, Algorithm>> = {
  'HMAC-SHA256': hmacBy('sha256'),
  'SM3-HMAC': hmacBy('sm3'),
  SM2: { digest: digestBy('sm3'), sign: signSm2, verify: (text, signature, key) => isSm2Signature(signature) && verifySm2(text, signature, key) },
}

export const algorithmOf = (name: SignatureAlgorithm): Algorithm => ALGORITHMS[name]

export const isSignatureAlgorithm = (name: string): name is SignatureAlgorithm => Object.hasOwn(ALGORITHMS, name)

function isEqualText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
