import type { Diagnostic } from '#engine/model/diagnostic'
import { isField } from '#forms/schema/component_kinds'
import type { FormSchema } from '#forms/schema/form_schema'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { walkComponents } from '#forms/schema/walk_components'
import { prepareForm } from '#forms/validation/prepare_form'
import { validateSubmission } from '#forms/validation/validate_submission'
import type { Resource } from '../ports/package_store.js'
import type { PreparedPackageForm } from './prepared_form.js'

export const isFormResource = (name: string): boolean => name.endsWith('.form.json') || name.endsWith('.form')

export interface ParsedForm {
  /** Names a model may call it by: form id, file name, file name without folders and ending. */
  names: readonly string[]
  schema: FormSchema | null
  diagnostics: readonly Diagnostic[]
}

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/\.form(\.json)?$/, '')

const problem = (resource: string, code: string, message: string): Diagnostic => ({ code, severity: 'error', elementId: null, message, resource })

/** Reads one form file of a package; what is wrong with it comes back as diagnostics. */
export const parsePackageForm = (resource: Resource): ParsedForm => {
  const names = [baseName(resource.name), resource.name]
  let json: unknown
  try {
    json = JSON.parse(resource.content)
  } catch {
    return { names, schema: null, diagnostics: [problem(resource.name, 'FORM_NOT_JSON', `表单文件 ${resource.name} 不是正确的 JSON。请重新导出表单。`)] }
  }
  const { schema, problems } = parseFormSchema(json)
  const diagnostics = problems.map(({ code, path, message }) => problem(resource.name, code, path ? `${path}：${message}` : message))
  return { names: schema?.id ? [...names, schema.id] : names, schema: diagnostics.length ? null : schema, diagnostics }
}

/** Compiles a form once; the validator is the one the browser runs. */
export const preparePackageForm = (key: string, schema: FormSchema): PreparedPackageForm => {
  const prepared = prepareForm(schema)
  const hasFiles = walkComponents(schema).some(({ component }) => component.type === 'filepicker')
  return { key, schema, hasFiles, validate: (submitted, options) => validateSubmission(prepared, submitted, options) }
}

/** Top-level variables of the fields that the form editor marks `personal` (custom property), a marked column's list whole: the journal keeps only their digest. */
export const personalFieldKeys = (schema: FormSchema): string[] =>
  walkComponents(schema).flatMap(({ component, dataPath: [variable] }) => {
    if (!isField(component) || variable === undefined) return []
    const mark = component.properties?.personal
    return mark === true || mark === 'true' ? [variable] : []
  })
