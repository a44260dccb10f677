import type { TaskCommandName } from '#adapters/web/contract/task_operations'
import type { Command } from '#engine/kernel/commands'
import type { AddSigners, ReturnTask } from '#engine/kernel/operation_commands'

/** What the requests on a task carry; which of it an action needs its endpoint's schema says. */
export interface TaskArguments {
  outcome?: string | null
  opinion?: string | null
  variables?: Record<string, unknown>
  to?: string
  then?: ReturnTask['then']
  users?: readonly string[]
  position?: AddSigners['position']
}

export interface TaskRequest {
  taskId: string
  action: TaskCommandName
  given: TaskArguments
}

/** Who asks, and whether he may do to other people's work what their supervisor may. */
export interface Asker {
  userId: string
  asSupervisor: boolean
}

/** One request on a task as the kernel's command. */
export function taskCommand({ taskId, action, given }: TaskRequest, asker: Asker): Command {
  const base = { taskId, by: asker.userId }
  const opinion = blankAsNull(given.opinion)
  const supervising = asker.asSupervisor ? ({ asSupervisor: true } as const) : {}
  switch (action) {
    case 'claim':
      return { type: 'ClaimTask', ...base }
    case 'release':
      return { type: 'ReleaseTask', ...base }
    case 'transfer':
      return { type: 'TransferTask', ...base, to: given.to ?? '', opinion, ...supervising }
    case 'delegate':
      return { type: 'DelegateTask', ...base, to: given.to ?? '', opinion }
    case 'resolve':
      return { type: 'ResolveTask', ...base, opinion }
    case 'complete':
      return { type: 'CompleteTask', ...base, outcome: given.outcome ?? null, opinion, data: given.variables ?? {} }
    case 'return':
      return { type: 'ReturnTask', ...base, to: given.to ?? 'previous', then: given.then ?? 'sequence', opinion }
    case 'withdraw':
      return { type: 'WithdrawTask', ...base, opinion }
    case 'add-signers':
      return addSigners(base, given, opinion)
    case 'remove-signers':
      return { type: 'RemoveSigners', ...base, users: [...(given.users ?? [])], opinion, ...supervising }
    case 'urge':
      return { type: 'UrgeTask', ...base, opinion, ...supervising }
    case 'copy':
      return { type: 'CopyInstance', ...base, users: [...(given.users ?? [])], opinion }
  }
}

/** 后加签 is the assignee's own completion and carries his answer. */
function addSigners(base: { taskId: string; by: string }, given: TaskArguments, opinion: string | null): AddSigners {
  const { users = [], position = 'before' } = given
  const answer = position === 'after' ? { outcome: given.outcome ?? null, data: given.variables ?? {} } : {}
  return { type: 'AddSigners', ...base, users: [...users], position, opinion, ...answer }
}

/** Whether the request hands in the task's form. */
export const submitsForm = ({ action, given }: Pick<TaskRequest, 'action' | 'given'>): boolean =>
  action === 'complete' || (action === 'add-signers' && given.position === 'after')

export const blankAsNull = (text: string | null | undefined): string | null => (text?.trim() ? text.trim() : null)
