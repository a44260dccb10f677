import type { Caller, DeferredCommand, Variables } from './commands.js'
import type { SignPosition } from './operation_commands.js'
import type { Principal, UserId } from '#engine/model/principal'

/** Version of the shape below; older rows are brought up by chained migrations. */
export const STATE_VERSION = 1

export type InstanceStatus = 'active' | 'suspended' | 'completed' | 'cancelled' | 'voided'

/**
 * Everything about where the tokens are: changes at each step. One JSON column. Ids are the counter part of `<instanceId>:<n>`; scope 0
 * is the process itself. Lists are in order of id.
 */
export interface TokenState {
  /** Last number given out. */
  readonly counter: number
  readonly active: readonly Activation[]
  readonly timers: readonly ArmedTimer[]
  readonly subscriptions: readonly OpenSubscription[]
  readonly jobs: readonly OpenJob[]
  readonly incidents: readonly OpenIncident[]
  /** Tokens stopped by the step budget. */
  readonly parked: readonly ParkedToken[]
  /** Commands kept for the resume. */
  readonly deferred: readonly DeferredCommand[]
  /** Completed activities that can still be undone, in order of completion; absent = none. */
  readonly compensations?: readonly CompensationRecord[]
  /** Open sub-tasks of 加签; absent = none. */
  readonly subTasks?: readonly SubTask[]
  /** Copies (抄送) nobody has read yet; absent = none. */
  readonly copies?: readonly UnreadCopy[]
  /** While suspended: by whom; absent = by itself alone. */
  readonly suspendedBy?: SuspendedBy
  /** Of events that need all of their definitions: those that have happened while others are awaited; absent = none. */
  readonly happened?: readonly HappenedDefinition[]
}

/** One of several definitions of an event that has happened already. */
export interface HappenedDefinition {
  /** Activation that waits for the event and that this dies with; 0 = the process, for its event sub-processes. */
  readonly owner: number
  readonly element: string
  readonly definition: number
}

/** A person's opinion asked for beside or around a task; it belongs to the task and holds no token. */
export interface SubTask {
  readonly id: number
  /** Activation of the task it belongs to, at whatever depth. */
  readonly owner: number
  /** What waits for it: the task (= `owner`) or another sub-task. */
  readonly parent: number
  readonly position: SignPosition
  readonly assignee: UserId
  readonly addedBy: UserId
  /** 1 = added to the task itself. */
  readonly level: number
  readonly urgedAtMs?: number
}

export interface UnreadCopy {
  readonly id: number
  readonly user: UserId
}

/** `self`: somebody suspended this instance; `caller`: the calling instance is suspended, and this one with it. */
export type SuspendedBy = 'self' | 'caller' | 'both'

/** One activity instance: an element a token rests at, a running scope, or a join that waits for more tokens. */
export interface Activation {
  readonly id: number
  readonly element: string
  readonly scope: number
  /** Position inside a multi-instance body. */
  readonly loop?: number
  readonly lastOutcome?: string
  /** Variables of its own scope. */
  readonly variables?: Variables
  /** User tasks: the open task; its id is the activation's. */
  readonly task?: {
    readonly assignee: UserId | null
    readonly candidates: readonly Principal[]
    /** While another works on it for him (委派). */
    readonly owner?: UserId
    readonly urgedAtMs?: number
  }
  /** 后加签: completed by `by`, and waiting for his signers; whether one of them disagreed. */
  readonly signing?: { readonly by: UserId; readonly isDisputed: boolean }
  /** Joins: how many tokens have come by each flow; a flow without any is not listed. */
  readonly arrived?: readonly ArrivedTokens[]
  /** Complex gateways that have begun: the flows a token was consumed from; they wait for the others. */
  readonly consumed?: readonly string[]
  /** Multi-instance bodies. */
  readonly multi?: MultiInstanceState
  /** Call activities: the called instance. */
  readonly called?: string
  /** Record of what this activation undoes: a handler, or a completed sub-process come to life again for its own compensation. */
  readonly compensates?: number
  /** Transactions: a cancel end event was reached; what has completed inside is being undone. */
  readonly cancelled?: true
  /** Ad-hoc sub-processes: the completion condition has held; nothing begins any more, what runs goes on to its end. */
  readonly isClosing?: true
  /** Throw and end events with several definitions: how many have been thrown. */
  readonly thrown?: number
  /** Set where a token was moved to. */
  readonly moved?: MovedToken
  /** Moved tokens: what the form of the task shows at first. */
  readonly draft?: Variables
}

