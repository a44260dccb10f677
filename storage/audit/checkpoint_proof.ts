import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { canonical, sha256 } from './canonical.js'

/** A checkpoint as it stands in a row or in a line of the outside file. */
export interface StoredCheckpoint {
  number: number
  atMs: number
  kind: string
  previousHash: string
  root: string
  headCount: number
  auditSeq: number
  auditHash: string
  publicKey: string
  hash: string
  signature: string
}

export type StoredHead = readonly [instanceId: string, seq: number, hash: string]

const keys = new Map<string, KeyObject | null>()

const keyOf = (publicKey: string): KeyObject | null => {
  let key = keys.get(publicKey)
  if (key === undefined) {
    try {
      key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    } catch {
      key = null
    }
    if (keys.size < 100) keys.set(publicKey, key)
  }
  return key
}

/** Whether hash and signature are those of the content, by the key it names. */
export const isGenuine = (checkpoint: StoredCheckpoint): boolean => {
  const { hash, signature, ...content } = checkpoint
  const key = keyOf(checkpoint.publicKey)
  return key !== null && sha256(canonical(content)) === hash && verify(null, Buffer.from(hash), key, Buffer.from(signature, 'base64url'))
}

/** How people compare keys: the first 16 digits of SHA-256 over its text. */
export const fingerprint = (publicKey: string): string => sha256(publicKey).slice(0, 16)

const digest = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 6962 §2.1, by its recursive definition: the left half is the largest power of two smaller than the list. */
const treeHash = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 0) return digest()
  if (leaves.length === 1) return digest(Buffer.from([0]), leaves[0])
  const left = 2 ** Math.ceil(Math.log2(leaves.length) - 1)
  return digest(Buffer.from([1]), treeHash(leaves.slice(0, left)), treeHash(leaves.slice(left)))
}

export const rootOf = (heads: readonly StoredHead[]): string => treeHash(heads.map((head) => Buffer.from(JSON.stringify(head)))).toString('hex')
