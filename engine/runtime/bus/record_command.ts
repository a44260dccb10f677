import type { Effect } from '#engine/kernel/effects'
import { FIRST_HASH, journalRow } from '../journal/journal_row.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import type { TaskRow } from '../ports/rows.js'
import type { AcceptedCommand } from './decide_command.js'
import { jsonText } from './json_text.js'
import { outboxRow } from './outbox_row.js'
import { insertInstance, updateInstance, updateSearchText, withSearchColumns } from './project_instance.js'
import { projectStep } from './project_step.js'
import { NO_TASKS, openTasksAfter } from './open_tasks.js'
import type { SearchText } from './search_terms.js'
import type { KnownInstance } from './state_cache.js'
import type { WorkItem } from './work_item.js'
import type { WriteSet } from './write_set.js'

export interface RecordedCommand {
  known: KnownInstance
  /** Commands for others, to be taken up after the commit. */
  sent: readonly InstanceCommandRow[]
  /** Characters of canonical JSON hashed. */
  hashedBytes: number
}

const FOLLOW_UP_RETRIES = 5
/** What a task's row takes in the cache, about. */
const TASK_BYTES = 600

const writeJournal = (item: WorkItem, accepted: AcceptedCommand, nowMs: number, writes: WriteSet) => {
  const { state } = accepted
  const { row, values } = journalRow({
    instanceId: state.instanceId,
    seq: state.revision,
    atMs: nowMs,
    actor: item.envelope.actor,
    command: accepted.command,
    events: accepted.events,
    prevHash: accepted.before?.headHash ?? FIRST_HASH,
    personalKeys: accepted.personalKeys,
  })
  const key = `${row.instanceId} ${row.seq}`
  writes.insert('journal', key, { ...row })
  for (const value of values) {
    writes.insert('journal_values', `${key} ${value.position}`, { instanceId: row.instanceId, seq: row.seq, ...value })
  }
  return row
}

const writeEffects = (accepted: AcceptedCommand, nowMs: number, writes: WriteSet): InstanceCommandRow[] =>
  accepted.effects.map((effect: Effect, position) => {
    const sent: InstanceCommandRow = {
      sourceInstanceId: accepted.state.instanceId,
      sourceSeq: accepted.state.revision,
      position,
      instanceId: effect.type === 'SendCommand' ? effect.instanceId : null,
      command: effect.type === 'SendCommand' ? effect.command : effect,
      createdAtMs: nowMs,
    }
    writes.insert('instance_commands', `${sent.sourceInstanceId} ${sent.sourceSeq} ${position}`, {
      ...sent,
      command: JSON.stringify(sent.command),
    })
    return sent
  })

const writeFollowUps = (accepted: AcceptedCommand, nowMs: number, writes: WriteSet): void => {
  const { instanceId, revision } = accepted.state
  for (const [index, job] of accepted.jobs.entries()) {
    const id = `${instanceId}:${revision}:f${index}`
    writes.insert('jobs', id, {
      id, instanceId, elementId: null, kind: 'follow-up', topic: job.topic, input: JSON.stringify(job.input), retriesLeft: FOLLOW_UP_RETRIES,
      retryCycle: null, dueAtMs: nowMs, leaseOwner: null, leaseUntilMs: null, fence: 0, state: 'ready', createdAtMs: nowMs, priority: 0,
      elementInstanceId: null, errorMessage: null, errorDetails: null,
    })
  }
  for (const item of accepted.dueItems) {
    const id = `${item.kind}/${item.ref}`
    const isOver = item.dueAtMs === null && item.amberAtMs === null && item.redAtMs === null
    if (isOver) writes.remove('due_items', id, { id })
    else writes.put('due_items', id, { id, instanceId, ...item, claimedBy: null, claimedUntilMs: null })
  }
}

const writeOutbox = ({ deliveries }: AcceptedCommand, nowMs: number, writes: WriteSet): void => {
  for (const row of deliveries) {
    const written = outboxRow(row, nowMs)
    writes.insert('deliveries', String(written.id), written)
  }
}

/** The first event of all says which start form was handed in. */
const startFormOf = ({ events: [first] }: AcceptedCommand): string | null => (first?.type === 'InstanceStarted' ? (first.formPackageId ?? null) : null)

const writeInstance = (
  accepted: AcceptedCommand, headHash: string, search: SearchText, tasks: Map<string, TaskRow>, writes: WriteSet,
): void => {
  const { before, state } = accepted
  if (!before) return insertInstance(state, { packageId: accepted.package.id, startFormPackageId: startFormOf(accepted) }, headHash, search, writes)
  updateInstance(before.state, state, accepted.package.id, headHash, writes)
  if (search !== before.search) updateSearchText(state, before.search, search, tasks, writes)
}

const bindAttachments = (accepted: AcceptedCommand, writes: WriteSet): void => {
  for (const id of accepted.attachmentIds) writes.update('attachments', id, ['id'], { id, instanceId: accepted.state.instanceId })
}

/** Adds everything an accepted command changes to what the group writes. */
export const recordCommand = (
  item: WorkItem, accepted: AcceptedCommand, tasks: Map<string, TaskRow>, nowMs: number, writes: WriteSet,
): RecordedCommand => {
  const { state, before } = accepted
  const first: SearchText = before?.search ?? { title: state.title, number: null, applicant: null, caseDueAtMs: null, caseAmberAtMs: null }
  const search = accepted.searchColumns.reduce(withSearchColumns, first)
  const journal = writeJournal(item, accepted, nowMs, writes)
  writeInstance(accepted, journal.hash, search, tasks, writes)
  const participants = new Set(before?.participants)
  projectStep({ state, packageId: accepted.package.id, events: accepted.events, search, tasks, participants, nowMs }, writes)
  bindAttachments(accepted, writes)
  writeOutbox(accepted, nowMs, writes)
  writeFollowUps(accepted, nowMs, writes)
  // what is shown of the instance stands in the rows of its tasks, too
  const openTasks = !before || search === before.search ? openTasksAfter(before?.tasks ?? NO_TASKS, accepted.events, tasks) : NO_TASKS
  return {
    known: {
      state,
      headHash: journal.hash,
      packageId: accepted.package.id,
      search,
      tasks: openTasks,
      participants,
      bytes: jsonText(state.tokens).length + jsonText(state.data).length + 500 + TASK_BYTES * openTasks.size,
    },
    sent: writeEffects(accepted, nowMs, writes),
    hashedBytes: journal.command.length + journal.events.length,
  }
}