/** How far a multi-instance body or a loop is. */
export interface MultiInstanceState {
  /** Instances in all; of a standard loop the most rounds it may make. */
  readonly total: number
  readonly created: number
  readonly completed: number
  /** Items still to be handed out, sequential bodies with a collection only. */
  readonly items?: readonly unknown[]
  readonly isLoop?: true
  /** What completed instances have given, by name of the list, in the places of the instances. */
  readonly collected?: Readonly<Record<string, readonly CollectedValue[]>>
  /** Instances taken out by 减签; they count for nothing. */
  readonly removed?: number
  /** Bodies that throw events for completed instances: for how many they have. */
  readonly told?: number
  /** Countersigned bodies: what has been voted. */
  readonly votes?: readonly Vote[]
}

/** What the instance of this place gave. */
export interface CollectedValue {
  readonly place: number
  readonly value: unknown
}

/** A completed activity that can still be undone. */
export interface CompensationRecord {
  /** Number of the activation that completed. */
  readonly id: number
  readonly element: string
  /** Scope it was completed in: one that lives, or the record of a completed sub-process around it. */
  readonly scope: number
  /** Position inside the multi-instance body or loop `body`. */
  readonly loop?: number
  readonly body?: number
  /** Its own variables when it completed. */
  readonly variables?: Variables
  /** Activation that has asked for it to be undone. */
  readonly by?: number
  /** Its handler has begun; the record goes when the handler ends. */
  readonly isStarted?: true
}

/** What a token that was moved (退回, 撤回, 跳转, 加签) carries beyond one that came along its flow. */
export interface MovedToken {
  /** Who gets the task that comes into being. */
  readonly assignee?: UserId
  /** Who added it as one more voting instance. */
  readonly addedBy?: UserId
  /** Elements further inside that it is on its way to, outermost first; the scopes on the way begin there instead of at their start. */
  readonly path?: readonly string[]
  /** 退回后直接回到我: where the token goes once this activity is done. */
  readonly backTo?: { readonly path: readonly string[]; readonly assignee: UserId | null; readonly comesFrom: readonly number[] }
  /** His additional signers have sent it back to him once already. */
  readonly wasSentBack?: true
}

/** One member's vote in a countersign. */
export interface Vote {
  readonly by: UserId | null
  readonly outcome: string | null
  /** Instance of the body it was cast in. */
  readonly loop: number
}

export interface ArrivedTokens {
  readonly flow: string
  readonly count: number
}

export interface ArmedTimer {
  readonly id: number
  /** Timer event: a boundary event's own id, else the element of the owner. */
  readonly element: string
  /** Activation that it dies with; 0 = the process, for its event sub-processes. */
  readonly owner: number
  readonly kind: 'date' | 'span'
  readonly dueAtMs: number
  readonly left: number | null
  /** Cycles whose body was an expression: what it gave. */
  readonly body?: string
  /** Events with several definitions: which one. */
  readonly definition?: number
  /** While suspended: what it still had to run. */
  readonly restMs?: number
}

export interface OpenSubscription {
  readonly id: number
  readonly element: string
  /** Activation that it dies with; 0 = the process, for its event sub-processes. */
  readonly owner: number
  readonly name: string
  /** Absent = a message. */
  readonly kind?: 'signal'
  /** Events with several definitions: which one. */
  readonly definition?: number
}

export interface OpenJob {
  readonly id: number
  readonly owner: number
}

/**
 * Where an activation stands still, and so what a retry does again: all of its beginning; its work alone, while its boundary events stay
 * armed; or only leaving it. `watch`: nothing stands still, but a condition over variables could not be evaluated there.
 */
export type IncidentStage = 'enter' | 'work' | 'leave' | 'watch'

export interface OpenIncident {
  readonly id: number
  readonly code: string
  /** Activation that stands still; 0 = the process; null for the step budget. */
  readonly owner: number | null
  readonly stage: IncidentStage
}

export interface ParkedToken {
  readonly element: string
  readonly scope: number
  readonly flow: string | null
  readonly loop?: number
  readonly variables?: Variables
  readonly lastOutcome?: string
  readonly compensates?: number
}

/** One process instance. `tokens` and `data` are two columns of its row; `data` is written only when changed (same reference = unchanged). */
export interface InstanceState {
  stateVersion: number
  instanceId: string
  definitionId: string
  processId: string
  status: InstanceStatus
  /** Number of accepted commands = sequence number of the last journal row. */
  revision: number
  businessKey: string | null
  title: string | null
  starter: UserId | null
  caller: Caller | null
  startedAtMs: number
  endedAtMs: number | null
  tokens: TokenState
  /** Variables of the root scope; those of inner scopes lie in `tokens`. */
  data: Variables
}
