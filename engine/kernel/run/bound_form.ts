import type { FormReference } from '../elements/form_reference.js'
import type { Run } from './run.js'

/** The pinned version as the event of a task keeps it; empty for a form of the own package version. */
export type PinnedForm = { readonly formPackageId?: string }

const OWN: PinnedForm = {}

/** Which package version's form a task takes. Chosen once, when the task comes into being: a version published later does not change a form under way. */
export function pinForm(run: Run, { formKey, formBinding }: FormReference, definitionId: string): PinnedForm | 'none' | 'missing' {
  const { form } = run.context.definitions
  if (formKey === null || formBinding === undefined || form === undefined) return OWN
  const found = form(formKey, definitionId, formBinding)
  if (found === undefined) run.lookups.push({ kind: 'form', formKey, callerDefinitionId: definitionId, binding: formBinding })
  return found === undefined ? 'missing' : found === null ? 'none' : { formPackageId: found.packageId }
}
