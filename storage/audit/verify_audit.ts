import type { AuditReader } from './audit_reader.js'
import { checkCheckpoints } from './check_checkpoints.js'
import { ARCHIVE, checkJournals, LIVE, type JournalTables } from './check_journals.js'
import { checkOutsideFile } from './check_outside_file.js'
import { checkSecurityAudit } from './check_security_audit.js'
import { finding, type Finding } from './finding.js'

/** What was looked at. */
export interface AuditFigures {
  instances: number
  rows: number
  checkpoints: number
  heads: number
  auditRows: number
  /** Lines of the outside files. */
  lines: number
  /** Who signed; null while there is no checkpoint. */
  publicKey: string | null
}

export interface AuditInput {
  /** Lines of each outside file. */
  files: readonly AsyncIterable<string>[]
  /** The key that has to have signed, when it is known from elsewhere. */
  publicKey: string | null
  report(finding: Finding): void
}

const PLACES: readonly JournalTables[] = [LIVE, ARCHIVE]

/** One instance lies in one place. */
async function* checkPlaces(reader: AuditReader): AsyncGenerator<Finding> {
  const rows = await reader.all('select i.id from instances i join archived_instances a on a.id = i.id order by i.id limit 1000')
  for (const { id } of rows) yield finding('KEPT_TWICE', { instanceId: String(id) })
}

const told = async <Result>(findings: AsyncGenerator<Finding, Result>, report: (finding: Finding) => void): Promise<Result> => {
  for (;;) {
    const next = await findings.next()
    if (next.done) return next.value
    report(next.value)
  }
}

/** Proves a whole database; every finding is reported as it is found. */
export const verifyAudit = async (reader: AuditReader, { files, publicKey, report }: AuditInput): Promise<AuditFigures> => {
  const figures = { instances: 0, rows: 0, checkpoints: 0, heads: 0, auditRows: 0, lines: 0 }
  const signed = await told(checkCheckpoints(reader, { journals: PLACES.map(({ journal }) => journal), publicKey }, figures), report)
  for (const file of files) await told(checkOutsideFile(reader, file, figures), report)
  await told(checkSecurityAudit(reader, figures), report)
  await told(checkPlaces(reader), report)
  for (const place of PLACES) await told(checkJournals(reader, place, figures), report)
  return { ...figures, publicKey: signed.publicKey }
}

/** The same for the journal of one instance: its chain, its state, its tasks. */
export const verifyInstance = async (reader: AuditReader, instanceId: string): Promise<{ findings: Finding[]; rows: number }> => {
  const figures = { instances: 0, rows: 0 }
  const findings: Finding[] = []
  for (const place of PLACES) await told(checkJournals(reader, place, figures, instanceId), (found) => findings.push(found))
  return { findings, rows: figures.rows }
}
