/** What both engines show after a step: where tokens wait, never in which order they came there. */
export interface Observation {
  /** Ids of the activities and events that wait, sorted; one entry per token or multi-instance instance. */
  readonly waiting: readonly string[]
  readonly hasEnded: boolean
}

/** One push from outside. `element`: the activity or catch event that waits, for boundary events the event itself. */
export type Stimulus =
  | { readonly kind: 'complete' | 'work' | 'receive' | 'timer' | 'message' | 'condition'; readonly element: string; /** Of an event with several definitions: which. */ readonly definition?: number }
  /** The work of `element` ends with the error of the boundary event `catcher`. */
  | { readonly kind: 'error'; readonly element: string; readonly code: string; readonly catcher: string }

/** What every condition answers until the next step, by the name it has in the neutral model. */
export type Decisions = ReadonlyMap<string, boolean>

/** One engine, walking one instance. A throw means that the engine gave up, with its reason. */
export interface Walker {
  start(decisions: Decisions): Promise<Observation>
  act(stimulus: Stimulus, decisions: Decisions): Promise<Observation>
  close(): void
}

/** Whether tokens wait at the same places in both. */
export function waitAlike(a: Observation, b: Observation): boolean {
  return a.waiting.length === b.waiting.length && a.waiting.every((id, index) => id === b.waiting[index])
}
