import type { FieldPermissions } from '#forms/schema/form_schema'
import type { LocaleName } from '#forms/schema/locale'

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
  code: SubmissionErrorCode
  /** One sentence for a clerk, with the field's label and what to do. */
  message: string
}

export type SubmissionErrorCode =
  | 'E_FORM_NOT_AN_OBJECT'
  | 'E_FORM_UNKNOWN_FIELD'
  | 'E_FORM_FIELD_NOT_WRITABLE'
  | 'E_FORM_WRONG_TYPE'
  | 'E_FORM_REQUIRED'
  | 'E_FORM_TOO_SMALL'
  | 'E_FORM_TOO_LARGE'
  | 'E_FORM_TOO_SHORT'
  | 'E_FORM_TOO_LONG'
  | 'E_FORM_PATTERN'
  | 'E_FORM_EMAIL'
  | 'E_FORM_PHONE'
  | 'E_FORM_DECIMALS'
  | 'E_FORM_INCREMENT'
  | 'E_FORM_LIMIT_INVALID'
  | 'E_FORM_NOT_AN_OPTION'
  | 'E_FORM_CHOSEN_TWICE'
  | 'E_FORM_DATE_PASSED'
  | 'E_FORM_DATE_TOO_EARLY'
  | 'E_FORM_DATE_TOO_LATE'
  | 'E_FORM_FILE_COUNT'
  | 'E_FORM_FILE_KIND'
  | 'E_FORM_TOO_FEW_ROWS'
  | 'E_FORM_TOO_MANY_ROWS'
  | 'E_FORM_ROWS_FIXED'

/**
 * `values` are whole top-level variables, ready for `{ ...stored, ...values }`; `removed` are the paths of stored values
 * that a condition hides: those without a dot are to be deleted, the others are gone from `values` already.
 * `mergeSubmission` does both.
 */
export type SubmissionResult =
  | { ok: true; values: Record<string, unknown>; removed: string[] }
  | { ok: false; errors: SubmissionError[] }
