import type { Rejection } from '#engine/kernel/rejection'
import type { Answer } from '../command_envelope.js'
import type { BusinessRow, RowChange, RowKey } from '../participant.js'
import { rowKeyText } from '../participant.js'
import { instanceCommandKeyText, type StoredAnswerRow } from '../ports/command_store.js'
import type { TaskRow } from '../ports/rows.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import { decideCommand, type AcceptedCommand, type RowsNow } from './decide_command.js'
import type { GroupRows, GroupWorld } from './group_world.js'
import { recordCommand } from './record_command.js'
import type { KnownInstance } from './state_cache.js'
import { idempotencyId, type WorkItem } from './work_item.js'
import { createWriteSet, type WriteSet } from './write_set.js'

export type ItemOutcome =
  | { kind: 'answered'; answer: Answer; accepted: AcceptedCommand | null }
  /** The first answer, to be completed from the journal. */
  | { kind: 'repeated'; stored: StoredAnswerRow }
  /** Already taken by someone else. */
  | { kind: 'dropped' }
  | { kind: 'failed'; error: unknown }
  /** No time left: to the next group. */
  | { kind: 'postponed' }

export interface GroupDecision {
  kind: 'decided'
  outcomes: readonly ItemOutcome[]
  writes: WriteSet
  businessChanges: readonly RowChange[]
  /** Instances as the group leaves them. */
  known: ReadonlyMap<string, KnownInstance>
  tasks: ReadonlyMap<string, TaskRow>
  sent: readonly InstanceCommandRow[]
  hashedBytes: number
}

export interface GroupMissing {
  kind: 'missing'
  packages: ReadonlySet<string>
  rows: ReadonlyMap<string, RowKey>
  attachments: ReadonlySet<string>
}

const storedAnswer = (answer: Answer): string =>
  JSON.stringify(
    answer.ok
      ? { ok: true, instanceId: answer.instanceId, status: answer.status, revision: answer.revision, hasEvents: answer.events.length > 0 }
      : answer,
  )

const keyReused: Rejection = { code: 'CONFLICT', message: '同一个幂等键已用于另一项内容不同的操作。请换一个新的键后重试。' }

/** A start that another instance asked for and that cannot be: the caller hears of it, as an incident of its call activity. */
const callFailure = (item: WorkItem, rejection: Rejection, nowMs: number): InstanceCommandRow | null => {
  const { command, instanceId } = item.envelope
  if (!item.source || command.type !== 'StartInstance' || !command.caller) return null
  return {
    sourceInstanceId: instanceId,
    sourceSeq: 0,
    position: 0,
    instanceId: command.caller.instanceId,
    command: {
      type: 'CompleteCall',
      elementInstanceId: command.caller.elementInstanceId,
      result: { kind: 'failed', code: rejection.code, message: rejection.message },
    },
    createdAtMs: nowMs,
  }
}

/**
 * Decides a group in order of arrival on what was read; each command sees what the ones before it left. Pure, and run again
 * from the start when something has to be read first: a step costs microseconds, a round trip a hundred times as much.
 */
export const decideGroup = (items: readonly WorkItem[], rows: GroupRows, world: GroupWorld): GroupDecision | GroupMissing => {
  const writes = createWriteSet()
  const known = new Map<string, KnownInstance>()
  const tasks = new Map(rows.tasks)
  const business = new Map<string, BusinessRow | null>()
  const businessChanges = new Map<string, RowChange>()
  const sent: InstanceCommandRow[] = []
  const missing = { packages: new Set<string>(), rows: new Map<string, RowKey>(), attachments: new Set<string>() }
  let hashedBytes = 0
  let isMissing = false
  /** While true the write set is half told: an exception spoils the whole group. */
  let isRecording = false

  const now: RowsNow = {
    instance: (id) => known.get(id) ?? rows.instances.get(id),
    task: (id) => tasks.get(id),
    businessRow: (key) => (business.has(key) ? business.get(key) : rows.businessRows.get(key)),
    attachment: (id) => rows.attachments.get(id),
  }

  const accept = (item: WorkItem, accepted: AcceptedCommand): Answer => {
    const { state, before } = accepted
    if (before && accepted.events.length === 0) {
      return { ok: true, instanceId: state.instanceId, status: before.state.status, revision: before.state.revision, events: [] }
    }
    const recorded = recordCommand(item, accepted, tasks, world.nowMs, writes)
    known.set(state.instanceId, recorded.known)
    sent.push(...recorded.sent)
    hashedBytes += recorded.hashedBytes
    for (const change of accepted.changes) {
      business.set(rowKeyText(change), change.operation === 'put' ? (change.row ?? {}) : null)
      businessChanges.set(rowKeyText(change), change)
    }
    return { ok: true, instanceId: state.instanceId, status: state.status, revision: state.revision, events: accepted.events }
  }

  const takeSource = (item: WorkItem): void => {
    if (!item.source) return
    const { sourceInstanceId, sourceSeq, position } = item.source
    writes.remove('instance_commands', `${sourceInstanceId} ${sourceSeq} ${position}`, { sourceInstanceId, sourceSeq, position })
  }

  const refuse = (item: WorkItem, rejection: Rejection): Answer => {
    const failure = callFailure(item, rejection, world.nowMs)
    if (failure) {
      sent.push(failure)
      writes.put('instance_commands', `${failure.sourceInstanceId} 0 0`, { ...failure, command: JSON.stringify(failure.command) })
    }
    return { ok: false, rejection }
  }

  const keepAnswer = (item: WorkItem, answer: Answer): void => {
    const { idempotency } = item.envelope
    if (!idempotency) return
    const id = idempotencyId(idempotency)
    writes.insert('idempotency', id, { id, bodyHash: idempotency.bodyHash, answer: storedAnswer(answer), createdAtMs: world.nowMs })
  }

  const decideItem = (item: WorkItem): ItemOutcome | null => {
    if (item.source && !rows.untaken.has(instanceCommandKeyText(item.source))) return { kind: 'dropped' }
    const { idempotency } = item.envelope
    const stored = idempotency && rows.answers.get(idempotencyId(idempotency))
    if (stored) {
      if (stored.bodyHash === idempotency.bodyHash) return { kind: 'repeated', stored }
      return { kind: 'answered', answer: { ok: false, rejection: keyReused }, accepted: null }
    }
    const decision = decideCommand(item, now, world)
    if (decision.kind === 'missing') {
      for (const id of decision.packages ?? []) missing.packages.add(id)
      for (const key of decision.rows ?? []) missing.rows.set(rowKeyText(key), key)
      for (const id of decision.attachments ?? []) missing.attachments.add(id)
      isMissing = true
      return null
    }
    if (isMissing) return null
    isRecording = true
    const answer = decision.kind === 'accepted' ? accept(item, decision) : refuse(item, decision.rejection)
    takeSource(item)
    keepAnswer(item, answer)
    isRecording = false
    return { kind: 'answered', answer, accepted: decision.kind === 'accepted' && decision.events.length ? decision : null }
  }

  const outcomes: ItemOutcome[] = []
  for (const [index, item] of items.entries()) {
    if (index > 0 && !isMissing && !world.hasTime()) {
      outcomes.push({ kind: 'postponed' })
      continue
    }
    try {
      outcomes.push(decideItem(item) ?? { kind: 'postponed' })
    } catch (error) {
      if (isRecording) throw error
      outcomes.push({ kind: 'failed', error })
    }
  }
  if (isMissing) return { kind: 'missing', ...missing }
  return { kind: 'decided', outcomes, writes, businessChanges: [...businessChanges.values()], known, tasks, sent, hashedBytes }
}
