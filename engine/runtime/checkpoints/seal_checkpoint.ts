import { hash as digest } from 'node:crypto'
import { canonicalJson } from '../journal/canonical_json.js'
import type { Checkpoint } from '../ports/checkpoint_store.js'

/** Signs for the installation; the private key stays where it is kept. */
export interface CheckpointSigner {
  /** Ed25519, 32 bytes as base64url. */
  publicKey: string
  /** Ed25519 over the text's bytes, base64url. */
  sign(text: string): string
}

/** A checkpoint with its hash and signature. */
export const sealCheckpoint = (content: Omit<Checkpoint, 'publicKey' | 'hash' | 'signature'>, signer: CheckpointSigner): Checkpoint => {
  const signed = { ...content, publicKey: signer.publicKey }
  const hash = digest('sha256', canonicalJson(signed), 'hex')
  return { ...signed, hash, signature: signer.sign(hash) }
}
