import { isSelectEntryEdited, isTextAreaEntryEdited, SelectEntry, TextAreaEntry } from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { DiagramElement, Modeling, PanelEntry } from './attribute_entry.js'
import {
  behaviorOf, complexLines, complexProblem, definitionAtTop, loopOf, referenceOf, throwablesAt, thrownBy, withBehavior, withComplexLines, type Behavior, type ElementFactory, type ModdleElement,
} from './instance_events.js'

const BEHAVIORS: readonly { value: Behavior; label: string }[] = [
  { value: 'All', label: '不抛出（缺省）' },
  { value: 'None', label: '每个完成时都抛出' },
  { value: 'One', label: '第一个完成时抛出' },
  { value: 'Complex', label: '按条件抛出' },
]

const boundariesOf = (element: DiagramElement): ModdleElement[] =>
  ((element as unknown as { attachers?: { businessObject: ModdleElement }[] }).attachers ?? []).map(({ businessObject }) => businessObject)

function definitionsOf(element: DiagramElement): ModdleElement {
  let at = element.businessObject as unknown as ModdleElement
  while (at.$type !== 'bpmn:Definitions' && at.$parent !== undefined) at = at.$parent
  return at
}

/** 完成时抛出事件: when instances of a multi-instance activity complete. What is thrown is caught at its edge. BPMN 2.0.2, 10.3.7. */
export function instanceEventsEntries(element: DiagramElement): PanelEntry[] {
  const behavior = behaviorOf(element)
  return [behaviorEntry(element), ...(behavior === 'None' || behavior === 'One' ? [thrownEntry(element)] : []), ...(behavior === 'Complex' ? [complexEntry(element)] : [])]
}

const behaviorEntry = (element: DiagramElement): PanelEntry => ({
  id: 'gov-behavior',
  element,
  isEdited: isSelectEntryEdited,
  component: (properties) => {
    const modeling = useService('modeling') as Modeling
    return SelectEntry({
      element: properties.element,
      id: properties.id,
      label: '完成时抛出事件',
      description: '抛出的信号或升级由本环节边界上的事件接收。',
      getOptions: () => BEHAVIORS,
      getValue: () => behaviorOf(properties.element),
      setValue: (behavior: Behavior) => modeling.updateModdleProperties(properties.element, loopOf(properties.element), withBehavior(loopOf(properties.element), behavior)),
    })
  },
})

const thrownEntry = (element: DiagramElement): PanelEntry => ({
  id: 'gov-behavior-event',
  element,
  isEdited: isSelectEntryEdited,
  component: (properties) => {
    const modeling = useService('modeling') as Modeling
    const factory = useService('bpmnFactory') as ElementFactory
    const throwables = throwablesAt(boundariesOf(properties.element))
    return SelectEntry({
      element: properties.element,
      id: properties.id,
      label: '抛出什么',
      description: throwables.length === 0 ? '先在本环节的边界上画一个接收信号或升级的事件。' : '边界事件所接收的信号和升级。',
      getOptions: () => [{ value: '', label: '（未设置）' }, ...throwables.map(({ id, label }) => ({ value: id, label }))],
      getValue: () => thrownBy(loopOf(properties.element)),
      setValue: (id: string) => {
        const loop = loopOf(properties.element)
        const property = referenceOf(behaviorOf(properties.element))
        const throwable = throwables.find((one) => one.id === id)
        if (property === null) return
        if (throwable === undefined) return modeling.updateModdleProperties(properties.element, loop, { [property]: undefined })
        const definitions = definitionsOf(properties.element)
        const { definition, isNew } = definitionAtTop(definitions, throwable, factory)
        if (isNew) modeling.updateModdleProperties(properties.element, definitions, { rootElements: [...(definitions.get('rootElements') as ModdleElement[]), definition] })
        modeling.updateModdleProperties(properties.element, loop, { [property]: definition })
      },
    })
  },
})

const complexEntry = (element: DiagramElement): PanelEntry => {
  // one function as long as the entry lives: for a new one the panel would forget what was wrong
  const validate = (text: string | undefined) => complexProblem(text ?? '', throwablesAt(boundariesOf(element)))
  const component: PanelEntry['component'] = (properties) => {
    const modeling = useService('modeling') as Modeling
    const factory = useService('bpmnFactory') as ElementFactory
    const throwables = throwablesAt(boundariesOf(properties.element))
    const loop = loopOf(properties.element)
    return TextAreaEntry({
      element: properties.element,
      id: properties.id,
      label: '什么条件抛出什么',
      description: '一行一个，如“nrOfCompletedInstances >= 2 => 信号编号”；每个实例完成时判断。',
      debounce: useService('debounceInput'),
      validate,
      getValue: () => complexLines(loop),
      // what is wrong comes as undefined beside its error: it must not clear what was right
      setValue: (text: string | undefined, error?: string) => {
        if (!error) {
          modeling.updateModdleProperties(properties.element, loop, { complexBehaviorDefinition: withComplexLines(text ?? '', throwables, loop, factory) })
        }
      },
    })
  }
  return { id: 'gov-behavior-complex', element, isEdited: isTextAreaEntryEdited, component }
}
