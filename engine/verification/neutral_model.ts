// @ts-ignore -- bpmn-moddle ships no types; what is used of it is typed below
import { BpmnModdle } from 'bpmn-moddle'
import { Findings } from '#engine/compile/findings'
import { readDefinitions, type Definitions } from '#engine/compile/read_definitions'
import { asCalledTask } from '#engine/compile/global_tasks'
import type { SourceElement } from '#engine/model/source_element'
import { takeDefinitionsApart } from './definitions_apart.js'
import { writeEscalationsAsErrors } from './escalations_as_errors.js'
import { putInOtherWords, type Element, type ElementFactory } from './second_engine_model.js'

/**
 * A model without data: the same tokens, but every condition is a name looked up in the scenario, every limit an hour, every automatic
 * task work that the scenario ends. Both engines read this text, so that a difference can only come from how tokens move.
 */
export interface NeutralModel {
  /** For an engine that takes the process to be started by its id. */
  readonly text: string
  /** Sequence flow id → name of its condition. */
  readonly flowDecisions: ReadonlyMap<string, string>
  /** Multi-instance activity id → name of its completion condition. */
  readonly bodyDecisions: ReadonlyMap<string, string>
  /** The text for the second engine, which runs what is executable: only this process is, and it begins at this start event. */
  startedAt(processId: string, startElementId: string | null): Promise<string>
}

interface Moddle extends ElementFactory {
  fromXML(text: string): Promise<{ rootElement: Element }>
  toXML(root: Element): Promise<{ xml: string }>
}

interface Neutralising {
  readonly moddle: Moddle
  readonly definitions: Definitions
  readonly root: Element
  readonly flowDecisions: Map<string, string>
  readonly bodyDecisions: Map<string, string>
  readonly processIds: ReadonlySet<string>
  named: number
}

const ONE_HOUR = 'PT1H'
const INSTANCES = '2'
/** Sending and deciding are work that the scenario ends, as a service task is: what comes out of it are the conditions after it. */
const WORK: ReadonlySet<string> = new Set(['bpmn:SendTask', 'bpmn:BusinessRuleTask'])
/** Parts that carry data, people or drawings, never tokens. */
const DATA_PARTS = ['extensionElements', 'documentation', 'ioSpecification', 'dataInputAssociations', 'dataOutputAssociations', 'properties', 'artifacts', 'laneSets', 'resources', 'incoming', 'outgoing']

/** Strips a model of everything but its tokens' ways. The text must have compiled before. */
export async function neutraliseModel(source: string): Promise<NeutralModel> {
  const moddle = new BpmnModdle() as unknown as Moddle
  const definitions = (await readDefinitions(source, new Findings())) as Definitions
  const root = definitions.root as Element
  const all = (root.rootElements as Element[] | undefined) ?? []
  root.rootElements = all.filter((element) => element.$type !== 'bpmn:Collaboration')
  root.diagrams = undefined
  strip(root)
  const processes = all.filter((element) => element.$type === 'bpmn:Process')
  const processIds = new Set(processes.filter((process) => process.isExecutable !== false || !Object.hasOwn(process, 'isExecutable')).map((process) => process.id ?? ''))
  const neutralising: Neutralising = { moddle, definitions, root, flowDecisions: new Map(), bodyDecisions: new Map(), processIds, named: 0 }
  for (const element of all) neutraliseRoot(element)
  for (const process of processes) neutraliseContainer(neutralising, process)
  const { xml } = await moddle.toXML(root)
  const { flowDecisions, bodyDecisions } = neutralising
  return { text: xml, flowDecisions, bodyDecisions, startedAt: (processId, startElementId) => startedAt(xml, processId, startElementId) }
}

function neutraliseRoot(element: Element): void {
  strip(element)
  if (element.$type === 'bpmn:Message') element.name = element.id
  if (element.$type === 'bpmn:Error' && (typeof element.errorCode !== 'string' || element.errorCode === '')) element.errorCode = element.id
}

function strip(element: Element): void {
  for (const part of DATA_PARTS) if (element[part] !== undefined) element[part] = undefined
  for (const name of Object.keys(element.$attrs ?? {})) if (name.includes(':') && !name.startsWith('xmlns')) delete (element.$attrs as Record<string, string>)[name]
}

