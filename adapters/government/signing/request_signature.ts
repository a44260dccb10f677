import { algorithmOf, isSignatureAlgorithm, type SignatureAlgorithm } from './algorithm.js'

/** What a signature covers. */
export interface SignedParts {
  method: string
  /** Path with its query, as it stands in the request line. */
  path: string
  /** Epoch seconds. */
  timestamp: string
  nonce: string
  /** The bytes as sent: encrypted, if they are. */
  body: Uint8Array
}

/** `METHOD`, path, timestamp, nonce and the body's digest, a line each without a last line break. */
export const signingString = (algorithm: SignatureAlgorithm, { method, path, timestamp, nonce, body }: SignedParts): string =>
  [method, path, timestamp, nonce, algorithmOf(algorithm).digest(body)].join('\n')

/** The signature in hex. `secret`: text for the HMACs, private key in hex for SM2. */
export const signRequest = (algorithm: SignatureAlgorithm, secret: string, parts: SignedParts): string =>
  algorithmOf(algorithm).sign(signingString(algorithm, parts), secret)

/** How far the clocks of the two sides may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 300

export type SignatureFault = 'algorithm' | 'timestamp' | 'nonce' | 'signature'

/** What a caller claims with its request. */
export interface ClaimedSignature extends SignedParts {
  algorithm: string
  signature: string
}

/**
 * Why a request is not to be believed, or null. `key`: the secret text for the HMACs, the public key for SM2. The caller keeps the
 * nonces of the last `2 × CLOCK_TOLERANCE_SECONDS`: the same one twice is a replay.
 */
export function requestFault(claimed: ClaimedSignature, expected: { algorithm: SignatureAlgorithm; key: string }, nowMs: number): SignatureFault | null {
  const { algorithm, timestamp, nonce, signature } = claimed
  // The agreed one alone: a caller does not choose a weaker one.
  if (!isSignatureAlgorithm(algorithm) || algorithm !== expected.algorithm) return 'algorithm'
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - nowMs / 1000) > CLOCK_TOLERANCE_SECONDS) return 'timestamp'
  if (!/^[A-Za-z0-9-]{16,64}$/.test(nonce)) return 'nonce'
  return algorithmOf(algorithm).verify(signingString(algorithm, claimed), signature, expected.key) ? null : 'signature'
}
