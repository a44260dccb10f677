import type { EvaluationContext } from '#engine/expressions/expression'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { graphOf, type Flow, type Graph, type Node } from '../graph.js'
import { TASKS_VARIABLE } from '../apply/answers.js'
import { activationOf } from '../apply/elements.js'
import { openDraft, type Draft } from '../apply/draft.js'
import { foldInto } from '../apply.js'
import type { Variables } from '../commands.js'
import type { Effect } from '../effects.js'
import type { ElementDefinition, ElementRegistry } from '../elements/element.js'
import type { Event } from '../events.js'
import { idText } from '../ids.js'
import type { LookupKey } from '../outcome.js'
import type { Activation, InstanceState, MovedToken } from '../state.js'
import type { StepContext } from '../step_context.js'
import { openConditionWatch, type ConditionWatch } from './condition_watch.js'
import type { ComingSignal } from './hear_signals.js'
import { lookupFrom } from './lookup.js'

/** A token on its way: about to enter a node. */
export interface Token {
  readonly node: Node
  /** Scope it moves in; 0 = the process. */
  readonly scope: number
  readonly flow: Flow | null
  /** Set for an instance inside a multi-instance body. */
  readonly loop: number | undefined
  readonly variables: Variables | undefined
  readonly lastOutcome: string | undefined
  /** Compensation: record of what is undone here. */
  readonly compensates?: number
  /** Set when it did not come along a flow but was moved here. */
  readonly move?: TokenMove
}

/** How a moved token came here. */
export interface TokenMove {
  /** Activations it goes on from, as if they had led here. */
  readonly comesFrom: readonly number[]
  readonly moved?: MovedToken
  readonly draft?: Variables
}

/** Everything one step works with. Lives for one call of `step`; what it changes is private to it until the step is accepted. */
export interface Run {
  /** Changed by a migration only. */
  process: ExecutableProcess
  graph: Graph
  readonly context: StepContext
  readonly instanceId: string
  /** How many signals and messages led to what moves now, each thrown because of the one before. */
  chain: number
  /** The same of this step's command. */
  readonly chainBefore: number
  /** Multi-instance bodies to be looked at again once signals have been heard. */
  readonly bodies: number[]
  /** Signals that have not reached everything here that listened for them. */
  readonly signals: ComingSignal[]
  readonly draft: Draft
  readonly events: Event[]
  readonly effects: Effect[]
  /** Tokens still to move, last in first out: a branch runs until it rests before its sibling moves. */
  stack: Token[]
  /** Scopes in which a token died or came to rest at a join: looked at when nothing moves any more. */
  touchedScopes: number[]
  activations: number
  /** What conditional events have to be asked about; null in a process without any. */
  conditions: ConditionWatch | null
  /** What the shell has to load first; the step is then thrown away. */
  readonly lookups: LookupKey[]
  /** Activation from which names are looked up. */
  viewpoint: number
  readonly evaluation: EvaluationContext
  /** What each kind of element does. */
  readonly elements: ElementRegistry
}

/** Opens a run over a state. */
export function openRun(process: ExecutableProcess, state: InstanceState, context: StepContext, elements: ElementRegistry, chain = 0): Run {
  const graph = graphOf(process)
  const run: Run = {
    process,
    graph,
    context,
    instanceId: state.instanceId,
    chain,
    chainBefore: chain,
    signals: [],
    bodies: [],
    draft: openDraft(state),
    events: [],
    effects: [],
    stack: [],
    touchedScopes: [],
    activations: 0,
    conditions: openConditionWatch(graph),
    lookups: [],
    viewpoint: 0,
    evaluation: { lookup: (name) => lookupFrom(run.draft, run.viewpoint, name), nowMs: context.nowMs },
    elements,
  }
  return run
}

/** An answer changes the record of answers. */
const ANSWERED = { scope: 0, name: TASKS_VARIABLE, change: 'update' } as const

/** Decides an event: it is kept for the journal and folded at once, so that what follows sees the state after it. */
export function emit(run: Run, event: Event): void {
  run.events.push(event)
  foldInto(run.draft, event)
  if (run.conditions !== null && event.type === 'TaskClosed' && event.cause === 'completed') run.conditions.changed.push(ANSWERED)
}

/** Id text of a number of this instance. */
export const idOf = (run: Run, n: number): string => idText(run.instanceId, n)

/** The next free number; taken when an event with it is folded. */
export const nextNumber = (run: Run): number => run.draft.tokens.counter + 1

/** An activation that is alive, or undefined. */
export const findActivation = (run: Run, id: number): Activation | undefined => activationOf(run.draft, id)

/** The node of an activation. */
export function nodeOf(run: Run, record: { readonly element: string }): Node {
  return nodeById(run, record.element)
}

/** A node by its element id, which a state of this definition always knows. */
export function nodeById(run: Run, elementId: string): Node {
  const node = run.graph.nodesById.get(elementId)
  if (node === undefined) {
    throw new Error(`Expected process ${run.process.id} to have the element ${elementId} that a token rests at, but it has none. Run the instance on its own version.`)
  }
  return node
}

/** What the node's kind does. */
export function elementOf(run: Run, node: Node): ElementDefinition {
  const element = run.elements.get(node.kind)
  if (element === undefined) throw new Error(`Expected the registry to know the element kind ${node.kind} of ${node.id}, but it does not. Compile the model with this version.`)
  return element
}

/** Sends one token to each start of a scope. */
export function sendIn(run: Run, starts: readonly Node[], scope: number, lastOutcome: string | undefined): void {
  for (const node of starts.toReversed()) run.stack.push({ node, scope, flow: null, loop: undefined, variables: undefined, lastOutcome })
}

/** Marks a scope to be looked at for its end and for joins that cannot complete. */
export function touch(run: Run, scope: number): void {
  if (!run.touchedScopes.includes(scope)) run.touchedScopes.push(scope)
}
