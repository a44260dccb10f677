import type {
  DynamicListComponent,
  FieldComponent,
  FieldType,
  FormSchema,
  GroupComponent,
  TableComponent,
} from '#forms/schema/form_schema'
import type { FormCondition, FormExpression } from '#forms/schema/form_expression'
import type { FormPattern } from '#forms/schema/form_pattern'

/** A form compiled for validating: made once per form version, then used for every submission. */
export interface PreparedForm {
  schema: FormSchema
  root: PreparedScope
  /** Whether any condition can hide anything. */
  hasConditions: boolean
  /** Whether any field is computed. */
  hasComputed: boolean
}

/** What lies side by side under one object: the form itself, or a row of a list. */
export interface PreparedScope {
  /** By the form's layout: what is shown in what. */
  nodes: readonly PreparedNode[]
  /** By the data: what lies at which key. */
  places: ReadonlyMap<string, Place>
}

export type Place =
  | { kind: 'field'; field: PreparedField }
  | { kind: 'list'; list: PreparedList }
  | { kind: 'context'; dataPath: readonly string[]; label: string; places: Map<string, Place> }

export type PreparedNode = PreparedField | PreparedGroup | PreparedList | PreparedTable

export interface PreparedField {
  kind: 'field'
  component: FieldComponent
  type: FieldType
  label: string
  labelExpression: FormExpression | null
  /** From the object of its scope. */
  path: readonly string[]
  /** `path` with dots. */
  pathText: string
  /** From the root of the form, without row numbers. */
  dataPath: readonly string[]
  hide: FormCondition | null
  readonly: boolean | FormCondition
  disabled: boolean | FormExpression
  required: boolean | FormExpression
  min: Limit
  max: Limit
  minLength: Limit
  maxLength: Limit
  minDate: Limit
  maxDate: Limit
  pattern: FormPattern | null
  /** Options written in the schema; null where they come from a variable or an expression. */
  options: readonly ReadableOption[] | null
  optionsExpression: FormExpression | null
  expression: FormExpression | null
  multiple: boolean | FormExpression
  /** Computed `accept` of a file picker. */
  accept: FormExpression | null
}

/** A limit as it stands in the schema, or as an expression; null: none. */
export type Limit = number | string | FormExpression | null

export interface ReadableOption {
  value: unknown
  label: string
}

export interface PreparedGroup {
  kind: 'group'
  component: GroupComponent
  label: string
  labelExpression: FormExpression | null
  hide: FormCondition | null
  nodes: readonly PreparedNode[]
}

export interface PreparedList {
  kind: 'list'
  component: DynamicListComponent
  label: string
  labelExpression: FormExpression | null
  path: readonly string[]
  pathText: string
  dataPath: readonly string[]
  hide: FormCondition | null
  row: PreparedScope
  minItems: number
  maxItems: number
  defaultRows: number
  /** Rows may be neither added nor removed. */
  isFixed: boolean
}

/** A table shows data and holds none; it is kept for reading. */
export interface PreparedTable {
  kind: 'table'
  component: TableComponent
  label: string
  labelExpression: FormExpression | null
  hide: FormCondition | null
  dataSource: FormExpression | null
  columnsExpression: FormExpression | null
}
