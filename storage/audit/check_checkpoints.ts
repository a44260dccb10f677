import { rowsInOrder, type AuditReader, type AuditRow } from './audit_reader.js'
import { NOTHING_BEFORE } from './canonical.js'
import { isGenuine, rootOf, type StoredCheckpoint, type StoredHead } from './checkpoint_proof.js'
import { finding, type Finding, type FindingCode } from './finding.js'

export interface CheckpointCheck {
  /** Journal tables in which a head may lie, the live one first. */
  journals: readonly string[]
  /** The key that has to have signed; null = that of the first checkpoint. */
  publicKey: string | null
}

const readCheckpoint = (row: AuditRow): StoredCheckpoint => ({
  number: Number(row.number), atMs: Number(row.at_ms), kind: String(row.kind), previousHash: String(row.previous_hash), root: String(row.root),
  headCount: Number(row.head_count), auditSeq: Number(row.audit_seq), auditHash: String(row.audit_hash), publicKey: String(row.public_key),
  hash: String(row.hash), signature: String(row.signature),
})

const readHeads = (row: AuditRow): StoredHead[] | null => {
  try {
    return JSON.parse(String(row.heads)) as StoredHead[]
  } catch {
    return null
  }
}

/** Heads looked up together. */
const LOOKED_UP = 100
/** An instance is told once; so many are remembered. */
const REMEMBERED = 10_000

const rowKey = (instanceId: string, seq: number): string => `${seq} ${instanceId}`

const hashesOf = async (reader: AuditReader, journal: string, heads: readonly StoredHead[]): Promise<Map<string, string>> => {
  const rows = await reader.all(
    `select instance_id, seq, hash from ${journal} where ${heads.map(() => '(instance_id = ? and seq = ?)').join(' or ')}`,
    heads.flatMap(([instanceId, seq]) => [instanceId, seq]),
  )
  return new Map(rows.map((row) => [rowKey(String(row.instance_id), Number(row.seq)), String(row.hash)]))
}

const isGone = async (reader: AuditReader, journals: readonly string[], instanceId: string): Promise<boolean> => {
  for (const journal of journals) if ((await reader.all(`select seq from ${journal} where instance_id = ? limit 1`, [instanceId])).length) return false
  return true
}

/** Heads that the journal does not have, or has otherwise. */
async function* checkHeads(
  reader: AuditReader, { kind, number }: StoredCheckpoint, heads: readonly StoredHead[], { journals }: CheckpointCheck, told: Set<string>,
): AsyncGenerator<Finding> {
  for (let from = 0; from < heads.length; from += LOOKED_UP) {
    let missing = heads.slice(from, from + LOOKED_UP)
    for (const journal of journals) {
      if (missing.length === 0) break
      const found = await hashesOf(reader, journal, missing)
      const changed = missing.filter(([id, seq, hash]) => (found.get(rowKey(id, seq)) ?? hash) !== hash)
      for (const [instanceId, seq] of changed) yield* once(told, 'JOURNAL_REWRITTEN', instanceId, seq, number)
      missing = missing.filter(([id, seq]) => !found.has(rowKey(id, seq)))
    }
    for (const [instanceId, seq] of missing) {
      if (told.has(instanceId)) continue
      const code = kind === 'archive' ? 'ARCHIVE_ROW_DELETED' : (await isGone(reader, journals, instanceId)) ? 'INSTANCE_DELETED' : 'TAIL_CUT'
      yield* once(told, code, instanceId, seq, number)
    }
  }
}

function* once(told: Set<string>, code: FindingCode, instanceId: string, seq: number, number: number): Generator<Finding> {
  if (told.has(instanceId)) return
  if (told.size < REMEMBERED) told.add(instanceId)
  yield finding(code, { instanceId, seq, detail: `checkpoint ${number}` })
}

/** Chain, key, signature and root of one checkpoint. */
const checkItself = (checkpoint: StoredCheckpoint, heads: readonly StoredHead[] | null, before: StoredCheckpoint | null, publicKey: string | null): Finding[] => {
  const { number } = checkpoint
  const findings: Finding[] = []
  for (let seq = (before?.number ?? 0) + 1; seq < Math.min(number, (before?.number ?? 0) + 10); seq += 1) findings.push(finding('CHECKPOINT_MISSING', { seq }))
  const isNext = checkpoint.previousHash === (before?.hash ?? NOTHING_BEFORE)
  const isOwn = heads !== null && heads.length === checkpoint.headCount && rootOf(heads) === checkpoint.root
  if (!isGenuine(checkpoint) || !isOwn || (findings.length === 0 && !isNext)) findings.push(finding('CHECKPOINT_FORGED', { seq: number }))
  if (publicKey !== null && checkpoint.publicKey !== publicKey) findings.push(finding('KEY_CHANGED', { seq: number }))
  return findings
}

/** The security audit has to hold the row that the checkpoint saw last. */
const checkAuditHead = async (reader: AuditReader, { number, auditSeq, auditHash }: StoredCheckpoint): Promise<Finding[]> => {
  if (auditSeq === 0) return []
  const [row] = await reader.all('select hash from security_audit where seq = ?', [auditSeq])
  return row?.hash === auditHash ? [] : [finding('AUDIT_CUT', { seq: auditSeq, detail: `checkpoint ${number}` })]
}

/** Every checkpoint: itself, and whether what it covers is still there. Answers the last one and the key. */
export async function* checkCheckpoints(
  reader: AuditReader, check: CheckpointCheck, figures: { checkpoints: number; heads: number },
): AsyncGenerator<Finding, { publicKey: string | null }> {
  const told = new Set<string>()
  let { publicKey } = check
  let before: StoredCheckpoint | null = null
  let isAuditCut = false
  for await (const row of rowsInOrder(reader, { table: 'checkpoints', columns: '*', key: ['number'], pageSize: 4 })) {
    const checkpoint = readCheckpoint(row)
    const heads = readHeads(row)
    publicKey ??= checkpoint.publicKey
    yield* checkItself(checkpoint, heads, before, publicKey)
    if (heads) yield* checkHeads(reader, checkpoint, heads, check, told)
    const auditFindings: Finding[] = isAuditCut ? [] : await checkAuditHead(reader, checkpoint)
    isAuditCut ||= auditFindings.length > 0
    yield* auditFindings
    figures.checkpoints += 1
    figures.heads += checkpoint.headCount
    before = checkpoint
  }
  if (before === null && (await reader.all('select id from instances where checkpointed_revision > 0 limit 1')).length) yield finding('CHECKPOINT_MISSING', { seq: 1 })
  return { publicKey }
}
