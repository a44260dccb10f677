import { isContainer } from '#forms/schema/component_kinds'
import { knownNames } from '#forms/schema/known_names'
import { permissionFor } from '#forms/schema/field_permission'
import { fieldsOf } from '#forms/schema/fields_of'
import { compileCondition, isFeel, type FormCondition } from '#forms/schema/form_expression'
import type { FieldPermissions, FormComponent, FormSchema } from '#forms/schema/form_schema'
import type { FormScope } from '#forms/schema/form_scope'
import { walkComponents } from '#forms/schema/walk_components'
import { initialValues } from './initial_values.js'
import { prepareForm } from './prepare_form.js'
import { rootView, withoutHidden } from './settle.js'

/**
 * The schema with every condition decided that reads a field hidden from this reader. The page has no such values: to the
 * viewer they are null, and null hides; the server, who has them, would go on asking for what the page does not show. So
 * what is hidden is taken out and what is shown stays without its condition. Conditions in rows of lists are left.
 */
export function decideConditions(schema: FormSchema, permissions: FieldPermissions, data: Record<string, unknown>, nowMs: number): FormSchema {
  const secret = fieldsOf(schema)
    .map(({ path }) => path.split('.'))
    .filter((path) => permissionFor(permissions, path) === 'hidden')
  if (secret.length === 0) return schema
  const form = prepareForm(schema)
  const initial = initialValues(form.root.places, data)
  const view = rootView({ ...initial, ...withoutHidden(form, initial, nowMs) }, nowMs)
  return { ...schema, components: decided(schema.components, secret, view, knownNames(walkComponents(schema))) }
}

function decided(components: readonly FormComponent[], secret: readonly string[][], view: FormScope, shape: Record<string, unknown>): FormComponent[] {
  return components.flatMap((component): FormComponent[] => {
    const { conditional, ...unconditional } = component
    const source = conditional?.hide
    const compiled = isFeel(source) ? compileCondition(source, shape) : null
    const isDecided = compiled !== null && 'compiled' in compiled && readsAny(compiled.compiled, secret)
    if (isDecided && compiled.compiled.holds(view)) return []
    const kept = (isDecided ? unconditional : component) as FormComponent
    return isContainer(kept) && kept.type === 'group' ? [{ ...kept, components: decided(kept.components, secret, view, shape) }] : [kept]
  })
}

/** Whether a condition at the root of the form reads one of the fields, or what is in it, or what it is in. */
function readsAny({ reads }: FormCondition, fields: readonly string[][]): boolean {
  const rooted = reads.map((path) => (path[0] === 'this' ? path.slice(1) : path))
  return rooted.some((path) => fields.some((field) => path.every((part, index) => index >= field.length || part === field[index])))
}
