import type { Variables } from './commands.js'
import type { UserId } from '#engine/model/principal'

/** 委派: `to` works on it, the owner keeps it and completes it in the end. */
export interface DelegateTask {
  type: 'DelegateTask'
  taskId: string
  by: UserId
  to: UserId
  opinion: string | null
}

/** 归还: a delegated task goes back to its owner. */
export interface ResolveTask {
  type: 'ResolveTask'
  taskId: string
  by: UserId
  opinion: string | null
}

/** Where a signer stands: before the assignee acts, after he has acted, or beside him. */
export type SignPosition = 'before' | 'after' | 'parallel'

/**
 * 加签. Each signer gets a sub-task, completed with the outcome `agree` or `disagree`. `after` is the assignee's own completion too:
 * `outcome`, `data` and `removed` are his answer. `parallel` on a multi-instance task adds voting instances instead.
 */
export interface AddSigners {
  type: 'AddSigners'
  taskId: string
  by: UserId
  users: UserId[]
  position: SignPosition
  opinion: string | null
  outcome?: string | null
  data?: Variables
  removed?: string[]
}

/** 减签: those who have not acted yet. `taskId` = the task they were added to. */
export interface RemoveSigners {
  type: 'RemoveSigners'
  taskId: string
  by: UserId
  users: UserId[]
  opinion: string | null
  asSupervisor?: true
}

/** How it goes on once the target of a return is done: along the flows, or straight back to the returner. */
export type AfterReturn = 'sequence' | 'back-to-me'

/** 退回 to a user task that the token has walked. */
export interface ReturnTask {
  type: 'ReturnTask'
  taskId: string
  by: UserId
  /** `previous`, `starter`, or the element id of a task walked before. */
  to: string
  then: AfterReturn
  opinion: string | null
  /** What the returner had typed: becomes the draft of the target's form. */
  data?: Variables
}

/** 撤回 of a completion whose consequences nobody has touched; `taskId` = the completed task. */
export interface WithdrawTask {
  type: 'WithdrawTask'
  taskId: string
  by: UserId
  opinion: string | null
}

/** 自由跳转: a token goes on at another activity. */
export interface MoveToken {
  type: 'MoveToken'
  /** Element instance id or element id; null only while one token is alive. */
  from: string | null
  /** Element id. */
  to: string
  by: UserId
  reason: string
  /** Written in the process scope before the token goes, so that what the target reads is there in the same step. Absent = nothing. */
  variables?: Variables
  /** The server has found that `by` administers this process; otherwise `gov:jumpRoles` of the node decides. */
  asAdministrator?: true
}

/** 跳过 what an incident stopped: it is not done, and the token goes on from it. */
export interface SkipIncident {
  type: 'SkipIncident'
  incidentId: string
  by: UserId | null
  reason: string
}

/** 催办: at most once per task and hour. */
export interface UrgeTask {
  type: 'UrgeTask'
  taskId: string
  by: UserId
  opinion: string | null
  asSupervisor?: true
}

/** 抄送, 传阅: read-only access for each person. `taskId` = the task it is sent from, null beside the flow. */
export interface CopyInstance {
  type: 'CopyInstance'
  taskId: string | null
  by: UserId
  users: UserId[]
  opinion: string | null
}

/** 已阅. */
export interface ReadCopy {
  type: 'ReadCopy'
  copyId: string
  by: UserId
}

/** 作废: ends as cancelled does; numbers taken stay taken. */
export interface VoidInstance {
  type: 'VoidInstance'
  reason: string
  by: UserId
}

/** 唤醒: a finished instance goes on at a named activity. */
export interface WakeInstance {
  type: 'WakeInstance'
  to: string
  by: UserId
  reason: string
}

/** What can be done to running work (加签、退回、撤回 …), beside claiming, completing and transferring it. */
export type OperationCommand =
  | DelegateTask
  | ResolveTask
  | AddSigners
  | RemoveSigners
  | ReturnTask
  | WithdrawTask
  | MoveToken
  | SkipIncident
  | UrgeTask
  | CopyInstance
  | ReadCopy
  | VoidInstance
  | WakeInstance
