import type { LinkSettings } from '#engine/kernel/elements/link_events'
import { elementRegistry } from '#engine/kernel/elements/registry'
import { principalsIn } from '#engine/kernel/run/candidates'
import type { CompileTools } from '#engine/kernel/elements/element'
import { definitionsOf, type CandidateSource, type Flow, type Graph, type Mapping, type Node } from '#engine/kernel/graph'
import { STEP_BUDGET } from '#engine/kernel/run/activate'
import { MAX_INSTANCES } from '#engine/kernel/run/multi_instance'
import type { SourceElement } from '#engine/model/source_element'
import { isQuantity } from './checks/quantities.js'
import { compileMappings } from './compile_mappings.js'
import { compileMultiInstance } from './compile_multi_instance.js'
import { linkCompensation } from './compensation.js'
import { compileDataAssociations } from './data_associations.js'
import { bpmnType, elementKind, eventDefinitions } from './element_kind.js'
import { giveParts } from './event_parts.js'
import type { ProcessTools } from './model_tools.js'
import { asCalledTask, reportMappings } from './global_tasks.js'
import { giveLaneCandidates } from './lanes.js'
import { variable } from './own_expressions.js'
import { reachOf } from './reachability.js'

/** Nodes and flows while they are being linked; afterwards nobody writes to them. */
type Building<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }
export type DraftNode = Building<Node>

/** The graph with the element each part was read from, by id. */
export interface BuiltGraph {
  readonly graph: Graph
  readonly sources: ReadonlyMap<string, SourceElement>
}

interface Builder {
  readonly tools: ProcessTools
  readonly nodes: DraftNode[]
  readonly nodesById: Map<string, DraftNode>
  readonly bySource: Map<SourceElement, DraftNode>
  readonly flowSources: { source: SourceElement; parent: DraftNode | null }[]
  readonly flowsById: Map<string, Flow>
  readonly flowOf: Map<SourceElement, Flow>
  readonly sources: Map<string, SourceElement>
  readonly starts: DraftNode[]
  readonly eventSubProcesses: DraftNode[]
}

/** Reads the flow elements of a process into nodes and flows: nodes first, then what links them, then what needs the links. */
export function buildGraph(process: SourceElement, tools: ProcessTools): BuiltGraph {
  const builder: Builder = {
    tools,
    nodes: [],
    nodesById: new Map(),
    bySource: new Map(),
    flowSources: [],
    flowsById: new Map(),
    flowOf: new Map(),
    sources: new Map(),
    starts: [],
    eventSubProcesses: [],
  }
  giveLaneCandidates(process, tools)
  readContainer(builder, process, null)
  for (const { source } of builder.flowSources) readFlow(builder, source)
  for (const node of builder.nodes) linkNode(builder, node)
  for (const node of builder.nodes) if (node.kind === 'exclusiveGateway') orderOutgoing(builder, node)
  for (const node of builder.nodes) if (node.kind.endsWith(':multiple')) giveParts(node, withDefinitions(builder.sources.get(node.id) as SourceElement), tools)
  linkByName(builder.nodes)
  const compensates = linkCompensation({ process, nodes: builder.nodes, bySource: builder.bySource, tools })
  beginImplicitly(builder.starts, builder.nodes.filter((node) => node.parent === null))
  for (const node of builder.nodes) {
    if (isContainer(node.type)) beginImplicitly(node.starts as DraftNode[], builder.nodes.filter((inner) => inner.parent === (node as Node)))
  }
  for (const node of builder.nodes) if (node.join === 'inclusive' || node.join === 'complex') node.reach = reachOf(node, builder.nodes, builder.tools)
  const graph: Graph = {
    nodes: builder.nodes,
    nodesById: builder.nodesById,
    flowsById: builder.flowsById,
    starts: builder.starts,
    instantiating: builder.nodes.filter((node) => node.instantiates).flatMap(startingMessages),
    eventSubProcesses: builder.eventSubProcesses,
    compensates,
    budget: budgetOf(builder.nodes),
    conditionalEvents: (builder.nodes as readonly Node[]).flatMap(definitionsOf).filter(isAskedLater),
  }
  return { graph, sources: builder.sources }
}

