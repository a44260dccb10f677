import type { CompiledExpression } from '#engine/expressions/expression'
import type { ExecutableProcess, ProcessGraph } from '#engine/model/executable_process'
import type { Principal, UserId } from '#engine/model/principal'
import type { TimerDefinition } from '#engine/model/timer_definition'

/** The executable graph of one process: nodes linked by flows, every expression compiled. Immutable once compiled. */
export interface Graph extends ProcessGraph {
  /** All flow nodes, those of sub-processes included, in document order; `nodes[n].index === n`. */
  readonly nodes: readonly Node[]
  readonly nodesById: ReadonlyMap<string, Node>
  readonly flowsById: ReadonlyMap<string, Flow>
  /** Start events of the process itself. */
  readonly starts: readonly Node[]
  /** Whether completed activities of this process may have to be undone, or transactions be cancelled; without, nothing is remembered of them. */
  readonly compensates: boolean
  /** Most activations one command may bring about. */
  readonly budget: number
  /** What starts the process without being a start event: receive tasks that say so, messages behind an event-based gateway that says so. */
  readonly instantiating: readonly Node[]
  /** Event sub-processes of the process itself. */
  readonly eventSubProcesses: readonly Node[]
  /** Everything that waits for a condition over variables, in document order; without any nothing is noted of changes. */
  readonly conditionalEvents: readonly Node[]
}

/** The graph inside a compiled process. */
export const graphOf = (process: ExecutableProcess): Graph => process.graph as Graph

/** A way along sequence flows (links are one): BPMN 2.0.2, 13.4.3. */
export const BY_FLOWS = 1
/** A way that leads through a boundary event, which may or may not happen. */
export const BY_EVENTS = 2

export interface Node {
  readonly index: number
  readonly id: string
  /** Key of the element's file in the registry: BPMN type, for events with what defines them (`boundaryEvent:timer`). */
  readonly kind: string
  /** BPMN type without prefix, e.g. `boundaryEvent`. */
  readonly type: string
  readonly name: string
  /** Sub-process that contains it; null in the process itself. */
  readonly parent: Node | null
  readonly incoming: readonly Flow[]
  readonly outgoing: readonly Flow[]
  readonly defaultFlow: Flow | null
  /** Whether an outgoing flow other than the default carries a condition. */
  readonly hasConditions: boolean
  /** How tokens meet here. Gateways with one incoming flow do not join. `quantity`: an activity that begins with several tokens. */
  readonly join: 'none' | 'parallel' | 'inclusive' | 'complex' | 'quantity'
  /** Activities: how many tokens have to come, by whichever flows, before it begins, and how many leave on each flow taken. BPMN 2.0.2, 10.3 and 13.3.2. */
  readonly startQuantity: number
  readonly completionQuantity: number
  /**
   * Inclusive and complex joins only: per incoming flow (same order as `incoming`), one byte per node index; 0 = no token at that node can come to
   * the flow without passing this gateway, `BY_FLOWS` = along sequence flows, `BY_EVENTS` = only by what happens to an activity on the way.
   */
  readonly reach: readonly Uint8Array[]
  /**
   * Events with several definitions: the event once for each of them, as if it had only that one: same id and links, own kind and settings.
   * Of what is caught in document order; what is thrown in the order of throwing. Empty for everything else.
   */
  readonly parts: readonly Node[]
  /** Such a part: of what, which one, and whether all have to happen (`parallelMultiple`) or any one. */
  readonly part: EventPart | null
  /** Boundary events only. */
  readonly attachedTo: Node | null
  /** Boundary events attached to this activity. */
  readonly boundaries: readonly Node[]
  /** Boundary events: whether the activity is left when it fires; start events of event sub-processes: whether all else in the scope ends. */
  readonly isInterrupting: boolean
  /** Sub-processes only: their none start events; of an event sub-process the one that triggers it. */
  readonly starts: readonly Node[]
  /** Event sub-processes directly inside a sub-process. */
  readonly eventSubProcesses: readonly Node[]
  /** Receive tasks and event-based gateways of the process itself: whether a message starts the process there. */
  readonly instantiates: boolean
  /** Link throw events only: the catch event of the same name in the same container. */
  readonly linkedTo: Node | null
  readonly multiInstance: MultiInstance | null
  /** Activities that only undo others: no flow leads to them, compensation enters them. */
  readonly isForCompensation: boolean
  /** Activities whose completed instances may have to be undone; null = nothing is remembered of them. */
  readonly compensation: Compensation | null
  /** `flowable:skipExpression` of an activity. */
  readonly skip: CompiledExpression | null
  readonly inputs: readonly Mapping[]
  readonly outputs: readonly Mapping[]
  /** `gov:copyTo`: who gets a copy (抄送) when the element completes. */
  readonly copyTo: CandidateSource | null
  /** `gov:jumpRoles`: roles that may move a token away from here, beside administrators. */
  readonly jumpRoles: readonly Principal[]
  /** `gov:lifecycleEvent`, emitted when the element completes. */
  readonly lifecycleEvent: string | null
  /** `gov:document` with its `gov:register`, asked for when the element completes. */
  readonly document: { readonly template: string; readonly register: string | null } | null
  /** What the element's own compile hook left; read only by the element's own file. */
  readonly settings: unknown
}

