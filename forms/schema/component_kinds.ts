import type {
  ComponentType,
  ContainerComponent,
  DatetimeComponent,
  FieldComponent,
  FormComponent,
} from './form_schema.js'

/** Every component type of form-js 1.23 and what kind it is. */
const KINDS: Record<ComponentType, 'field' | 'container' | 'display'> = {
  textfield: 'field',
  textarea: 'field',
  number: 'field',
  datetime: 'field',
  checkbox: 'field',
  checklist: 'field',
  radio: 'field',
  select: 'field',
  taglist: 'field',
  expression: 'field',
  filepicker: 'field',
  group: 'container',
  dynamiclist: 'container',
  table: 'display',
  text: 'display',
  html: 'display',
  image: 'display',
  iframe: 'display',
  documentPreview: 'display',
  spacer: 'display',
  separator: 'display',
  button: 'display',
}

/** Whether the text names a component type of form-js. */
export function isComponentType(type: unknown): type is ComponentType {
  return typeof type === 'string' && Object.hasOwn(KINDS, type)
}

/** Whether the component holds a value. */
export function isField(component: FormComponent): component is FieldComponent {
  return KINDS[component.type] === 'field'
}

/** Whether the component holds components. */
export function isContainer(component: FormComponent): component is ContainerComponent {
  return KINDS[component.type] === 'container'
}

/** The component's label as people read it; its key where the label is missing or computed. */
export function labelOf(component: FormComponent): string {
  const label = component.type === 'datetime' ? datetimeLabel(component) : component.label
  if (typeof label === 'string' && label.trim() !== '' && !label.startsWith('=') && !label.includes('{{')) return label.trim()
  if (isField(component)) return component.key
  return isContainer(component) ? (component.path ?? '') : ''
}

function datetimeLabel(component: DatetimeComponent): string | undefined {
  if (component.subtype === 'time') return component.timeLabel ?? component.label
  return component.dateLabel ?? component.timeLabel ?? component.label
}
