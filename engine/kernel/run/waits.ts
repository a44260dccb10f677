import { emit, idOf, type Run } from './run.js'
import { cancelSubTasks, subTasksAt } from './sub_tasks.js'

/**
 * Closes everything that lives and dies with an activation: open task, timers, subscriptions, jobs, incidents. Ids are collected
 * before the first change, since each event replaces the lists.
 */
export function releaseWaits(run: Run, owner: number, reason: string): void {
  const { tokens } = run.draft
  if (tokens.timers.length > 0) {
    for (const timer of tokens.timers.filter((candidate) => candidate.owner === owner)) {
      emit(run, { type: 'TimerDisarmed', timerId: idOf(run, timer.id), cause: 'cancelled' })
    }
  }
  if (tokens.subscriptions.length > 0) {
    for (const subscription of tokens.subscriptions.filter((candidate) => candidate.owner === owner)) {
      emit(run, { type: 'SubscriptionClosed', subscriptionId: idOf(run, subscription.id) })
    }
  }
  if (tokens.jobs.length > 0) {
    for (const job of tokens.jobs.filter((candidate) => candidate.owner === owner)) {
      emit(run, { type: 'JobClosed', jobId: idOf(run, job.id), cause: 'cancelled' })
    }
  }
  if (tokens.incidents.length > 0) {
    for (const incident of tokens.incidents.filter((candidate) => candidate.owner === owner)) {
      emit(run, { type: 'IncidentResolved', incidentId: idOf(run, incident.id), cause: 'cancelled' })
    }
  }
  if (tokens.subTasks !== undefined) cancelSubTasks(run, subTasksAt(run, owner), reason)
  const list = tokens.active
  const record = list.find((candidate) => candidate.id === owner)
  if (record?.task !== undefined) {
    const { nowMs: atMs } = run.context
    emit(run, {
      type: 'TaskClosed',
      taskId: idOf(run, owner),
      elementId: record.element,
      elementInstanceId: idOf(run, owner),
      cause: 'cancelled',
      reason,
      by: null,
      outcome: null,
      opinion: null,
      atMs,
    })
  }
}
