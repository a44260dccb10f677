import type { Journal } from '#engine/kernel/walk/journal'
import type { Rejection } from '#engine/kernel/rejection'
import type { Answer } from '../command_envelope.js'
import type { BusinessRow, RowChange, RowKey } from '../participant.js'
import { rowKeyText } from '../participant.js'
import { instanceCommandKeyText, type StoredAnswerRow } from '../ports/command_store.js'
import type { TaskRow } from '../ports/rows.js'
import type { InstanceCommandRow } from '../ports/work_store.js'
import { decideCommand, type AcceptedCommand, type Missing, type RowsNow } from './decide_command.js'
import type { GroupRows, GroupWorld } from './group_world.js'
import { recordCommand } from './record_command.js'
import { storedAnswer } from './repeat_answer.js'
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
  journals: ReadonlySet<string>
  drafts: ReadonlySet<string>
  /** Definitions whose commands ask for rows of the business. */
  askingRows: ReadonlySet<string>
}

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

/** A group while it is being decided. */
interface GroupDraft {
  rows: GroupRows
  world: GroupWorld
  writes: WriteSet
  known: Map<string, KnownInstance>
  tasks: Map<string, TaskRow>
  business: Map<string, BusinessRow | null>
  businessChanges: Map<string, RowChange>
  sent: InstanceCommandRow[]
  /** Sent commands that this group has carried out: one may be queued twice when it waited long. */
  taken: Set<string>
  /** Jobs whose holder has reported in this group. */
  reported: Set<string>
  /** What this group has added to the journals it was asked for. */
  journals: Map<string, Journal>
  missing: { packages: Set<string>; rows: Map<string, RowKey>; attachments: Set<string>; journals: Set<string>; drafts: Set<string>; askingRows: Set<string> }
  hashedBytes: number
  isMissing: boolean
  /** While true the write set is half told: an exception spoils the whole group. */
  isRecording: boolean
}

const openDraft = (rows: GroupRows, world: GroupWorld): GroupDraft => ({
  rows, world, writes: createWriteSet(), known: new Map(), tasks: new Map(rows.tasks), business: new Map(), businessChanges: new Map(), sent: [],
  taken: new Set(), reported: new Set(), journals: new Map(), hashedBytes: 0, isMissing: false, isRecording: false,
  missing: { packages: new Set(), rows: new Map(), attachments: new Set(), journals: new Set(), drafts: new Set(), askingRows: new Set() },
})

/** Rows as the commands decided so far leave them. */
const rowsNow = ({ rows, known, tasks, business, reported, journals }: GroupDraft): RowsNow => ({
  instance: (id) => known.get(id) ?? rows.instances.get(id),
  task: (id) => tasks.get(id),
  businessRow: (key) => (business.has(key) ? business.get(key) : rows.businessRows.get(key)),
  attachment: (id) => rows.attachments.get(id),
  jobHolder(jobId) {
    const holder = rows.jobHolders.get(jobId)
    return holder && reported.has(jobId) ? { ...holder, owner: null } : holder
  },
  journal: (id) => {
    const stored = rows.journals.get(id)
    return stored && [...stored, ...(journals.get(id) ?? [])]
  },
  draftsOf: (taskId) => rows.drafts.get(taskId),
})

const accept = (draft: GroupDraft, item: WorkItem, accepted: AcceptedCommand): Answer => {
  const { state, before } = accepted
  if (before && accepted.events.length === 0) {
    return { ok: true, instanceId: state.instanceId, status: before.state.status, revision: before.state.revision, events: [] }
  }
  if (item.envelope.holding) draft.reported.add(item.envelope.holding.jobId)
  const recorded = recordCommand(item, accepted, draft.tasks, draft.world.nowMs, draft.writes)
  draft.known.set(state.instanceId, recorded.known)
  if (draft.rows.journals.has(state.instanceId)) draft.journals.set(state.instanceId, [...(draft.journals.get(state.instanceId) ?? []), accepted.events])
  draft.sent.push(...recorded.sent)
  draft.hashedBytes += recorded.hashedBytes
  for (const change of accepted.changes) {
    draft.business.set(rowKeyText(change), change.operation === 'put' ? (change.row ?? {}) : null)
    draft.businessChanges.set(rowKeyText(change), change)
  }
  return { ok: true, instanceId: state.instanceId, status: state.status, revision: state.revision, events: accepted.events }
}