/** Bodies that may have more than the usual number of instances need room for them. */
function budgetOf(nodes: readonly DraftNode[]): number {
  const most = nodes.reduce((maximum, { multiInstance }) => Math.max(maximum, multiInstance?.maximum ?? 0), 0)
  return most > MAX_INSTANCES ? STEP_BUDGET + 2 * most : STEP_BUDGET
}

function readContainer(builder: Builder, container: SourceElement, parent: DraftNode | null): void {
  for (const source of (container.flowElements as SourceElement[] | undefined) ?? []) {
    const type = bpmnType(source)
    if (type === 'sequenceFlow') builder.flowSources.push({ source, parent })
    else if (/^data(Object|Store)/.test(type)) reportDrawnOnly(builder, source)
    else readNode(builder, source, parent)
  }
}

function reportDrawnOnly({ tools }: Builder, source: SourceElement): void {
  if (source.id === undefined) return
  tools.forElement(source.id).report('information', 'DATA_DRAWN_ONLY', `数据对象“${source.name ?? source.id}”仅作图示，运行时的数据是流程变量。`)
}

function readNode(builder: Builder, drawn: SourceElement, parent: DraftNode | null): void {
  const source = asCalledTask(drawn, builder.tools.definitions.root)
  const type = bpmnType(source)
  const id = freeId(builder, source.id, type)
  const kind = elementKind(source)
  const tools = builder.tools.forElement(id)
  if (source !== drawn) reportMappings(drawn, tools)
  const element = elementRegistry.get(kind)
  if (element === undefined) tools.unsupported(kind, `元素“${source.name ?? id}”的类型 ${kind} 暂不支持。请用已支持的元素改画，或从模型中删去。`)
  const document = tools.own(source, 'document')
  const skipText = tools.attribute(source, 'skipExpression')
  const node: DraftNode = {
    index: builder.nodes.length,
    id,
    kind,
    type,
    name: source.name ?? '',
    parent,
    incoming: [],
    outgoing: [],
    defaultFlow: null,
    hasConditions: false,
    join: 'none',
    startQuantity: quantityOf(source.startQuantity),
    completionQuantity: quantityOf(source.completionQuantity),
    reach: [],
    attachedTo: null,
    boundaries: [],
    isInterrupting: (source.cancelActivity !== false && source.isInterrupting !== false) || /:(error|cancel)$/.test(kind),
    starts: [],
    eventSubProcesses: [],
    parts: [],
    part: null,
    instantiates: source.instantiate === true && parent === null,
    linkedTo: null,
    multiInstance: compileMultiInstance(source, tools, builder.tools.definitions),
    isForCompensation: source.isForCompensation === true && kind !== 'eventSubProcess',
    compensation: null,
    skip: skipText === undefined ? null : tools.value(skipText, '跳过条件'),
    inputs: [...compileMappings(source, 'input', tools), ...compileDataAssociations(source, 'input', tools)],
    outputs: [...compileMappings(source, 'output', tools), ...compileDataAssociations(source, 'output', tools), ...gathered(source, tools)],
    copyTo: copyToOf(source, tools),
    jumpRoles: principalsIn(tools.own(source, 'jumpRoles') ?? '', 'role'),
    lifecycleEvent: tools.own(source, 'lifecycleEvent') ?? null,
    document: document === undefined ? null : { template: document, register: tools.own(source, 'register') ?? null },
    settings: element === undefined ? null : element.compile(withDefinitions(source), tools),
  }
  builder.nodes.push(node)
  builder.nodesById.set(id, node)
  builder.bySource.set(drawn, node)
  builder.sources.set(id, source)
  if (kind === 'eventSubProcess') (parent === null ? builder.eventSubProcesses : parent.eventSubProcesses).push(node)
  if (type === 'startEvent') (parent === null ? builder.starts : parent.starts).push(node)
  if (isContainer(type)) readContainer(builder, source, node)
}

