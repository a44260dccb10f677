import {
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
} from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { AttributeQuestion } from './attribute_question.js'

/** The part of a diagram element that the entries read. */
export interface DiagramElement {
  id: string
  businessObject: { $type: string; get(name: string): unknown; $instanceOf(type: string): boolean }
}

/** One entry of the properties panel. */
export interface PanelEntry {
  id: string
  element: DiagramElement
  component: (properties: { element: DiagramElement; id: string }) => unknown
  isEdited: (node: HTMLElement) => boolean
}

export interface Modeling {
  updateProperties(element: DiagramElement, properties: Record<string, unknown>): void
}

const INPUTS = {
  text: { entry: TextFieldEntry, isEdited: isTextFieldEntryEdited },
  lines: { entry: TextAreaEntry, isEdited: isTextAreaEntryEdited },
  choice: { entry: SelectEntry, isEdited: isSelectEntryEdited },
} as const

/** Panel entry that reads and writes one attribute; clearing the field removes the attribute. */
export function attributeEntry(element: DiagramElement, question: AttributeQuestion): PanelEntry {
  const { entry, isEdited } = INPUTS[question.input]
  return {
    id: question.attribute.replace(':', '-'),
    element,
    isEdited,
    component: (properties) => {
      const modeling = useService('modeling') as Modeling
      const debounce = useService('debounceInput')
      return entry({
        element: properties.element,
        id: properties.id,
        label: question.label,
        description: question.description,
        debounce,
        getValue: () => properties.element.businessObject.get(question.attribute) ?? '',
        setValue: (value: unknown) => modeling.updateProperties(properties.element, { [question.attribute]: value === '' ? undefined : value }),
        getOptions: () => [{ value: '', label: '（未设置）' }, ...(question.choices ?? [])],
      })
    },
  }
}
