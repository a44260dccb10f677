import type { DiagramElement } from './attribute_entry.js'

/** A moddle element as it is read and written here. */
export interface ModdleElement {
  readonly $type: string
  id?: string
  $parent?: ModdleElement
  get(name: string): unknown
}

export interface ElementFactory {
  create(type: string, properties: Record<string, unknown>): ModdleElement
}

/** When a multi-instance activity tells that instances have completed. BPMN 2.0.2, 10.3.7 (`behavior`). */
export type Behavior = 'All' | 'None' | 'One' | 'Complex'

const REFERENCES = { None: 'noneBehaviorEventRef', One: 'oneBehaviorEventRef' } as const
const THROWABLE: Readonly<Record<string, string>> = { 'bpmn:SignalEventDefinition': 'signalRef', 'bpmn:EscalationEventDefinition': 'escalationRef' }

export const loopOf = ({ businessObject }: DiagramElement): ModdleElement => businessObject.get('loopCharacteristics') as ModdleElement
export const behaviorOf = (element: DiagramElement): Behavior => (loopOf(element).get('behavior') as Behavior | undefined) ?? 'All'

/** A signal or escalation that the activity catches at its edge: the only ones that can be heard there. */
export interface Throwable {
  readonly id: string
  readonly label: string
  readonly type: string
  readonly thrown: ModdleElement
}

/** What can be thrown: the signals and escalations that boundary events of the activity listen for. */
export function throwablesAt(boundaries: readonly ModdleElement[]): Throwable[] {
  const found = new Map<string, Throwable>()
  for (const definition of boundaries.flatMap((event) => (event.get('eventDefinitions') as ModdleElement[] | undefined) ?? [])) {
    const reference = THROWABLE[definition.$type]
    const thrown = reference === undefined ? undefined : (definition.get(reference) as ModdleElement | undefined)
    if (thrown?.id === undefined) continue
    found.set(thrown.id, { id: thrown.id, label: `${definition.$type === 'bpmn:SignalEventDefinition' ? '信号' : '升级'}：${String(thrown.get('name') ?? thrown.id)}`, type: definition.$type, thrown })
  }
  return [...found.values()]
}

/** Id of what the loop throws with `None` or `One`; empty when nothing is referred to. */
export function thrownBy(loop: ModdleElement): string {
  const behavior = loop.get('behavior') as string
  const definition = behavior === 'None' || behavior === 'One' ? (loop.get(REFERENCES[behavior]) as ModdleElement | undefined) : undefined
  const reference = definition === undefined ? undefined : THROWABLE[definition.$type]
  return reference === undefined ? '' : ((definition!.get(reference) as ModdleElement | undefined)?.id ?? '')
}

/** The loop's properties for another behavior; what was thrown is thrown still. */
export function withBehavior(loop: ModdleElement, behavior: Behavior): Record<string, unknown> {
  const before = (loop.get('noneBehaviorEventRef') ?? loop.get('oneBehaviorEventRef')) as ModdleElement | undefined
  return {
    behavior: behavior === 'All' ? undefined : behavior,
    noneBehaviorEventRef: behavior === 'None' ? before : undefined,
    oneBehaviorEventRef: behavior === 'One' ? before : undefined,
    complexBehaviorDefinition: behavior === 'Complex' ? loop.get('complexBehaviorDefinition') : [],
  }
}

/** `noneBehaviorEventRef` and its like refer to a definition that stands beside the processes: the one there, or a new one to be added. */
export function definitionAtTop(definitions: ModdleElement, { type, thrown }: Throwable, factory: ElementFactory): { definition: ModdleElement; isNew: boolean } {
  const reference = THROWABLE[type]!
  const known = (definitions.get('rootElements') as ModdleElement[]).find((one) => one.$type === type && one.get(reference) === thrown)
  if (known !== undefined) return { definition: known, isNew: false }
  const definition = factory.create(type, { [reference]: thrown })
  definition.$parent = definitions
  return { definition, isNew: true }
}

export const referenceOf = (behavior: Behavior): string | null => (behavior === 'None' || behavior === 'One' ? REFERENCES[behavior] : null)

const SIGN = '=>'

/** Conditions and what they throw, one a line: `nrOfCompletedInstances >= 2 => 信号编号`. */
export function complexLines(loop: ModdleElement): string {
  return ((loop.get('complexBehaviorDefinition') as ModdleElement[] | undefined) ?? []).map((one) => {
    const condition = (one.get('condition') as { body?: string } | undefined)?.body ?? ''
    const [definition] = ((one.get('event') as ModdleElement | undefined)?.get('eventDefinitions') as ModdleElement[] | undefined) ?? []
    const reference = definition === undefined ? undefined : THROWABLE[definition.$type]
    return `${condition} ${SIGN} ${reference === undefined ? '' : ((definition!.get(reference) as ModdleElement | undefined)?.id ?? '')}`
  }).join('\n')
}

const linesOf = (text: string): { condition: string; id: string; line: string }[] =>
  text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const at = line.lastIndexOf(SIGN)
    return { condition: line.slice(0, Math.max(at, 0)).trim(), id: line.slice(at < 0 ? line.length : at + SIGN.length).trim(), line }
  })

/** What is wrong with such lines, in Chinese, or null. */
export function complexProblem(text: string, throwables: readonly Throwable[]): string | null {
  const wrong = linesOf(text).find(({ condition, id }) => condition === '' || !throwables.some((one) => one.id === id))
  if (wrong === undefined) return null
  return `“${wrong.line.trim()}”应写成“条件 => 编号”；边界上可接收的有：${throwables.map(({ id }) => id).join('、') || '（还没有，请先在环节边界画信号或升级事件）'}。`
}

/** The definitions that such lines mean. */
export function withComplexLines(text: string, throwables: readonly Throwable[], loop: ModdleElement, factory: ElementFactory): ModdleElement[] {
  return linesOf(text).map(({ condition, id }) => {
    const { type, thrown } = throwables.find((one) => one.id === id)!
    const definition = factory.create(type, { [THROWABLE[type]!]: thrown })
    const event = factory.create('bpmn:ImplicitThrowEvent', { eventDefinitions: [definition] })
    const complex = factory.create('bpmn:ComplexBehaviorDefinition', { condition: factory.create('bpmn:FormalExpression', { body: condition }), event })
    definition.$parent = event
    event.$parent = complex
    complex.$parent = loop
    return complex
  })
}