/** What is no number of tokens is a finding (checks/quantities.ts), and one meanwhile. */
const quantityOf = (written: unknown): number => (isQuantity(written) ? written : 1)

/** The list that an ad-hoc sub-process of Camunda 8 gathers is handed to the scope around it. */
function gathered(source: SourceElement, tools: CompileTools): Mapping[] {
  const { outputCollection: name } = (source.$type === 'bpmn:AdHocSubProcess' ? (tools.extensions(source, 'adHoc')[0] ?? {}) : {}) as Record<string, string | undefined>
  return name ? [{ name, value: variable(name) }] : []
}

/** `gov:copyTo`: people and roles as a comma list, or an expression that gives some. */
function copyToOf(source: SourceElement, tools: CompileTools): CandidateSource | null {
  const text = tools.own(source, 'copyTo')?.trim()
  if (text === undefined || text === '') return null
  const value = tools.value(text, '抄送人')
  if (value === null || value.dialect === 'literal') return { fixed: principalsIn(text, 'user'), expressions: [] }
  return { fixed: [], expressions: [{ prefix: 'user', value }] }
}

/** The messages that start the process at a node that says so. */
const startingMessages = (node: DraftNode): readonly Node[] => (node.kind === 'eventBasedGateway' ? node.outgoing.map(({ target }) => target) : [node as Node])

/** Conditional events inside a running instance; one that starts the process is evaluated before there is an instance. */
function isAskedLater({ kind, parent, part }: Node): boolean {
  return kind.endsWith(':conditional') && (kind !== 'startEvent:conditional' || parent?.kind === 'eventSubProcess' || part?.needsAll === true)
}

/** A link throw event leads to the one catch event of its name in the same container; none or several are the element's own finding. */
function linkByName(nodes: readonly DraftNode[]): void {
  const catches = nodes.filter((node) => node.kind === 'intermediateCatchEvent:link')
  for (const node of nodes) {
    if (node.kind !== 'intermediateThrowEvent:link') continue
    const { name } = node.settings as LinkSettings
    const found = catches.filter((other) => other.parent === node.parent && (other.settings as LinkSettings).name === name)
    if (found.length === 1) node.linkedTo = found[0] as Node
  }
}

/** Events may name their definition by reference; compile hooks find it in one place. */
function withDefinitions(source: SourceElement): SourceElement {
  if (source.eventDefinitionRef === undefined) return source
  return Object.create(source, { eventDefinitions: { value: eventDefinitions(source), enumerable: true } }) as SourceElement
}

/** Whether elements of this type hold flow elements of their own. */
const isContainer = (type: string): boolean => type === 'subProcess' || type === 'transaction' || type === 'adHocSubProcess'

/** Without any start event every element that nothing leads to is started. BPMN 2.0.2, 13.2 and 13.3.4. */
function beginImplicitly(starts: DraftNode[], inside: readonly DraftNode[]): void {
  if (starts.length > 0) return
  starts.push(...inside.filter((node) => node.incoming.length === 0 && node.type !== 'boundaryEvent' && node.kind !== 'eventSubProcess' && node.kind !== 'intermediateCatchEvent:link' && !node.instantiates && !node.isForCompensation))
}

