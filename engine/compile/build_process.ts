import { elementRegistry } from '#engine/kernel/elements/registry'
import type { MessageStartSettings } from '#engine/kernel/elements/message_start_event'
import type { MessageWaitSettings } from '#engine/kernel/elements/message_wait'
import type { SignalStartSettings } from '#engine/kernel/elements/signal_catch_events'
import type { TimerStartSettings } from '#engine/kernel/elements/timer_start_event'
import type { FormReference } from '#engine/kernel/elements/form_reference'
import { definitionsOf, type Graph, type Node } from '#engine/kernel/graph'
import type { ElementInformation, ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { SourceElement } from '#engine/model/source_element'
import { childrenNamed } from './dialects/rewrite.js'
import { candidateStarters, isListed } from './dialects/starters.js'
import { buildGraph, type BuiltGraph } from './build_graph.js'
import { runChecks } from './checks/run_checks.js'
import type { CompileOptions } from './compile_model.js'
import type { Findings } from './findings.js'
import { extensions, processTools } from './model_tools.js'
import { VENDORS } from './namespaces.js'
import type { Definitions } from './read_definitions.js'

/** Compiles one process: graph, checks, and what people and the shell may see of it. */
export function buildProcess(source: SourceElement, definitions: Definitions, options: CompileOptions, findings: Findings): ExecutableProcess {
  const tools = processTools(definitions, options, findings)
  const built = buildGraph(source, tools)
  runChecks(built, tools)
  return {
    id: source.id ?? '',
    name: source.name ?? source.id ?? '',
    versionTag: VENDORS.map((prefix) => source.$attrs?.[`${prefix}:versionTag`]).find((text) => text !== undefined) ?? null,
    documentation: documentationOf(source),
    ...startersOf(source),
    elements: elementInformation(built),
    startEvents: [...startsOf(built.graph.starts), ...built.graph.instantiating.map(startingMessage)],
    needs: { calledElements: [...tools.calledElements], decisions: [...tools.decisions] },
    graph: built.graph,
  }
}

function startersOf(source: SourceElement): Pick<ExecutableProcess, 'candidateStarters' | 'isListed'> {
  const starters = candidateStarters(source)
  return { ...(starters === null ? {} : { candidateStarters: starters }), ...(isListed(source) ? {} : { isListed: false }) }
}

function elementInformation({ graph, sources }: BuiltGraph): ReadonlyMap<string, ElementInformation> {
  const elements = new Map<string, ElementInformation>()
  for (const node of graph.nodes) {
    const describe = elementRegistry.get(node.kind)?.describe
    elements.set(node.id, {
      id: node.id,
      type: node.type,
      name: node.name,
      documentation: documentationOf(sources.get(node.id)),
      ...(describe === undefined ? {} : { userTask: describe(node.settings) }),
      ...(node.lifecycleEvent === null ? {} : { lifecycleEvent: node.lifecycleEvent }),
      ...(node.document === null ? {} : { document: node.document }),
      ...propertiesOf(sources.get(node.id)),
    })
  }
  for (const flow of (graph as Graph).flowsById.values()) {
    const source = sources.get(flow.id)
    elements.set(flow.id, {
      id: flow.id,
      type: 'sequenceFlow',
      name: source?.name ?? '',
      documentation: documentationOf(source),
      flow: { sourceId: flow.source.id, targetId: flow.target.id },
    })
  }
  return elements
}

/** `camunda:properties` of an element, handed out with its external task. */
function propertiesOf(source: SourceElement | undefined): Pick<ElementInformation, 'properties'> {
  const holders = source === undefined ? [] : extensions(source, 'properties')
  const pairs = holders.flatMap((holder) => childrenNamed(holder, 'property').flatMap(({ name, value }) => (typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : [])))
  return pairs.length === 0 ? {} : { properties: Object.fromEntries(pairs) }
}

/** An implicit start is one start without trigger, whatever number of elements it begins at. */
function startsOf(starts: readonly Node[]): StartEventInformation[] {
  const events = starts.filter((node) => node.type === 'startEvent' && elementRegistry.has(node.kind)).flatMap(definitionsOf).map(startInformation)
  const [first] = starts
  return events.length > 0 || first === undefined || first.type === 'startEvent' ? events : [{ elementId: first.id, kind: 'none', formKey: null }]
}

function startingMessage(node: Node): StartEventInformation {
  return { elementId: node.id, kind: 'message', messageName: (node.settings as MessageWaitSettings).message?.source ?? '' }
}

function startInformation(node: Node): StartEventInformation {
  const formKey = (node.settings as { formKey?: string | null }).formKey ?? null
  const which = node.part?.needsAll === true ? { definition: node.part.position } : {}
  if (node.kind === 'startEvent:message') {
    return { elementId: node.id, kind: 'message', messageName: (node.settings as MessageStartSettings).message?.source ?? '', formKey, ...which }
  }
  if (node.kind === 'startEvent:timer') {
    const { timer } = node.settings as TimerStartSettings
    return { elementId: node.id, kind: 'timer', formKey, ...which, ...(timer === null ? {} : { timer: { kind: timer.kind, body: timer.body.source } }) }
  }
  if (node.kind === 'startEvent:signal') {
    return { elementId: node.id, kind: 'signal', signalName: (node.settings as SignalStartSettings).signal?.name.source ?? '', formKey, ...which }
  }
  const { formBinding } = node.settings as Partial<FormReference>
  const bound = formBinding === undefined ? {} : { formBinding }
  return { elementId: node.id, kind: node.kind === 'startEvent:conditional' ? 'conditional' : 'none', formKey, ...which, ...bound }
}

function documentationOf(source: SourceElement | undefined): string | null {
  const text = ((source?.documentation as { text?: string }[] | undefined) ?? []).map((one) => one.text ?? '').join('\n').trim()
  return text === '' ? null : text
}