export interface EventPart {
  readonly whole: Node
  /** Index in the parts of the whole; timers, subscriptions and events carry it as `definition`. */
  readonly position: number
  readonly needsAll: boolean
}

/** An event once for each of its definitions; any other node as it is. */
export const definitionsOf = (node: Node): readonly Node[] => (node.parts.length === 0 ? [node] : node.parts)

/** Whether two versions of a node are of one kind; several definitions are told apart by their place. */
export const isDefinedAlike = (node: Node, other: Node): boolean =>
  node.kind === other.kind && node.parts.length === other.parts.length && node.parts.every(({ kind }, position) => kind === other.parts[position]?.kind)

/** The part of an event that a timer, a subscription or a start names; the event itself where there is only one definition. */
export const definitionAt = (event: Node, definition: number | undefined): Node => (definition === undefined ? event : (event.parts[definition] ?? event))

/** The first of these events that this defines, alone or among others. */
export function definedBy(events: readonly Node[], kind: string): Node | undefined {
  for (const event of events) for (const part of definitionsOf(event)) if (part.kind === kind) return part
  return undefined
}

/** How a completed activity is undone. BPMN 2.0.2, 10.7 and 13.5.5. */
export interface Compensation {
  /** The activity at its compensation boundary event; null: its compensation event sub-process, else its contents one by one. */
  readonly handler: Node | null
  readonly eventSubProcess: Node | null
  /** One byte per node index; 1 = sequence flows lead from this activity to that node, so that one is undone first. */
  readonly leadsTo: Uint8Array
}

export interface Flow {
  readonly index: number
  readonly id: string
  readonly source: Node
  readonly target: Node
  /** null = unconditional. */
  readonly condition: CompiledExpression | null
}

/** `camunda:inputOutput` and the like: the value of an expression under a name. */
export interface Mapping {
  readonly name: string
  readonly value: CompiledExpression
}

export interface MultiInstance {
  readonly isSequential: boolean
  /** The standard loop: rounds until its condition fails, not a number of instances known beforehand. */
  readonly loop: StandardLoop | null
  /** Most instances it may have. */
  readonly maximum: number
  /** Number of instances, when given as such. */
  readonly cardinality: CompiledExpression | null
  /** List with one item per instance; wins over the cardinality. */
  readonly collection: CompiledExpression | null
  /** Name of the variable that holds the item in each instance. */
  readonly elementVariable: string | null
  /** Name of the variable that holds the position, from 0, in each instance. */
  readonly indexVariable: string | null
  readonly completionCondition: CompiledExpression | null
  /** `gov:countersign`: the votes decide instead of a condition. */
  readonly countersign: Countersign | null
  readonly collected: readonly CollectedOutput[]
  /** Thrown when an instance has completed, in this order. */
  readonly events: readonly InstanceEvent[]
}

/** `behavior` of a multi-instance activity. BPMN 2.0.2, 10.3.7. */
export interface InstanceEvent {
  readonly when: 'first' | 'each'
  /** Thrown only if it holds then; null = always. */
  readonly condition: CompiledExpression | null
  /** Key of the throwing element in the registry, and what its compile hook left. */
  readonly kind: string
  readonly settings: unknown
}

/** 会签: when the votes of a multi-instance user task agree, over all members and not over those who have voted. */
export interface Countersign {
  readonly rule: 'all' | 'any' | 'ratio' | 'weight'
  /** Ratio and weight: the share that has to agree, above 0 and at most 1. */
  readonly share: number | CompiledExpression | null
  /** Votes a person has; one where nothing is said. */
  readonly weights: ReadonlyMap<UserId, number> | CompiledExpression | null
  /** Whose disagreement decides alone (一票否决). */
  readonly veto: 'everybody' | readonly Principal[]
}

/** Rounds one after the other. BPMN 2.0.2, 10.3.7 and 13.3.6. */
export interface StandardLoop {
  /** Whether the condition is looked at before the first round too. */
  readonly testsBefore: boolean
  /** Goes on while it holds; null = always. */
  readonly condition: CompiledExpression | null
  readonly maximum: number | null
}

/** What each instance gives, gathered into a list in order of the instances. */
export interface CollectedOutput {
  readonly variable: string
  readonly element: CompiledExpression
  /** Whether an instance that did not complete leaves null in its place. */
  readonly keepsPlaces: boolean
}

/** Who may work on a user task: fixed principals, and expressions that give some. */
export interface CandidateSource {
  readonly fixed: readonly Principal[]
  /** Each gives a text (comma list) or a list; `prefix` is put before a plain name. */
  readonly expressions: readonly { readonly prefix: 'user' | 'role'; readonly value: CompiledExpression }[]
}

/** A timer as written: what it says, and when it falls due. */
export interface CompiledTimer {
  readonly kind: 'date' | 'duration' | 'cycle'
  /** Gives the body as text. */
  readonly body: CompiledExpression
  /** Parsed already when the body is a literal. */
  readonly definition: TimerDefinition | null
  /** `gov:workingDays` of the event: goes before the body, which is for engines that know no working days. */
  readonly workingDays?: CompiledExpression
}
