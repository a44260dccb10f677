import type { Binding, OutsideBinding } from '#engine/model/binding'
import type { Effect } from './effects.js'
import type { Event } from './events.js'
import type { Rejection } from './rejection.js'
import type { InstanceState } from './state.js'

/** What the shell must load before the step can be decided. */
export type LookupKey =
  | { kind: 'definition'; calledElement: string; callerDefinitionId: string; binding: Binding }
  | { kind: 'decision'; decisionId: string; callerDefinitionId: string; binding: Binding }
  | { kind: 'form'; formKey: string; callerDefinitionId: string; binding: OutsideBinding }
  /** The compiled process of another definition: the target of a migration. */
  | { kind: 'process'; definitionId: string }
  /** The instance's own journal: what its tokens have walked. */
  | { kind: 'journal' }
  /** Who has saved drafts of these tasks. */
  | { kind: 'drafts'; taskIds: readonly string[] }

/** Accepted, refused (nothing changed), or to be called again from the same state with more loaded. */
export type Outcome =
  | { kind: 'accepted'; events: Event[]; state: InstanceState; effects: Effect[] }
  | { kind: 'rejected'; rejection: Rejection }
  | { kind: 'missing'; lookups: LookupKey[] }
