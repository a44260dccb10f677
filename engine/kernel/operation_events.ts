import type { AfterReturn, SignPosition } from './operation_commands.js'
import type { UserId } from '#engine/model/principal'
import type { MultiInstanceState, Vote } from './state.js'

/** 加签: the sub-tasks follow as `TaskCreated` with `parentTaskId`, voting instances as activations of the body. */
export interface SignersAdded {
  type: 'SignersAdded'
  taskId: string
  elementId: string
  position: SignPosition
  users: readonly UserId[]
  by: UserId
  opinion: string | null
  atMs: number
}

/** 减签: their sub-tasks are closed as cancelled. */
export interface SignersRemoved {
  type: 'SignersRemoved'
  taskId: string
  elementId: string
  users: readonly UserId[]
  by: UserId
  opinion: string | null
  atMs: number
}

/** Where one token stood. */
export interface TokenPlace {
  elementInstanceId: string
  elementId: string
}

/** 退回. */
export interface TaskReturned {
  type: 'TaskReturned'
  taskId: string
  elementId: string
  toElementId: string
  then: AfterReturn
  /** Open tasks that are withdrawn by it, the returned one included. */
  cancelled: readonly string[]
  /** All tokens before the move; those after it follow from the row's other events. */
  before: readonly TokenPlace[]
  /** Activations from which on everything walked is taken back. */
  undone: readonly string[]
  by: UserId
  opinion: string | null
  atMs: number
}

/** 撤回: the completion of `taskId` is taken back; its opinion stays, marked. A new task of the same element follows. */
export interface TaskWithdrawn {
  type: 'TaskWithdrawn'
  taskId: string
  elementId: string
  cancelled: readonly string[]
  before: readonly TokenPlace[]
  /** Activations from which on everything walked is taken back. */
  undone: readonly string[]
  by: UserId
  opinion: string | null
  atMs: number
}

/** A signer after him disagreed: it goes back once to who had completed it, and his answer counts no more. A new task follows. */
export interface TaskSentBack {
  type: 'TaskSentBack'
  taskId: string
  elementId: string
  elementInstanceId: string
  to: UserId
  atMs: number
}

/** Life-cycle events were taken back by a move: those that still stand, in order. */
export interface LifecycleRewound {
  type: 'LifecycleRewound'
  names: readonly string[]
  atMs: number
}

/** The counters of a multi-instance body after voters were added or taken out, or a vote was withdrawn. */
export interface MultiInstanceChanged {
  type: 'MultiInstanceChanged'
  elementInstanceId: string
  elementId: string
  total: number
  created: number
  completed: number
  removed?: number
  items?: readonly unknown[]
  told?: number
  votes?: readonly Vote[]
  isLoop?: true
  collected?: MultiInstanceState['collected']
}

/** 自由跳转. */
export interface TokenMoved {
  type: 'TokenMoved'
  elementInstanceId: string
  elementId: string
  toElementId: string
  cancelled: readonly string[]
  before: readonly TokenPlace[]
  /** Activations from which on everything walked is taken back. */
  undone: readonly string[]
  by: UserId
  reason: string
  atMs: number
}

/** 催办. */
export interface TaskUrged {
  type: 'TaskUrged'
  taskId: string
  elementId: string
  by: UserId
  opinion: string | null
  atMs: number
}

/** 抄送, 传阅: one person's copy to be read. */
export interface CopySent {
  type: 'CopySent'
  copyId: string
  userId: UserId
  /** Task it was sent from; null beside the flow. */
  taskId: string | null
  elementId: string | null
  /** null = the model (`gov:copyTo`). */
  by: UserId | null
  opinion: string | null
  atMs: number
}

/** 已阅. */
export interface CopyRead {
  type: 'CopyRead'
  copyId: string
  by: UserId
  atMs: number
}

/** 作废. */
export interface InstanceVoided {
  type: 'InstanceVoided'
  reason: string
  by: UserId
  atMs: number
}

/** 唤醒: a new run of tokens in the same journal. */
export interface InstanceWoken {
  type: 'InstanceWoken'
  toElementId: string
  reason: string
  by: UserId
  atMs: number
}

/** A countersign is decided: as soon as the votes still out cannot change it. */
export interface VoteDecided {
  type: 'VoteDecided'
  elementInstanceId: string
  elementId: string
  outcome: 'agree' | 'disagree'
  agree: number
  disagree: number
  abstain: number
  /** All votes there are, weights counted. */
  total: number
  atMs: number
}

/** 自动通过: the task that was created with it is closed at once, in the name of who had agreed already. */
export interface TaskAutoPassed {
  type: 'TaskAutoPassed'
  taskId: string
  elementInstanceId: string
  elementId: string
  userId: UserId
  /** For people. */
  reason: string
  outcome: string | null
  atMs: number
}

/** What is done to running work, as facts; each is named after its operation. */
export type OperationEvent =
  | SignersAdded
  | SignersRemoved
  | TaskReturned
  | TaskWithdrawn
  | TaskSentBack
  | MultiInstanceChanged
  | LifecycleRewound
  | TokenMoved
  | TaskUrged
  | CopySent
  | CopyRead
  | InstanceVoided
  | InstanceWoken
  | VoteDecided
  | TaskAutoPassed
