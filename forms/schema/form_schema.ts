/**
 * The form-js schema (schema version 19, form-js 1.23) as far as 星流 understands it: every component type that the
 * viewer draws, each with the properties that decide what may be submitted. Properties that only concern the drawing
 * (layout, appearance, …) stay in the document untouched; they are simply not named here.
 */
export interface FormSchema {
  type: 'default'
  id?: string
  schemaVersion?: number
  /** Names this version, for steps that ask for a form by its tag. */
  versionTag?: string
  components: FormComponent[]
}

/** A FEEL expression as form-js writes it: text that begins with `=`. */
export type FeelText = string

interface AnyComponent {
  id?: string
  /** Text, FEEL (`=…`) or a template with `{{…}}`. */
  label?: string
  description?: string
  conditional?: { hide?: FeelText }
  /** The editor's "custom properties". Ours are named where they count (`minItems`, `minDate`, …). */
  properties?: Record<string, unknown>
}

interface Keyed extends AnyComponent {
  /** Where the value lies; a dot descends into a context: `owner.phone`. */
  key: string
  /** FEEL in `disabled` is an extension of ours: the viewer alone reads any text as "disabled". */
  disabled?: boolean | FeelText
  readonly?: boolean | FeelText
  defaultValue?: unknown
}

export interface Validation {
  /** FEEL in `required` is an extension of ours: the viewer alone reads any text as "required". */
  required?: boolean | FeelText
  min?: number | FeelText
  max?: number | FeelText
  minLength?: number | FeelText
  maxLength?: number | FeelText
  /** Runs on RE2 (linear time), never on RegExp. */
  pattern?: string
  patternErrorMessage?: string
  validationType?: 'email' | 'phone' | 'custom'
}

interface Validated extends Keyed {
  validate?: Validation
}

export interface TextfieldComponent extends Validated {
  type: 'textfield'
}
export interface TextareaComponent extends Validated {
  type: 'textarea'
}
export interface NumberComponent extends Validated {
  type: 'number'
  decimalDigits?: number
  /** Values are multiples of it. */
  increment?: number | string
  /** The value is kept as decimal text, so that no digit is lost. */
  serializeToString?: boolean
}
export interface DatetimeComponent extends Validated {
  type: 'datetime'
  subtype?: 'date' | 'time' | 'datetime'
  dateLabel?: string
  timeLabel?: string
  disallowPassedDates?: boolean
  timeInterval?: number
  use24h?: boolean
  timeSerializingFormat?: 'utc_offset' | 'utc_normalized' | 'no_timezone'
  /** `properties.minDate` / `maxDate`: an ISO date or FEEL; checked by us, not by the viewer. */
  properties?: Record<string, unknown>
}
export interface CheckboxComponent extends Validated {
  type: 'checkbox'
}

/** An option is a primitive, or a value with a label. */
export type FormOption = string | number | boolean | { label?: string; value: unknown }

/** Exactly one of the three sources. */
export interface OptionSource {
  values?: FormOption[]
  /** Name of the variable that holds the options. */
  valuesKey?: string
  valuesExpression?: FeelText
}

export interface ChecklistComponent extends Validated, OptionSource {
  type: 'checklist'
}
export interface RadioComponent extends Validated, OptionSource {
  type: 'radio'
}
export interface SelectComponent extends Validated, OptionSource {
  type: 'select'
  searchable?: boolean
}
export interface TaglistComponent extends Validated, OptionSource {
  type: 'taglist'
}
export interface ExpressionComponent extends Keyed {
  type: 'expression'
  expression?: FeelText
  computeOn?: 'change' | 'presubmit'
}
export interface FilepickerComponent extends Validated {
  type: 'filepicker'
  multiple?: boolean | FeelText
  accept?: string
}

export interface GroupComponent extends AnyComponent {
  type: 'group'
  path?: string
  components: FormComponent[]
}
export interface DynamicListComponent extends AnyComponent {
  type: 'dynamiclist'
  path: string
  components: FormComponent[]
  isRepeating?: boolean
  allowAddRemove?: boolean
  defaultRepetitions?: number
  /** `properties.minItems` / `maxItems`: bounds on the number of rows; checked by us, not by the viewer. */
  properties?: Record<string, unknown>
}

export interface TableComponent extends AnyComponent {
  type: 'table'
  dataSource?: FeelText
  columns?: { key: string; label: string }[]
  columnsExpression?: FeelText
  rowCount?: number
}
export interface TextComponent extends AnyComponent {
  type: 'text'
  text?: string
}
export interface HtmlComponent extends AnyComponent {
  type: 'html'
  content?: string
}
export interface ImageComponent extends AnyComponent {
  type: 'image'
  source?: string
  alt?: string
}
export interface IframeComponent extends AnyComponent {
  type: 'iframe'
  url?: string
}
export interface DocumentPreviewComponent extends AnyComponent {
  type: 'documentPreview'
  dataSource?: FeelText
  title?: string
}
export interface SpacerComponent extends AnyComponent {
  type: 'spacer'
  height?: number
}
export interface SeparatorComponent extends AnyComponent {
  type: 'separator'
}
export interface ButtonComponent extends AnyComponent {
  type: 'button'
  key?: string
  action?: 'submit' | 'reset'
}

/** Components that hold a value. */
export type FieldComponent =
  | TextfieldComponent
  | TextareaComponent
  | NumberComponent
  | DatetimeComponent
  | CheckboxComponent
  | ChecklistComponent
  | RadioComponent
  | SelectComponent
  | TaglistComponent
  | ExpressionComponent
  | FilepickerComponent

/** Components that hold components. */
export type ContainerComponent = GroupComponent | DynamicListComponent

/** Components that only show something or do something. */
export type DisplayComponent =
  | TableComponent
  | TextComponent
  | HtmlComponent
  | ImageComponent
  | IframeComponent
  | DocumentPreviewComponent
  | SpacerComponent
  | SeparatorComponent
  | ButtonComponent

export type FormComponent = FieldComponent | ContainerComponent | DisplayComponent

export type FieldType = FieldComponent['type']
export type ComponentType = FormComponent['type']

/** A reference to a stored attachment: what a file picker's value is a list of. */
export interface AttachmentReference {
  id: string
  name: string
  /** Bytes. */
  size: number
  /** 64 lower-case hexadecimal digits. */
  sha256: string
}

/** What a clerk may do with a field at one node of a process. */
export type FieldPermission = 'write' | 'read' | 'hidden'

/**
 * Field path → permission. A path is the keys with dots, without row numbers (`staff.name`); a container's path covers
 * what lies in it; `*` covers all others; what nothing covers may be written.
 */
export type FieldPermissions = Readonly<Record<string, FieldPermission>>