function readFlow(builder: Builder, source: SourceElement): void {
  const from = builder.bySource.get(source.sourceRef as SourceElement)
  const to = builder.bySource.get(source.targetRef as SourceElement)
  const id = freeId(builder, source.id, 'flow')
  const tools = builder.tools.forElement(id)
  if (from === undefined || to === undefined) {
    const { definitions } = builder.tools
    const isTold = definitions.unresolved(source, 'sourceRef') !== undefined || definitions.unresolved(source, 'targetRef') !== undefined
    if (!isTold) tools.report('error', 'DANGLING_REFERENCE', `顺序流“${id}”没有连接两个本流程的环节。请重新连接或删去。`)
    return
  }
  if (from.parent !== to.parent) {
    tools.report('error', 'FLOW_CROSSES_SCOPE', `顺序流“${id}”跨越了子流程的边界。顺序流只能连接同一层的环节，请改用边界事件或结束事件。`)
  }
  const text = (source.conditionExpression as { body?: string } | undefined)?.body?.trim()
  const condition = text === undefined || text === '' ? null : tools.condition(text, `顺序流“${id}”`)
  const flow: Flow = { index: builder.flowsById.size, id, source: from as Node, target: to as Node, condition }
  builder.flowsById.set(id, flow)
  builder.flowOf.set(source, flow)
  builder.sources.set(id, source)
  from.outgoing.push(flow)
  to.incoming.push(flow)
}

function linkNode(builder: Builder, node: DraftNode): void {
  const source = builder.sources.get(node.id) as SourceElement
  const tools = builder.tools.forElement(node.id)
  if (source.default !== undefined) {
    const flow = builder.flowOf.get(source.default as SourceElement)
    if (flow !== undefined && flow.source === (node as Node)) node.defaultFlow = flow
    else tools.report('error', 'DEFAULT_NOT_OUTGOING', `“${node.id}”的默认流不是它自己的出路。请重新选择默认流。`)
  }
  node.hasConditions = node.outgoing.some((flow) => flow.condition !== null && flow !== node.defaultFlow)
  if (node.incoming.length > 1 && node.kind === 'parallelGateway') node.join = 'parallel'
  if (node.startQuantity > 1) node.join = 'quantity'
  if (node.incoming.length > 1 && node.kind === 'inclusiveGateway') node.join = 'inclusive'
  if (node.kind === 'complexGateway' && (node.incoming.length > 1 || (node.incoming.length === 1 && source.activationCondition !== undefined))) node.join = 'complex'
  if (node.type !== 'boundaryEvent') return
  const host = builder.bySource.get(source.attachedToRef as SourceElement)
  if (host !== undefined) {
    node.attachedTo = host as Node
    host.boundaries.push(node as Node)
  } else if (builder.tools.definitions.unresolved(source, 'attachedToRef') === undefined) {
    tools.report('error', 'BOUNDARY_WITHOUT_HOST', `边界事件“${node.id}”没有附着在活动上。请把它拖到一个活动的边上。`)
  }
}

/**
 * Conditions are evaluated in the order of the gateway's own `outgoing` list, which is an ordered collection (BPMN 2.0.2, FlowNode and 13.4.2); flows
 * it does not name come after, in document order (decisions/004).
 */
function orderOutgoing(builder: Builder, node: DraftNode): void {
  const listed = ((builder.sources.get(node.id)?.outgoing as SourceElement[] | undefined) ?? []).map((source) => builder.flowOf.get(source))
  const place = (flow: Flow): number => (listed.includes(flow) ? listed.indexOf(flow) : listed.length)
  const ordered = node.outgoing.toSorted((one, other) => place(one) - place(other))
  const asked = (flows: readonly Flow[]): string => flows.flatMap(({ condition, id }) => (condition === null ? [] : [id])).join('、')
  if (asked(ordered) !== asked(node.outgoing)) {
    const message = `排他网关“${node.name || node.id}”按其 outgoing 的顺序判断出路：${asked(ordered)}；与顺序流在文件中的先后不同，有的引擎按后者判断。请确认，或把条件写成互斥。`
    builder.tools.forElement(node.id).report('warning', 'FLOW_ORDER', message)
  }
  node.outgoing = ordered
}

/** The id as written, or a made one for elements without. */
function freeId(builder: Builder, id: string | undefined, type: string): string {
  if (id !== undefined && id !== '') return id
  const taken = (candidate: string) => builder.nodesById.has(candidate) || builder.flowsById.has(candidate)
  let n = builder.nodes.length + builder.flowsById.size + 1
  while (taken(`${type}_${n}`)) n++
  return `${type}_${n}`
}
