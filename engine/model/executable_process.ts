import type { OutsideBinding } from './binding.js'
import type { Principal } from './principal.js'

/**
 * One executable process as the compiler leaves it: immutable, no XML behind it. The fields here are what the shell and the
 * pages may rely on; the graph itself belongs to compile and kernel.
 */
export interface ExecutableProcess {
  /** BPMN process id, the definition's key. */
  readonly id: string
  readonly name: string
  readonly versionTag: string | null
  readonly documentation: string | null
  /** Who may start it (`camunda:candidateStarterUsers`, `candidateStarterGroups`); absent = the model does not say. */
  readonly candidateStarters?: readonly Principal[]
  /** False when the model keeps it out of the catalogue (`camunda:isStartableInTasklist`). */
  readonly isListed?: boolean
  /** Elements by id, in document order. */
  readonly elements: ReadonlyMap<string, ElementInformation>
  /** Start events by what starts them. */
  readonly startEvents: readonly StartEventInformation[]
  /** Called elements and decisions a step may look up. */
  readonly needs: { readonly calledElements: readonly string[]; readonly decisions: readonly string[] }
  /** The graph that `step` walks; nobody but compile, kernel and rehearsal looks inside. */
  readonly graph: ProcessGraph
}

/** Opaque here: engine/kernel/graph.ts says what is inside. */
export interface ProcessGraph {
  readonly nodes: readonly { readonly index: number; readonly id: string }[]
}

/** What people and the shell see of an element. */
export interface ElementInformation {
  readonly id: string
  /** BPMN type without prefix, camelCase: `userTask`, `exclusiveGateway`, `sequenceFlow` … */
  readonly type: string
  readonly name: string
  readonly documentation: string | null
  /** User tasks only: what the task page needs. */
  readonly userTask?: UserTaskInformation
  /** `gov:lifecycleEvent`, when there is one. */
  readonly lifecycleEvent?: string
  /** `gov:document` and its `gov:register`, when there is one. */
  readonly document?: { readonly template: string; readonly register: string | null }
  /** `camunda:properties` for whoever works on it outside, when there are any. */
  readonly properties?: Readonly<Record<string, string>>
  /** Sequence flows only: the elements it joins. */
  readonly flow?: { readonly sourceId: string; readonly targetId: string }
}

export interface UserTaskInformation {
  readonly formKey: string | null
  /** Whose form it is, where not the own package version's. */
  readonly formBinding?: OutsideBinding
  /** `gov:outcomes`: value and label, in order. */
  readonly outcomes: readonly { readonly value: string; readonly label: string }[]
  /** `gov:fieldPermissions`: by field key path, `*` = all others. */
  readonly fieldPermissions: Readonly<Record<string, 'write' | 'read' | 'hidden'>>
  /** `gov:actions`: transfer, release … allowed at this node. */
  readonly actions: readonly string[]
  /** `gov:opinion`: whether an opinion is asked. */
  readonly opinion: 'required' | 'optional' | 'none'
  /** `gov:workingDays`, for the catalogue's steps and limits. */
  readonly workingDays: number | null
  /** Candidate source in words, for the catalogue. */
  readonly candidateText: string
}

export interface StartEventInformation {
  readonly elementId: string
  readonly kind: 'none' | 'message' | 'timer' | 'signal' | 'conditional'
  readonly messageName?: string
  readonly signalName?: string
  /** ISO-8601 or cron body as written. */
  readonly timer?: { readonly kind: 'date' | 'duration' | 'cycle'; readonly body: string }
  /** Of a start event that needs all of its definitions: which one this is. */
  readonly definition?: number
  /** `camunda:formKey` / `camunda:formRef` of the start event. */
  readonly formKey?: string | null
  readonly formBinding?: OutsideBinding
}
