import type { Event } from '#engine/kernel/events'
import type { RowChange } from '../participant.js'
import type { PeopleFact } from '../ports/people_fact.js'
import type { AcceptedCommand } from './decide_command.js'
import type { GroupDecision } from './decide_group.js'

/** Whether a row that a business writes is news for people by itself. */
export type IsNews = (change: RowChange) => boolean

/** What people may have to be told of one command. A task that came and went in it concerns nobody. */
export function peopleFacts(accepted: Pick<AcceptedCommand, 'events' | 'state' | 'changes'>, isNews: IsNews): PeopleFact[] {
  const { events, state } = accepted
  const isDrill = state.data['drill'] === true
  const closed = new Set(events.flatMap((event) => (event.type === 'TaskClosed' ? [event.taskId] : [])))
  const isReturned = events.some((event) => event.type === 'TaskReturned')
  const by = actorOf(events)
  const ofEvent = (event: Event): PeopleFact | null => {
    switch (event.type) {
      case 'TaskCreated':
        return closed.has(event.taskId) ? null : { kind: 'task', taskId: event.taskId, assignee: event.assignee, by, isReturned, isDrill }
      case 'TaskAssigned': {
        const isNewTo = event.assignee !== null && event.assignee !== event.by && event.cause !== 'claim' && event.cause !== 'release'
        return isNewTo ? { kind: 'assigned', taskId: event.taskId, userId: event.assignee!, by: event.by, atMs: event.atMs, isDrill } : null
      }
      case 'TaskUrged':
        return { kind: 'urged', taskId: event.taskId, by: event.by, atMs: event.atMs, isDrill }
      case 'CopySent':
        return event.userId === event.by ? null : { kind: 'copy', copyId: event.copyId, instanceId: state.instanceId, userId: event.userId, by: event.by, isDrill }
      case 'InstanceCompleted':
      case 'InstanceCancelled': {
        const status = event.type === 'InstanceCompleted' ? 'completed' : 'cancelled'
        const { starter, caller, instanceId } = state
        return starter === null || caller !== null || starter === by ? null : { kind: 'ended', instanceId, starter, status, by, isDrill }
      }
      default:
        return null
    }
  }
  const rows = accepted.changes.filter(isNews).map(({ table, key }): PeopleFact => ({ kind: 'row', table, key, isDrill }))
  return [...events.map(ofEvent).filter((fact) => fact !== null), ...rows]
}

/** Who brought it about, as far as the events say. */
function actorOf(events: readonly Event[]): string | null {
  for (const event of events) {
    if (event.type === 'TaskClosed' || event.type === 'TaskReturned') return event.by
    if (event.type === 'InstanceStarted') return event.starter
  }
  return null
}

/** One row for all of a group, in its own transaction; none when nobody has to be told. */
export const queuePeopleFacts = (decision: GroupDecision, isNews: IsNews, atMs: number): void => {
  const facts = decision.outcomes.flatMap((outcome) => (outcome.kind === 'answered' && outcome.accepted ? peopleFacts(outcome.accepted, isNews) : []))
  if (facts.length > 0) decision.writes.insert('notice_queue', 'notices', { atMs, body: JSON.stringify(facts) })
}
