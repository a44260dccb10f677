import { isField, labelOf } from '#forms/schema/component_kinds'
import { knownNames } from '#forms/schema/known_names'
import { compileCondition, compileExpression, isFeel, type FormCondition, type FormExpression } from '#forms/schema/form_expression'
import { compilePattern, isPattern } from '#forms/schema/form_pattern'
import type { DynamicListComponent, FieldComponent, FormComponent, FormSchema, GroupComponent, TableComponent } from '#forms/schema/form_schema'
import { isRecord, splitKey, valueAt } from '#forms/schema/key_path'
import { walkComponents } from '#forms/schema/walk_components'
import { notParsed } from './errors.js'
import { normaliseOptions } from './options.js'
import type { Limit, Place, PreparedField, PreparedForm, PreparedGroup, PreparedList, PreparedNode, PreparedScope, PreparedTable } from './prepared_form.js'

/** No list of a submission may be longer. */
export const MAX_ROWS = 1_000

/** Where a component is being compiled. */
interface Surroundings {
  shape: Record<string, unknown>
  places: Map<string, Place>
  /** Path of the object of the scope, from the root. */
  scopePath: readonly string[]
  /** Path inside that object, of the groups around. */
  groupPath: readonly string[]
  found: { conditions: number; computed: number }
}

/** Compiles a schema that `parseFormSchema` has accepted. Throws on one that it would refuse. */
export function prepareForm(schema: FormSchema): PreparedForm {
  const found = { conditions: 0, computed: 0 }
  const shape = knownNames(walkComponents(schema))
  const root = prepareScope(schema.components, { shape, found, scopePath: [] })
  return { schema, root, hasConditions: found.conditions > 0, hasComputed: found.computed > 0 }
}

function prepareScope(components: FormComponent[], around: Pick<Surroundings, 'shape' | 'found' | 'scopePath'>): PreparedScope {
  const places = new Map<string, Place>()
  const nodes = prepareNodes(components, { ...around, places, groupPath: [] })
  return { nodes, places }
}

function prepareNodes(components: FormComponent[], around: Surroundings): PreparedNode[] {
  return components.flatMap((component): PreparedNode[] => {
    if (isField(component)) return [prepareField(component, around)]
    if (component.type === 'group') return [prepareGroup(component, around)]
    if (component.type === 'dynamiclist') return [prepareList(component, around)]
    return component.type === 'table' ? [prepareTable(component, around)] : []
  })
}

function prepareField(component: FieldComponent, around: Surroundings): PreparedField {
  const path = [...around.groupPath, ...splitKey(component.key)]
  const validate = 'validate' in component ? (component.validate ?? {}) : {}
  const property = (name: string) => valueAt(component, name.split('.'))
  const pattern = typeof validate.pattern === 'string' && validate.pattern !== '' ? compilePattern(validate.pattern) : null
  if (pattern !== null && !isPattern(pattern)) throw notParsed(validate.pattern, pattern.problem)
  const field: PreparedField = {
    kind: 'field',
    component,
    type: component.type,
    path,
    pathText: path.join('.'),
    dataPath: [...around.scopePath, ...path],
    ...labelled(component, around),
    hide: hideOf(component, around),
    readonly: isFeel(component.readonly) ? condition(component.readonly, around) : component.readonly === true,
    disabled: flagOf(component.disabled, around),
    required: flagOf(validate.required, around),
    min: limitOf(validate.min, around),
    max: limitOf(validate.max, around),
    minLength: limitOf(validate.minLength, around),
    maxLength: limitOf(validate.maxLength, around),
    minDate: limitOf(property('properties.minDate'), around),
    maxDate: limitOf(property('properties.maxDate'), around),
    pattern,
    options: staticOptions(component),
    optionsExpression: expressionOf(property('valuesExpression'), around),
    expression: component.type === 'expression' ? expressionOf(component.expression, around) : null,
    multiple: component.type === 'filepicker' ? flagOf(component.multiple, around) : false,
    accept: component.type === 'filepicker' ? expressionOf(component.accept, around) : null,
  }
  if (field.expression !== null) around.found.computed += 1
  place(around, path, { kind: 'field', field })
  return field
}

