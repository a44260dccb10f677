import type { FieldPermissions } from '#forms/schema/form_schema'
import type { LocaleName } from '#forms/schema/locale'
import type { FaultCode } from './fault.js'

/** What the validator must know besides the form and what was sent. */
export interface SubmissionOptions {
  /** The instance's variables before this submission, with those the reader may not see. */
  stored: Record<string, unknown>
  /** The node's field permissions; without them everything may be written. */
  permissions?: FieldPermissions
  /** A draft is checked for types, unknown and not writable fields only; nothing is removed. */
  mode: 'submit' | 'draft'
  /** Epoch milliseconds; `today()`, `now()` and "no past dates" read it in Asia/Shanghai. */
  nowMs: number
  locale?: LocaleName
}

export interface SubmissionError {
  /** Key path with row numbers from 0: `staff.1.name`; empty for the submission as a whole. */
  path: string
  code: FaultCode
  /** One sentence for a clerk, with the field's label and what to do. */
  message: string
}

/**
 * `values` are whole top-level variables, ready for `{ ...stored, ...values }`; `removed` are the paths of stored values
 * that a condition hides: those without a dot are to be deleted, the others are gone from `values` already.
 * `mergeSubmission` does both.
 */
export type SubmissionResult =
  | { ok: true; values: Record<string, unknown>; removed: string[] }
  | { ok: false; errors: SubmissionError[] }