const refuse = (draft: GroupDraft, item: WorkItem, rejection: Rejection): Answer => {
  const failure = callFailure(item, rejection, draft.world.nowMs)
  if (failure) {
    draft.sent.push(failure)
    draft.writes.put('instance_commands', `${failure.sourceInstanceId} 0 0`, { ...failure, command: JSON.stringify(failure.command) })
  }
  return { ok: false, rejection }
}

const takeSource = (draft: GroupDraft, { source }: WorkItem): void => {
  if (!source) return
  const { sourceInstanceId, sourceSeq, position } = source
  draft.taken.add(instanceCommandKeyText(source))
  draft.writes.remove('instance_commands', `${sourceInstanceId} ${sourceSeq} ${position}`, { sourceInstanceId, sourceSeq, position })
}

const keepAnswer = (draft: GroupDraft, { envelope: { idempotency } }: WorkItem, answer: Answer): void => {
  if (!idempotency) return
  const id = idempotencyId(idempotency)
  draft.writes.insert('idempotency', id, { id, bodyHash: idempotency.bodyHash, answer: storedAnswer(answer), createdAtMs: draft.world.nowMs })
}

const noteMissing = (draft: GroupDraft, { envelope: { command, instanceId } }: WorkItem, missing: Missing): void => {
  const definitionId = command.type === 'StartInstance' ? command.definitionId : draft.rows.instances.get(instanceId)?.state.definitionId
  if (missing.rows?.length && definitionId !== undefined) draft.missing.askingRows.add(definitionId)
  for (const id of missing.packages ?? []) draft.missing.packages.add(id)
  for (const key of missing.rows ?? []) draft.missing.rows.set(rowKeyText(key), key)
  for (const id of missing.attachments ?? []) draft.missing.attachments.add(id)
  for (const id of missing.journals ?? []) draft.missing.journals.add(id)
  for (const id of missing.drafts ?? []) draft.missing.drafts.add(id)
  draft.isMissing = true
}

/** What is decided without looking at the instance: taken already, answered already, key used for something else. */
const decidedBefore = ({ rows, taken }: GroupDraft, { source, envelope: { idempotency } }: WorkItem): ItemOutcome | null => {
  const sourceKey = source && instanceCommandKeyText(source)
  if (sourceKey !== null && (taken.has(sourceKey) || !rows.untaken.has(sourceKey))) return { kind: 'dropped' }
  const stored = idempotency && rows.answers.get(idempotencyId(idempotency))
  if (!stored) return null
  if (stored.bodyHash === idempotency.bodyHash) return { kind: 'repeated', stored }
  return { kind: 'answered', answer: { ok: false, rejection: keyReused }, accepted: null }
}

/** One command; null when something has to be read first. */
const decideItem = (draft: GroupDraft, item: WorkItem): ItemOutcome | null => {
  const before = decidedBefore(draft, item)
  if (before) return before
  const decision = decideCommand(item, rowsNow(draft), draft.world)
  if (decision.kind === 'missing') noteMissing(draft, item, decision)
  if (decision.kind === 'missing' || draft.isMissing) return null
  draft.isRecording = true
  const answer = decision.kind === 'accepted' ? accept(draft, item, decision) : refuse(draft, item, decision.rejection)
  takeSource(draft, item)
  keepAnswer(draft, item, answer)
  draft.isRecording = false
  return { kind: 'answered', answer, accepted: decision.kind === 'accepted' && decision.events.length ? decision : null }
}

/** A command that makes the kernel or a participant throw fails alone. */
const outcomeOf = (draft: GroupDraft, item: WorkItem): ItemOutcome => {
  try {
    return decideItem(draft, item) ?? { kind: 'postponed' }
  } catch (error) {
    if (draft.isRecording) throw error
    return { kind: 'failed', error }
  }
}

/**
 * Decides a group in order of arrival on what was read; each command sees what the ones before it left. Pure, and run again
 * from the start when something has to be read first: a step costs microseconds, a round trip a hundred times as much.
 */
export const decideGroup = (items: readonly WorkItem[], rows: GroupRows, world: GroupWorld): GroupDecision | GroupMissing => {
  const draft = openDraft(rows, world)
  const outcomes = items.map((item, index): ItemOutcome => {
    const isOutOfTime = index > 0 && !draft.isMissing && !world.hasTime()
    return isOutOfTime ? { kind: 'postponed' } : outcomeOf(draft, item)
  })
  if (draft.isMissing) return { kind: 'missing', ...draft.missing }
  const { writes, known, tasks, sent, hashedBytes } = draft
  return { kind: 'decided', outcomes, writes, businessChanges: [...draft.businessChanges.values()], known, tasks, sent, hashedBytes }
}
