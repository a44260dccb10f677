import type { MaterialGrade } from './grade.js'

/** What stands behind a received material of a case. */
export interface MaterialEvidence {
  grade: MaterialGrade
  /** `paper` = handed over at the window; `reuse` = given in an earlier case. */
  source: 'upload' | 'paper' | 'reuse'
  /** Since when it has this grade, and by whom: a user's id, `applicant`, `system`. */
  atMs: number
  by: string
  /** Ids of its attachments. Others than these are other materials: their grade begins anew. */
  files: readonly string[]
  /** 原件核验: what the clerk noted. Absent = the grade came with the material. */
  note?: string
  /** Of a reused one. */
  reused?: ReusedFrom
}

export interface ReusedFrom {
  /** Key in `material_register`. */
  record: string
  caseNumber: string
  businessName: string
  /** What the use is for, and until when: printed over every copy shown. */
  purpose: string
  untilMs: number
}

/** A file of the register, by reference; the bytes lie once, where they were uploaded or printed. */
export interface MaterialFile {
  id: string
  name: string
  size: number
  sha256: string
  mediaType: string
}

/**
 * Row of `material_register`: a material that is not asked for again – one whose original was seen (B), or a result of ours (A).
 * Key = `<case key>/<material code>` or `<case key>/<item code>/result`.
 */
export interface RegisteredMaterialRow {
  key: string
  /** The key with `.` for `/`, safe in a URL. */
  id: string
  /** Keyed hash of the applicant's number; the number itself stands nowhere in the register. */
  holder: string
  kind: string
  name: string
  grade: MaterialGrade
  state: 'valid' | 'revoked'
  caseKey: string
  /** Of the material in its case; null for a result. */
  materialCode: string | null
  caseNumber: string
  businessName: string
  /** Unit that verified or issued it. */
  department: string
  registeredAtMs: number
  by: string
  /** Null = no end was given. A revocation ends it at once. */
  validUntilMs: number | null
  files: readonly MaterialFile[]
  /** Key in `issued_documents` of a result. */
  documentKey: string | null
  revoked: { atMs: number; by: string; reason: string } | null
}

/** Row of `material_uses`: which case used what, for what, until when. Key = `<case key>/<material code>`. */
export interface MaterialUseRow {
  recordKey: string
  caseKey: string
  materialCode: string
  purpose: string
  usedAtMs: number
  untilMs: number
  by: string
}

/** Facts of the case they belong to; `ref` is the code of the material, or of the register. */
export const MATERIAL_VERIFIED = 'material-verified'
export const MATERIAL_REUSED = 'material-reused'
export const MATERIAL_REVOKED = 'material-revoked'
/** Told by the system when a record that ended has been kept long enough. */
export const MATERIAL_FORGOTTEN = 'material-forgotten'

/** Variable of a start that says what is taken over from earlier cases: a list of `{code, record}`. */
export const REUSED_MATERIALS = 'reusedMaterials'

export const recordKey = (caseKey: string, code: string): string => `${caseKey}/${code}`
export const resultKey = (caseKey: string, itemCode: string): string => `${caseKey}/${itemCode}/result`
