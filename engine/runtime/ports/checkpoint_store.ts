/** Last journal row of an instance. */
export interface JournalHead {
  instanceId: string
  seq: number
  /** Hash of that row, hex. */
  hash: string
}

/** What a checkpoint says; `hash` and `signature` cover the rest. */
export interface Checkpoint {
  /** From 1, without gaps. */
  number: number
  atMs: number
  /** `archive`: exactly the heads that were moved to the archive tables. */
  kind: 'regular' | 'archive'
  /** Hash of the checkpoint before; zeros for the first. */
  previousHash: string
  /** Merkle root over the heads, hex (RFC 6962 §2.1). */
  root: string
  headCount: number
  /** Last row of the security audit, 0 and zeros while there is none. */
  auditSeq: number
  auditHash: string
  /** Ed25519, 32 bytes as base64url. */
  publicKey: string
  /** SHA-256 over the canonical JSON of everything above, hex. */
  hash: string
  /** Ed25519 over the text of `hash`, base64url. */
  signature: string
}

export interface CheckpointStore {
  last(): Promise<Checkpoint | null>
  find(number: number): Promise<Checkpoint | null>
  /** Checkpoints above this number, in order. */
  since(number: number, limit: number): Promise<Checkpoint[]>
  /** Heads that no checkpoint covers yet, in order of id. */
  changedHeads(limit: number): Promise<JournalHead[]>
  auditHead(): Promise<{ seq: number; hash: string }>
  /** False when another node has taken the number. */
  add(checkpoint: Checkpoint, heads: readonly JournalHead[]): Promise<boolean>
  /** These heads are covered; an instance that has gone on meanwhile stays changed. */
  markCovered(heads: readonly JournalHead[]): Promise<void>
}
