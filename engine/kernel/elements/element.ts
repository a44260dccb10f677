import type { CompiledExpression } from '#engine/expressions/expression'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { CompiledTimer, Flow, Mapping, Node } from '../graph.js'
import type { SourceElement } from '#engine/model/source_element'
import type { Stopped } from '../run/evaluate.js'
import type { Run } from '../run/run.js'
import type { Activation } from '../state.js'

/**
 * `done`: the token may leave at once. `waiting`: it rests. `stopped`: an incident was raised, or the activation is gone already
 * (an error went to its catcher, the scope was terminated).
 */
export type Progress = 'done' | 'waiting' | 'stopped'

/** Arms what an event waits for; decided before the activity begins, carried out once it rests. */
export type Watch = () => void

/**
 * One BPMN element: how it is compiled, what it does, which of its own rules are checked. A new element is one such file, its spec
 * and one line in the registry. `S` is what the compile hook leaves for the run.
 */
export interface ElementDefinition<S = unknown> {
  /** BPMN type without prefix; events add what defines them: `boundaryEvent:timer`. */
  readonly kind: string
  /** Whether tokens can rest here, so that boundary events make sense while they do. */
  readonly rests: boolean
  /** Reads the element's attributes and children; findings go to `tools.report`. */
  compile(source: SourceElement, tools: CompileTools): S
  /** A token has come: does the element's work. Every evaluation comes before the first event. */
  enter(run: Run, record: Activation, node: Node, settings: S): Progress
  /** What was waited for has come: goes on with what else the element has to do, and answers whether its token stays for that. */
  goOn?(run: Run, record: Activation, node: Node): 'stays' | 'leaves'
  /** Flows to take after it; without this, activity rules: all unconditional ones, all true ones, else the default. */
  route?(run: Run, record: Activation, node: Node): readonly Flow[] | Stopped
  /** Sub-processes: whether it is done when nothing lives in it any more; without this it is. */
  endsWhenEmpty?(record: Activation, settings: S): boolean
  /**
   * Events that can be waited for from elsewhere. `host` is what is watched or waits: of a boundary event its activity, of the start event
   * of an event sub-process the scope it is in (number 0 = the process), of an event behind an event-based gateway that gateway.
   */
  watch?(run: Run, host: Activation, node: Node, settings: S): Watch | Stopped
  /** Rules that need the compiled node: its flows, its surroundings. */
  check?(node: Node, settings: S, tools: CompileTools): void
  /** User tasks: what the task page needs to know at any time. */
  describe?(settings: S): UserTaskInformation
}

export type ElementRegistry = ReadonlyMap<string, ElementDefinition>

/** Types an element file against its own settings, and hands it to the registry without them. */
export function defineElement<S>(definition: ElementDefinition<S>): ElementDefinition {
  return definition as ElementDefinition
}

/** What a compile hook may ask for. Names of attributes come without prefix. */
export interface CompileTools {
  report(severity: 'error' | 'warning' | 'information', code: string, message: string): void
  /** Something the engine does not run; `kind` names it, e.g. `scriptTask:groovy`. */
  unsupported(kind: string, message: string): void
  /** A vendor attribute by the order of precedence `camunda:`, `flowable:`/`activiti:`/`operaton:`, `zeebe:`. */
  attribute(source: SourceElement, name: string): string | undefined
  /** A `gov:` attribute. */
  own(source: SourceElement, name: string): string | undefined
  /** A vendor or `gov:` child of `extensionElements` by local name. */
  extensions(source: SourceElement, name: string): readonly SourceElement[]
  /** Compiles by the rule of values: literal unless `=…` or `${…}`. null after a finding. */
  value(text: string, what: string): CompiledExpression | null
  /** Compiles by the rule of conditions: plain text is FEEL. */
  condition(text: string, what: string): CompiledExpression | null
  /** Compiles a script in FEEL. */
  feel(text: string, what: string): CompiledExpression | null
  /** The timer of an event definition; `gov:workingDays` of the event `limited` goes before its body. */
  timer(definition: SourceElement, limited?: SourceElement): CompiledTimer | null
  /** Name of the message an element refers to. */
  message(source: SourceElement): CompiledExpression | null
  /** The signal an event definition refers to; null after a finding. */
  signal(definition: SourceElement): SignalReference | null
  /** Code of the error an event definition refers to; null = any error. */
  errorCode(definition: SourceElement): string | null
  /** Code of the escalation an event definition refers to; null = any escalation. */
  escalationCode(definition: SourceElement): string | null
  /** Called process ids, for `process.needs`. */
  needsCalledElement(processId: string): void
  /** Decisions referred to by id, for `process.needs`. */
  needsDecision(decisionId: string): void
  /** How automatic work is done: from vendor and `gov:` attributes. null when nothing says, unless the driver plays what is `playable`. */
  work(source: SourceElement, playable: boolean): Work | null
  /** `camunda:in` / `camunda:out` of a call activity or event. */
  variableMappings(source: SourceElement, direction: 'in' | 'out'): VariableMappings
}

/** A signal by its name. */
export interface SignalReference {
  readonly name: CompiledExpression
  /** `flowable:scope="processInstance"`: heard inside the throwing instance only. */
  readonly isInstanceOnly: boolean
}

/** Who does automatic work. */
export interface Work {
  readonly kind: 'external' | 'builtin'
  readonly topic: CompiledExpression
  readonly retries: number
  readonly retryCycle: string | null
  /** `camunda:taskPriority`; null = 0. */
  readonly priority: CompiledExpression | null
  /** What the handler `http` sends; null for every other one. */
  readonly http: HttpCall | null
}

/** `gov:http`: a call of an outside interface. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: CompiledExpression
  /** `secret` names a secret of the server that follows the value. */
  readonly headers: readonly { readonly name: string; readonly value: CompiledExpression; readonly secret: string | null }[]
  readonly body: CompiledExpression | null
  readonly timeoutMs: number
  /** Statuses (`404`, `4xx`) that are BPMN errors. */
  readonly errors: readonly { readonly status: string; readonly code: string }[]
}

export interface VariableMappings {
  readonly all: boolean
  readonly mappings: readonly Mapping[]
  readonly businessKey: CompiledExpression | null
}