function neutraliseContainer(neutralising: Neutralising, container: Element): void {
  strip(container)
  const elements = ((container.flowElements as Element[] | undefined) ?? []).filter((element) => !/^bpmn:Data(Object|Store)/.test(element.$type))
  container.flowElements = elements
  for (const element of elements) {
    strip(element)
    element.id ??= `nameless_${++neutralising.named}_of_${String(container.id)}`
    if (element.$type === 'bpmn:SequenceFlow') neutraliseFlow(neutralising, element)
    else if (element.$type.endsWith('Event')) neutraliseEvent(neutralising, element)
    else neutraliseActivity(neutralising, container, element)
    if (element.flowElements !== undefined) neutraliseContainer(neutralising, element)
  }
}

function expression({ moddle }: Neutralising, body: string): Element {
  return moddle.create('bpmn:FormalExpression', { body })
}

/** A name that no other condition has. */
function nextDecision({ flowDecisions, bodyDecisions }: Neutralising): string {
  return `decision_${flowDecisions.size + bodyDecisions.size}`
}

function neutraliseFlow(neutralising: Neutralising, flow: Element): void {
  const body = (flow.conditionExpression as { body?: string } | undefined)?.body?.trim()
  if (body === undefined || body === '') {
    flow.conditionExpression = undefined
    return
  }
  const name = nextDecision(neutralising)
  neutralising.flowDecisions.set(flow.id as string, name)
  flow.conditionExpression = expression(neutralising, `=${name}`)
}

/** Messages and signals that leave are someone else's matter: such an event just passes. Every limit becomes an hour, a cycle its first turn. */
function neutraliseEvent(neutralising: Neutralising, event: Element): void {
  const definitions = [...((event.eventDefinitions as Element[] | undefined) ?? []), ...ownCopies(neutralising, event)].map((one) => heardAsMessage(neutralising, one))
  event.eventDefinitions = definitions.length === 0 ? undefined : definitions
  for (const [index, definition] of definitions.entries()) {
    strip(definition)
    if (definition.$type === 'bpmn:ErrorEventDefinition') declareError(neutralising, definition)
    if (definition.$type === 'bpmn:ConditionalEventDefinition') definition.condition = expression(neutralising, `=${conditionName(String(event.id), index)}`)
    if (definition.$type !== 'bpmn:TimerEventDefinition') continue
    definition.timeDate = undefined
    definition.timeCycle = undefined
    definition.timeDuration = expression(neutralising, ONE_HOUR)
  }
  const isThrowing = event.$type === 'bpmn:IntermediateThrowEvent' || event.$type === 'bpmn:EndEvent'
  if (isThrowing && definitions.length > 0 && definitions.every(({ $type }) => $type === 'bpmn:MessageEventDefinition')) event.eventDefinitions = undefined
}

/** Variable that a condition of an event asks for: false until the scenario says otherwise. */
export const conditionName = (elementId: string, definition = 0): string => `held_${definition}_at_${elementId.replace(/[^A-Za-z0-9_]/g, (sign) => `_${sign.charCodeAt(0)}_`)}`

/** A signal is heard as a message is, by one listener at a time: who else hears it is no matter of this model's tokens. */
function heardAsMessage({ moddle, root }: Neutralising, definition: Element): Element {
  if (definition.$type !== 'bpmn:SignalEventDefinition') return definition
  const id = `heard_${String((definition.signalRef as Element | undefined)?.id ?? 'signal')}`
  const declared = root.rootElements as Element[]
  const known = declared.find((element) => element.id === id)
  const message = known ?? moddle.create('bpmn:Message', { id, name: id })
  if (known === undefined) declared.push(message)
  return moddle.create('bpmn:MessageEventDefinition', { id: definition.id, messageRef: message })
}

/** Definitions that lie outside the event and are referred to, as parts of the event itself. */
function ownCopies({ moddle }: Neutralising, event: Element): Element[] {
  const shared = (event.eventDefinitionRef as Element[] | undefined) ?? []
  event.eventDefinitionRef = undefined
  return shared.map(({ $type, messageRef, errorRef, signalRef }) => moddle.create($type, { ...(messageRef === undefined ? {} : { messageRef }), ...(errorRef === undefined ? {} : { errorRef }), ...(signalRef === undefined ? {} : { signalRef }) }))
}

/** Some files write an error's code where the reference belongs: such an error is declared here. */
function declareError({ moddle, definitions, root }: Neutralising, definition: Element): void {
  const code = definitions.unresolved(definition as SourceElement, 'errorRef')
  if (code === undefined) return
  const declared = root.rootElements as Element[]
  const known = declared.find((element) => element.$type === 'bpmn:Error' && element.id === code)
  const error = known ?? moddle.create('bpmn:Error', { id: code, errorCode: code })
  if (known === undefined) declared.push(error)
  definition.errorRef = error
}

