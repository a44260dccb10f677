import { CheckboxEntry, isCheckboxEntryEdited, isTextFieldEntryEdited, TextFieldEntry } from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { DiagramElement, Modeling, PanelEntry } from './attribute_entry.js'

interface Loop {
  readonly $type: string
  get(name: string): unknown
}

interface Factory {
  create(type: string, properties: Record<string, unknown>): unknown
}

const wholeNumber = (text: string | undefined): string | null => (text === undefined || text === '' || /^[1-9]\d{0,5}$/.test(text) ? null : '请填写正整数。')

export const standardLoopOf = ({ businessObject }: DiagramElement): Loop | null => {
  const loop = businessObject.get('loopCharacteristics') as Loop | undefined
  return loop?.$type === 'bpmn:StandardLoopCharacteristics' ? loop : null
}

/** 反复办理: the standard loop of an activity. BPMN 2.0.2, 10.3.7. */
export const loopEntries = (element: DiagramElement): PanelEntry[] => [
  textEntry(element, 'loopCondition', '继续的条件', 'FEEL，如 退回次数 < 3；成立就再办一次。', {
    read: (loop) => String((loop.get('loopCondition') as { body?: string } | undefined)?.body ?? ''),
    write: (text, factory) => (text === '' ? undefined : factory.create('bpmn:FormalExpression', { body: text })),
  }),
  textEntry(element, 'loopMaximum', '最多几次', '正整数；不填则只看条件。', {
    read: (loop) => String(loop.get('loopMaximum') ?? ''),
    write: (text) => (text === '' ? undefined : Number(text)),
    validate: wholeNumber,
  }),
  {
    id: 'gov-loop-testBefore',
    element,
    isEdited: isCheckboxEntryEdited,
    component: (properties) => {
      const modeling = useService('modeling') as Modeling
      return CheckboxEntry({
        element: properties.element,
        id: properties.id,
        label: '先判断条件再办理',
        getValue: () => standardLoopOf(properties.element)?.get('testBefore') === true,
        setValue: (isFirst: boolean) => modeling.updateModdleProperties(properties.element, standardLoopOf(properties.element), { testBefore: isFirst ? true : undefined }),
      })
    },
  },
]

interface LoopText {
  read(loop: Loop): string
  write(text: string, factory: Factory): unknown
  /** The same function each time: the panel takes a new one for a new rule and forgets what was wrong. */
  validate?: (text: string | undefined) => string | null
}

const textEntry = (element: DiagramElement, property: string, label: string, description: string, { read, write, validate }: LoopText): PanelEntry => ({
  id: `gov-loop-${property}`,
  element,
  isEdited: isTextFieldEntryEdited,
  component: (properties) => {
    const modeling = useService('modeling') as Modeling
    const factory = useService('bpmnFactory') as Factory
    return TextFieldEntry({
      element: properties.element,
      id: properties.id,
      label,
      description,
      debounce: useService('debounceInput'),
      ...(validate === undefined ? {} : { validate }),
      getValue: () => {
        const loop = standardLoopOf(properties.element)
        return loop === null ? '' : read(loop)
      },
      // what is wrong comes as undefined beside its error: it must not clear what was right
      setValue: (text: string | undefined, error?: string) => {
        if (!error) modeling.updateModdleProperties(properties.element, standardLoopOf(properties.element), { [property]: write((text ?? '').trim(), factory) })
      },
    })
  },
})
