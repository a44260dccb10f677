import { rowsInOrder, type AuditReader, type AuditRow } from './audit_reader.js'
import { canonical, NOTHING_BEFORE, sha256 } from './canonical.js'
import { finding, type Finding } from './finding.js'

const contentHash = (row: AuditRow): string | null => {
  try {
    return sha256(
      canonical({
        action: row.action, actor: row.actor, address: row.address, atMs: Number(row.at_ms), detail: JSON.parse(String(row.detail)) as unknown,
        prevHash: row.prev_hash, seq: Number(row.seq), target: row.target,
      }),
    )
  } catch {
    return null
  }
}

/** The chain of the security audit, from its first row. */
export async function* checkSecurityAudit(reader: AuditReader, figures: { auditRows: number }): AsyncGenerator<Finding> {
  let before = { seq: 0, hash: NOTHING_BEFORE }
  for await (const row of rowsInOrder(reader, { table: 'security_audit', columns: '*', key: ['seq'], pageSize: 1_000 })) {
    const seq = Number(row.seq)
    if (seq !== before.seq + 1) yield finding('AUDIT_ROW_MISSING', { seq: before.seq + 1, detail: seq > before.seq + 2 ? `–${seq - 1}` : undefined })
    if (row.prev_hash !== before.hash || contentHash(row) !== row.hash) yield finding('AUDIT_ROW_CHANGED', { seq })
    before = { seq, hash: String(row.hash) }
    figures.auditRows += 1
  }
}