function neutraliseActivity(neutralising: Neutralising, container: Element, activity: Element): void {
  const { root } = neutralising
  const loop = activity.loopCharacteristics as Element | undefined
  if (loop?.$type === 'bpmn:MultiInstanceLoopCharacteristics') neutraliseLoop(neutralising, activity, loop)
  const called = asCalledTask(activity as SourceElement, root as SourceElement).$type
  if (called !== activity.$type) {
    becomes(neutralising, container, activity, called === 'bpmn:BusinessRuleTask' ? 'bpmn:ServiceTask' : called === 'bpmn:UserTask' ? called : 'bpmn:Task')
    return
  }
  if (activity.$type === 'bpmn:ScriptTask' || activity.$type === 'bpmn:ManualTask') becomes(neutralising, container, activity, 'bpmn:Task')
  const isCallOutside = activity.$type === 'bpmn:CallActivity' && !neutralising.processIds.has(String(activity.calledElement ?? ''))
  if (isCallOutside || WORK.has(activity.$type)) becomes(neutralising, container, activity, 'bpmn:ServiceTask')
}

function neutraliseLoop(neutralising: Neutralising, activity: Element, loop: Element): void {
  strip(loop)
  const hasCompletion = ((loop.completionCondition as { body?: string } | undefined)?.body?.trim() ?? '') !== ''
  const name = nextDecision(neutralising)
  if (hasCompletion) neutralising.bodyDecisions.set(activity.id as string, name)
  for (const part of ['loopDataInputRef', 'loopDataOutputRef', 'inputDataItem', 'outputDataItem']) loop[part] = undefined
  loop.loopCardinality = expression(neutralising, INSTANCES)
  loop.completionCondition = hasCompletion ? expression(neutralising, `=${name}`) : undefined
}

/** An activity of another type in the same place: scripts and work by hand pass, what is sent or called elsewhere is work that the scenario ends. */
function becomes({ moddle, root }: Neutralising, container: Element, activity: Element, type: string): void {
  const { id, name, loopCharacteristics } = activity
  const other = moddle.create(type, { id, name, loopCharacteristics, default: activity.default })
  other.$parent = container
  const elements = container.flowElements as Element[]
  elements[elements.indexOf(activity)] = other
  for (const process of (root.rootElements as Element[]).filter((element) => element.$type === 'bpmn:Process')) redirect(process, activity, other)
}

function redirect(container: Element, from: Element, to: Element): void {
  for (const element of (container.flowElements as Element[] | undefined) ?? []) {
    for (const reference of ['sourceRef', 'targetRef', 'attachedToRef']) if (element[reference] === from) element[reference] = to
    redirect(element, from, to)
  }
}

/** A condition that comes to hold is told from outside, as a message is. */
function hearConditions(factory: ElementFactory, container: Element, message: Element): void {
  for (const element of (container.flowElements as Element[] | undefined) ?? []) {
    if (element.flowElements !== undefined) hearConditions(factory, element, message)
    const definitions = element.eventDefinitions as Element[] | undefined
    element.eventDefinitions = definitions?.map((one) => (one.$type === 'bpmn:ConditionalEventDefinition' ? factory.create('bpmn:MessageEventDefinition', { messageRef: message }) : one))
  }
}

/** Message that nobody sends: start events that are not begun at wait for it. */
const NEVER_SENT = 'never_sent_in_verification'

async function startedAt(text: string, processId: string, startElementId: string | null): Promise<string> {
  const moddle = new BpmnModdle() as unknown as Moddle
  const { rootElement: root } = await moddle.fromXML(text)
  const declared = root.rootElements as Element[]
  const never = moddle.create('bpmn:Message', { id: NEVER_SENT, name: NEVER_SENT })
  for (const process of declared.filter((element) => element.$type === 'bpmn:Process')) {
    process.isExecutable = process.id === processId
    if (process.id !== processId || startElementId === null) continue
    for (const start of ((process.flowElements as Element[] | undefined) ?? []).filter((element) => element.$type === 'bpmn:StartEvent')) {
      start.eventDefinitions = start.id === startElementId ? undefined : [moddle.create('bpmn:MessageEventDefinition', { messageRef: never })]
    }
  }
  for (const process of declared.filter((element) => element.$type === 'bpmn:Process')) {
    writeEscalationsAsErrors(moddle, declared, process)
    hearConditions(moddle, process, never)
    putInOtherWords(moddle, process)
    takeDefinitionsApart(moddle, process)
  }
  root.rootElements = [never, ...declared]
  return (await moddle.toXML(root)).xml
}