function prepareGroup(component: GroupComponent, around: Surroundings): PreparedGroup {
  const groupPath = [...around.groupPath, ...splitKey(component.path)]
  const hide = hideOf(component, around)
  const nodes = prepareNodes(component.components, { ...around, groupPath })
  return { kind: 'group', component, ...labelled(component, around), hide, nodes }
}

function prepareList(component: DynamicListComponent, around: Surroundings): PreparedList {
  const path = [...around.groupPath, ...splitKey(component.path)]
  const dataPath = [...around.scopePath, ...path]
  const maxItems = Number(component.properties?.maxItems ?? MAX_ROWS)
  const list: PreparedList = {
    kind: 'list',
    component,
    ...labelled(component, around),
    path,
    pathText: path.join('.'),
    dataPath,
    hide: hideOf(component, around),
    row: prepareScope(component.components, { shape: around.shape, found: around.found, scopePath: dataPath }),
    minItems: Number(component.properties?.minItems ?? 0),
    maxItems: Math.min(maxItems, MAX_ROWS),
    defaultRows: Math.min(Number(component.defaultRepetitions ?? 1), MAX_ROWS),
    isFixed: component.allowAddRemove === false,
  }
  place(around, path, { kind: 'list', list })
  return list
}

function prepareTable(component: TableComponent, around: Surroundings): PreparedTable {
  return {
    kind: 'table',
    component,
    ...labelled(component, around),
    hide: hideOf(component, around),
    dataSource: expressionOf(component.dataSource, around),
    columnsExpression: expressionOf(component.columnsExpression, around),
  }
}

/** Enters a field or list under its path, with the contexts on the way. */
function place(around: Surroundings, path: readonly string[], entry: Place): void {
  let places = around.places
  path.forEach((part, index) => {
    if (index === path.length - 1) {
      places.set(part, entry)
      return
    }
    const known = places.get(part)
    if (known?.kind === 'context') {
      places = known.places
      return
    }
    const dataPath = [...around.scopePath, ...path.slice(0, index + 1)]
    const context: Place = { kind: 'context', dataPath, label: part, places: new Map() }
    places.set(part, context)
    places = context.places
  })
}

function labelled(component: FormComponent, around: Surroundings): { label: string; labelExpression: FormExpression | null } {
  return { label: labelOf(component), labelExpression: expressionOf(component.label, around) }
}

function hideOf(component: FormComponent, around: Surroundings): FormCondition | null {
  const source = component.conditional?.hide
  if (!isFeel(source)) return null
  around.found.conditions += 1
  return condition(source, around)
}

function condition(source: string, around: Surroundings): FormCondition {
  const result = compileCondition(source, around.shape)
  if ('problem' in result) throw notParsed(source, result.problem)
  return result.compiled
}

function expressionOf(source: unknown, around: Surroundings): FormExpression | null {
  if (!isFeel(source)) return null
  const result = compileExpression(source, around.shape)
  if ('problem' in result) throw notParsed(source, result.problem)
  return result.compiled
}

function flagOf(value: unknown, around: Surroundings): boolean | FormExpression {
  return expressionOf(value, around) ?? value === true
}

function limitOf(value: unknown, around: Surroundings): Limit {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  return expressionOf(value, around) ?? (value === '' ? null : value)
}

function staticOptions(component: FieldComponent): PreparedField['options'] {
  return 'values' in component && Array.isArray(component.values) ? normaliseOptions(component.values) : null
}

/** Whether this is a compiled form already. */
export function isPreparedForm(form: FormSchema | PreparedForm): form is PreparedForm {
  return 'root' in form && isRecord(form.root)
}
