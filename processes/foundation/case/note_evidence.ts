import type { LegalClock } from '../clocks/legal_clock.js'
import type { CaseItemRow } from './case_rows.js'
import { findItem, putItem, type CaseStep } from './case_step.js'
import { mapClocks, openProcedure } from './special_procedure.js'

/** The document of this very step goes on record as the ground of the stop or extension that it told the applicant of. */
export function noteEvidence(on: CaseStep, caseKey: string, code: string, number: string): void {
  const row = findItem(on, caseKey, code)
  if (row === null) return
  const { nowMs } = on.step
  const open = openProcedure(row)
  const isGround = open?.beganAtMs === nowMs || row.promised?.extensions?.at(-1)?.atMs === nowMs
  if (!isGround) return
  const noted: CaseItemRow = {
    ...row,
    ...mapClocks(row, (clock) => withEvidence(clock, nowMs, number)),
    ...(open !== null && open.beganAtMs === nowMs && open.notice === null
      ? { procedures: row.procedures!.map((one) => (one === open ? { ...one, notice: number } : one)) }
      : {}),
  }
  putItem(on, noted)
}

function withEvidence(clock: LegalClock, nowMs: number, number: string): LegalClock {
  const segments = clock.segments.map((segment) => (segment.endMs === nowMs && segment.evidence === null && segment.approver !== null ? { ...segment, evidence: number } : segment))
  if (clock.extensions === undefined) return { ...clock, segments }
  return { ...clock, segments, extensions: clock.extensions.map((one) => (one.atMs === nowMs && one.evidence === null ? { ...one, evidence: number } : one)) }
}
