import type { LocaleName } from '#forms/schema/locale'
import type { FieldPermissions, FormSchema } from '#forms/schema/form_schema'
import type { SubmissionResult } from '#forms/validation/submission'

/** A form of a package version: its schema and its validator, compiled once. */
export interface PreparedPackageForm {
  readonly key: string
  readonly schema: FormSchema
  /** Whether a submission may name attachments. */
  readonly hasFiles: boolean
  validate(
    submitted: Record<string, unknown>,
    options: { stored: Record<string, unknown>; permissions?: FieldPermissions; mode: 'submit' | 'draft'; nowMs: number; locale?: LocaleName },
  ): SubmissionResult
}
