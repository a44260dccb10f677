import type { Variables } from '#engine/kernel/commands'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import { visibleVariables } from '#engine/runtime/visible_variables'
import type { FieldPermissions, FormSchema } from '#forms/schema/form_schema'
import { prepareForm } from '#forms/validation/prepare_form'
import { validateSubmission } from '#forms/validation/validate_submission'

/** A submission as the command takes it, or what is wrong with it. */
export type Filled = { ok: true; values: Record<string, unknown>; removed: string[] } | { ok: false; rejection: Rejection }

/** The forms of a rehearsed package: the validator that server and browser run, each form prepared once. */
export interface FormDesk {
  submit(formKey: string | null, values: Variables, on: { stored: Variables; permissions?: FieldPermissions; nowMs: number }): Filled
  /** Variables that the form of a task reads. */
  readable(state: InstanceState, task: { elementInstanceId: string }): Variables
}

export function createFormDesk(forms: ReadonlyMap<string, FormSchema>): FormDesk {
  const prepared = new Map<string, ReturnType<typeof prepareForm>>()
  const formOf = (schema: FormSchema, key: string) => {
    const form = prepared.get(key) ?? prepareForm(schema)
    prepared.set(key, form)
    return form
  }
  return {
    submit(formKey, values, { stored, permissions, nowMs }) {
      if (formKey === null) return { ok: true, values, removed: [] }
      const schema = forms.get(formKey)
      if (schema === undefined) return { ok: false, rejection: { code: 'NOT_FOUND', message: `业务包中没有表单“${formKey}”。请补上。` } }
      const result = validateSubmission(formOf(schema, formKey), values, { stored, mode: 'submit', nowMs, ...(permissions ? { permissions } : {}) })
      if (result.ok) return { ...result, removed: result.removed.filter((path) => !path.includes('.')) }
      return { ok: false, rejection: { code: 'INVALID_ARGUMENT', message: '表单填写有误。', errors: result.errors } }
    },
    readable: (state, task) => visibleVariables(state, task.elementInstanceId),
  }
}
