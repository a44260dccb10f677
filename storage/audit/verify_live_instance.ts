import type { AuditReader } from './audit_reader.js'
import type { Finding } from './finding.js'
import { verifyInstance } from './verify_audit.js'

/** One that never stands still is looked at so often. */
const LOOKS = 5

/** The proof of one instance while the server works: looked at again when a command came in between. */
export const verifyLiveInstance = async (reader: AuditReader, instanceId: string): Promise<{ findings: Finding[]; rows: number }> => {
  const revision = async (): Promise<number | null> => {
    const [row] = await reader.all('select revision from instances where id = ?', [instanceId])
    return row ? Number(row.revision) : null
  }
  for (let look = 1; ; look += 1) {
    const before = await revision()
    const verified = await verifyInstance(reader, instanceId)
    if (verified.findings.length === 0 || look === LOOKS || (await revision()) === before) return verified
  }
}
