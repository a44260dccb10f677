import type { Event } from '../events.js'
import { idNumber } from '../ids.js'
import { elementText } from '../run/incidents.js'
import { nodeById, type Run } from '../run/run.js'
import type { Journal } from './journal.js'
import { descendants, type Stay, type Walk } from './stay.js'

/** The scope that ended with a completion, the outermost one; the completed activity itself where its scope lives. */
export function outermostEnded(walk: Walk, stay: Stay): Stay {
  let root = stay
  for (let scope = walk.stays.get(stay.scope); scope !== undefined; scope = walk.stays.get(scope.scope)) if (scope.state !== 'open') root = scope
  return root
}

/** Why a completion can no longer be withdrawn, naming who or what has acted on what it brought about; null = it can. */
export function withdrawalBlock(run: Run, walk: Walk, stay: Stay): string | null | 'missing' {
  if (stay.isUndone) return '此件已被退回或撤回过，不能再撤回。'
  if (stay.state === 'open') return '此件还在等待加签人员，暂不能撤回。请由加签人员办理，或减签。'
  const journal = run.context.journal as Journal
  const row = journal[stay.endedIn ?? -1] ?? []
  const gone = descendants(walk, [outermostEnded(walk, stay).id])
  return outside(row) ?? othersEnded(run, walk, stay, row) ?? later(run, stay, gone) ?? drafts(run, gone)
}

const OUTSIDE: Partial<Record<Event['type'], string>> = {
  MessageThrown: '办理后已发出消息，不能撤回。',
  DocumentRequested: '办理后已出具文书或取得文号，不能撤回。',
  JobCreated: '办理后已交系统自动办理，不能撤回。',
  CallRequested: '办理后已启动另一流程，不能撤回。请改为由下一环节退回。',
  SignalThrown: '办理后已发出信号，不能撤回。',
} as Partial<Record<Event['type'], string>>

/** What has left the instance cannot be taken back. */
function outside(row: readonly Event[]): string | null {
  for (const event of row) {
    const why = OUTSIDE[event.type]
    if (why !== undefined) return why
  }
  return null
}

/** Activities that were alive before and that the completion has ended, other than votes it made needless. */
function othersEnded(run: Run, walk: Walk, stay: Stay, row: readonly Event[]): string | null {
  for (const event of row) {
    if (event.type !== 'ElementTerminated') continue
    const id = idNumber(run.instanceId, event.elementInstanceId)
    const ended = walk.stays.get(id)
    if (ended === undefined || ended.startedIn === stay.endedIn || isFellowVote(stay, ended)) continue
    return `办理后${elementText(nodeById(run, ended.element))}已因此结束，不能撤回。`
  }
  return null
}

/** An instance of the same multi-instance body. */
export const isFellowVote = (stay: Stay, other: Stay): boolean => stay.loop !== undefined && other.loop !== undefined && other.scope === stay.scope && other.element === stay.element

/** What has happened since to anything the completion brought about. */
function later(run: Run, stay: Stay, gone: ReadonlySet<number>): string | null {
  const journal = run.context.journal as Journal
  const timers = new Map(journal.flat().flatMap((event) => (event.type === 'TimerArmed' ? [[event.timerId, event.elementInstanceId] as const] : [])))
  const isOurs = (id: string | null | undefined) => typeof id === 'string' && gone.has(idNumber(run.instanceId, id)) && idNumber(run.instanceId, id) !== stay.id
  for (const events of journal.slice((stay.endedIn ?? 0) + 1)) {
    for (const event of events) {
      const who = whoActed(event, isOurs, timers)
      if (who === undefined) continue
      return `${who ?? completerOf(events) ?? '系统'} 已签收或办理后续事项，不能撤回。请与其联系退回。`
    }
  }
  return null
}

/** Whose command a row was, when it was a completion. */
const completerOf = (events: readonly Event[]): string | null | undefined => events.flatMap((event) => (event.type === 'TaskClosed' && event.cause === 'completed' ? [event.by] : []))[0]

/** Who acted by this event on what is ours; null = the system; undefined = nobody. */
function whoActed(event: Event, isOurs: (id: string | null | undefined) => boolean, timers: ReadonlyMap<string, string>): string | null | undefined {
  switch (event.type) {
    case 'TaskAssigned':
      return isOurs(event.taskId) ? event.by : undefined
    case 'TaskClosed':
      return isOurs(event.elementInstanceId) ? event.by : undefined
    case 'SignersAdded':
      return isOurs(event.taskId) ? event.by : undefined
    case 'TimerDisarmed':
      return event.cause === 'fired' && isOurs(timers.get(event.timerId)) ? null : undefined
    case 'ElementActivated':
    case 'ElementCompleted':
    case 'ElementTerminated':
      return isOurs(event.elementInstanceId) ? null : undefined
    default:
      return undefined
  }
}

/** Somebody has begun to fill in one of the tasks. */
function drafts(run: Run, gone: ReadonlySet<number>): string | null | 'missing' {
  const { active } = run.draft.tokens
  const tasks = active.filter(({ id, task }) => task !== undefined && gone.has(id)).map(({ id }) => `${run.instanceId}:${id}`)
  const unknown = tasks.filter((taskId) => run.context.draftsOf?.(taskId) === undefined)
  if (unknown.length > 0) {
    run.lookups.push({ kind: 'drafts', taskIds: unknown })
    return 'missing'
  }
  const writer = tasks.flatMap((taskId) => run.context.draftsOf?.(taskId) ?? [])[0]
  return writer === undefined ? null : `${writer} 已保存后续事项的草稿，不能撤回。请与其联系退回。`
}
