import type { OperationEvent } from '#engine/kernel/operation_events'
import type { TaskClosed, TaskCreated } from '#engine/kernel/events'

/** Names for the ids in an event. */
export interface Names {
  person(userId: string | null): string
  element(elementId: string): string
}

const OPERATIONS: ReadonlySet<string> = new Set<OperationEvent['type']>([
  'SignersAdded', 'SignersRemoved', 'TaskReturned', 'TaskWithdrawn', 'TokenMoved', 'TaskUrged', 'CopySent', 'CopyRead', 'InstanceVoided', 'InstanceWoken',
  'VoteDecided', 'TaskAutoPassed', 'TaskSentBack', 'MultiInstanceChanged', 'LifecycleRewound',
])

export const isOperation = (event: { type: string }): event is OperationEvent => OPERATIONS.has(event.type)

const POSITIONS = { before: '前加签', after: '后加签', parallel: '并行加签' } as const
const saying = (label: string, text: string | null): string => (text ? `。${label}：${text}` : '')

/** One Chinese sentence about what somebody has done to running work; null for what only the machine cares about. */
export function operationText(event: OperationEvent, { person, element }: Names): string | null {
  const people = (users: readonly string[]) => users.map(person).join('、')
  switch (event.type) {
    case 'SignersAdded':
      return `${person(event.by)}在“${element(event.elementId)}”${POSITIONS[event.position]}，请${people(event.users)}签署${saying('说明', event.opinion)}`
    case 'SignersRemoved':
      return `${person(event.by)}在“${element(event.elementId)}”减签，不再请${people(event.users)}签署${saying('说明', event.opinion)}`
    case 'TaskReturned':
      return `${person(event.by)}把“${element(event.elementId)}”退回至“${element(event.toElementId)}”${event.then === 'back-to-me' ? '，办完后直接返回' : ''}${saying('意见', event.opinion)}`
    case 'TaskWithdrawn':
      return `${person(event.by)}撤回“${element(event.elementId)}”的办理${saying('原因', event.opinion)}`
    case 'TaskSentBack':
      return `有人不同意，“${element(event.elementId)}”退给${person(event.to)}再办一次`
    case 'MultiInstanceChanged':
    case 'LifecycleRewound':
      return null
    case 'TokenMoved':
      return `${person(event.by)}把办件从“${element(event.elementId)}”跳转至“${element(event.toElementId)}”${saying('原因', event.reason)}`
    case 'TaskUrged':
      return `${person(event.by)}催办“${element(event.elementId)}”${saying('附言', event.opinion)}`
    case 'CopySent':
      return `${event.by === null ? '' : person(event.by)}抄送给${person(event.userId)}${saying('附言', event.opinion)}`
    case 'CopyRead':
      return `${person(event.by)}已阅`
    case 'InstanceVoided':
      return `${person(event.by)}作废办件${saying('原因', event.reason)}`
    case 'InstanceWoken':
      return `${person(event.by)}唤醒办件，从“${element(event.toElementId)}”继续${saying('原因', event.reason)}`
    case 'VoteDecided':
      return `“${element(event.elementId)}”会签${event.outcome === 'agree' ? '通过' : '未通过'}：同意 ${event.agree}，不同意 ${event.disagree}，弃权 ${event.abstain}，共 ${event.total} 票`
    case 'TaskAutoPassed':
      return `“${element(event.elementId)}”由${person(event.userId)}办理，${event.reason}`
  }
}

/** A signer's share of a task came into being. */
export const signerAskedText = (event: TaskCreated, { person }: Names): string => `待${person(event.assignee)}签署（${POSITIONS[event.position ?? 'parallel']}）`

/** A sub-task has an id of its own, a task that of its activation. */
export const isSignature = (event: TaskClosed): boolean => event.taskId !== event.elementInstanceId

export function signatureText(event: TaskClosed, label: string | null, { person, element }: Names): string {
  if (event.cause === 'cancelled') return `“${element(event.elementId)}”的加签不再需要${event.reason ? `：${event.reason}` : ''}`
  return `${person(event.by)}签署“${element(event.elementId)}”${label ? `：${label}` : ''}${saying('意见', event.opinion)}`
}
