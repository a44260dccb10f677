import {
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
} from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { PackageForm } from '../../form_titles.js'
import type { AttributeQuestion } from './attribute_question.js'

interface Holder {
  get(name: string): unknown
}

/** The part of a diagram element that the entries read. */
export interface DiagramElement {
  id: string
  businessObject: Holder & { $type: string; $instanceOf(type: string): boolean }
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
  updateModdleProperties(element: DiagramElement, holder: unknown, properties: Record<string, unknown>): void
}

/** Forms of the open package, as they are now. */
export interface PackageForms {
  list(): readonly PackageForm[]
}

/** Title and key of each form; one that the model names and the package lacks stands there as well. */
function formChoices(forms: readonly PackageForm[], written: string): { value: string; label: string }[] {
  const known = forms.map(({ key, title }) => ({ value: key, label: title === '' ? key : `${title}（${key}）` }))
  return written === '' || forms.some(({ key }) => key === written) ? known : [...known, { value: written, label: `${written}（本业务包里没有）` }]
}

const INPUTS = {
  text: { entry: TextFieldEntry, isEdited: isTextFieldEntryEdited },
  lines: { entry: TextAreaEntry, isEdited: isTextAreaEntryEdited },
  choice: { entry: SelectEntry, isEdited: isSelectEntryEdited },
} as const

/** Panel entries of one attribute: its own, and while the choice goes on in words, those words; none while it is not asked. */
export function attributeEntries(element: DiagramElement, question: AttributeQuestion): PanelEntry[] {
  const { attribute, named, when } = question
  if (when !== undefined && element.businessObject.get(when.attribute) !== when.is) return []
  if (holderOf(element, question.of) === undefined) return []
  const own = attributeEntry(element, question)
  if (named === undefined || !writtenAt(element, question).startsWith(named.prefix)) return [own]
  const words = { attribute, label: named.label, description: named.description, input: 'text' } as const
  return [own, { ...attributeEntry(element, words, named.prefix), id: `${own.id}-named` }]
}

const writtenAt = (element: DiagramElement, { attribute, of }: AttributeQuestion): string => String(holderOf(element, of)?.get(attribute) ?? '')

/** A pool stands for its process; an empty one has none. */
function holderOf({ businessObject }: DiagramElement, of: AttributeQuestion['of']): Holder | undefined {
  return of === 'process' && businessObject.$type === 'bpmn:Participant' ? (businessObject.get('processRef') as Holder | undefined) : businessObject
}

/** Reads and writes one attribute, or what follows a prefix in it; clearing the field removes the attribute, or leaves the prefix alone. */
function attributeEntry(element: DiagramElement, question: AttributeQuestion, prefix = ''): PanelEntry {
  const { entry, isEdited } = INPUTS[question.input]
  const { named } = question
  const shown = (text: string): string => (named !== undefined && text.startsWith(named.prefix) ? named.prefix : text.slice(prefix.length))
  return {
    id: `${question.attribute.replace(':', '-')}${question.choicesFrom === undefined ? '' : '-choice'}`,
    element,
    isEdited,
    component: (properties) => {
      const modeling = useService('modeling') as Modeling
      const debounce = useService('debounceInput')
      const holder = holderOf(properties.element, question.of)
      const forms = useService('packageForms') as PackageForms
      return entry({
        element: properties.element,
        id: properties.id,
        label: question.label,
        description: question.description,
        debounce,
        getValue: () => shown(writtenAt(properties.element, question)),
        setValue: (value: unknown) => {
          const text = prefix + (typeof value === 'string' ? value : '')
          modeling.updateModdleProperties(properties.element, holder, { [question.attribute]: text === '' ? undefined : text })
        },
        getOptions: () => [{ value: '', label: '（未设置）' }, ...(question.choicesFrom === 'forms' ? formChoices(forms.list(), writtenAt(properties.element, question)) : (question.choices ?? []))],
      })
    },
  }
}
