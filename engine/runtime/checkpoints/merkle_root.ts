import { createHash } from 'node:crypto'
import type { JournalHead } from '../ports/checkpoint_store.js'

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const headText = ({ instanceId, seq, hash }: JournalHead): string => JSON.stringify([instanceId, seq, hash])

/** Root of the Merkle tree over the heads in this order, hex (RFC 6962 §2.1); a leaf is the JSON list `[instanceId,seq,"hash"]`. */
export const merkleRoot = (heads: readonly JournalHead[]): string => {
  let level = heads.map((head) => sha256(LEAF, Buffer.from(headText(head))))
  if (level.length === 0) return sha256().toString('hex')
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let index = 0; index < level.length; index += 2) {
      above.push(index + 1 < level.length ? sha256(NODE, level[index], level[index + 1]) : level[index])
    }
    level = above
  }
  return level[0].toString('hex')
}
