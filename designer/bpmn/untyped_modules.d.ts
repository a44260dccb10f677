declare module 'bpmn-js-i18n/translations/zn.js' {
  const translations: Record<string, string>
  export default translations
}

declare module 'bpmn-js-properties-panel' {
  import type { ModuleDeclaration } from 'didi'
  export const BpmnPropertiesPanelModule: ModuleDeclaration
  export const BpmnPropertiesProviderModule: ModuleDeclaration
  export const CamundaPlatformPropertiesProviderModule: ModuleDeclaration
  export function useService(name: string): unknown
}

declare module '@bpmn-io/properties-panel' {
  /** A preact component's function: called inside another component's render. */
  type Entry = (properties: Record<string, unknown>) => unknown
  export const TextFieldEntry: Entry
  export const TextAreaEntry: Entry
  export const SelectEntry: Entry
  export const NumberFieldEntry: Entry
  export const CheckboxEntry: Entry
  /** Component of a group that lists items, each of which can be taken out. */
  export const ListGroup: Entry
  export function isTextFieldEntryEdited(node: HTMLElement): boolean
  export function isTextAreaEntryEdited(node: HTMLElement): boolean
  export function isSelectEntryEdited(node: HTMLElement): boolean
  export function isNumberFieldEntryEdited(node: HTMLElement): boolean
  export function isCheckboxEntryEdited(node: HTMLElement): boolean
}

declare module 'camunda-bpmn-moddle/resources/camunda.json' {
  const descriptor: Record<string, unknown>
  export default descriptor
}

declare module 'camunda-bpmn-js-behaviors/lib/camunda-platform' {
  import type { ModuleDeclaration } from 'didi'
  const behaviors: ModuleDeclaration
  export default behaviors
}
