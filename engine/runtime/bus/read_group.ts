import type { Journal } from '#engine/kernel/walk/journal'
import type { BusinessRow, RowKey } from '../participant.js'
import type { AttachmentRow } from '../ports/attachment_store.js'
import type { CommandTransaction, LockedInstance } from '../ports/command_store.js'
import type { InstanceRow, TaskRow } from '../ports/rows.js'
import type { GroupRows } from './group_world.js'
import { NO_TASKS } from './open_tasks.js'
import type { KnownInstance, StateCache } from './state_cache.js'
import { stateOfRow } from './state_of_row.js'
import { idempotencyId, taskIdOf, type WorkItem } from './work_item.js'

/** Rows of a group, growing as the decision asks for more. */
export interface ReadRows extends GroupRows {
  businessRows: Map<string, BusinessRow | null>
  attachments: Map<string, AttachmentRow | null>
  journals: Map<string, Journal>
  drafts: Map<string, readonly string[]>
}

const knownFromRow = (row: InstanceRow): KnownInstance => ({
  state: stateOfRow(row),
  headHash: row.headHash,
  packageId: row.packageId,
  search: {
    title: row.title, number: row.number, applicant: row.applicant, caseDueAtMs: row.caseDueAtMs, caseAmberAtMs: row.caseAmberAtMs,
  },
  tasks: NO_TASKS,
  participants: new Set(),
  bytes: 0,
})

const known = (locked: LockedInstance, cache: StateCache): KnownInstance | undefined =>
  locked.row ? knownFromRow(locked.row) : cache.get(locked.id)

/** In id order. One that is not there may have been archived: a command for it makes it live again, in this very transaction. */
const lockInstances = async (items: readonly WorkItem[], ids: readonly string[], transaction: CommandTransaction, cache: StateCache) => {
  const known = (id: string) => cache.get(id)?.state.revision
  const locked = await transaction.lockInstances(ids, known)
  if (locked.size === ids.length) return locked
  const starting = new Set(items.filter(({ envelope }) => envelope.command.type === 'StartInstance').map(({ envelope }) => envelope.instanceId))
  const missing = ids.filter((id) => !locked.has(id) && !starting.has(id))
  const restored = missing.length ? await transaction.restoreArchived(missing) : []
  return restored.length ? new Map([...locked, ...(await transaction.lockInstances(restored, known))]) : locked
}

/** Tasks that commands are about: from beside the state where its rows are known, else from the database. */
const readTasks = async (
  items: readonly WorkItem[], instances: ReadonlyMap<string, KnownInstance>, transaction: CommandTransaction,
): Promise<Map<string, TaskRow>> => {
  const found = new Map<string, TaskRow>()
  const unknown = new Set<string>()
  for (const { envelope } of items) {
    const taskId = taskIdOf(envelope)
    if (taskId === null) continue
    const task = instances.get(envelope.instanceId)?.tasks.get(taskId)
    if (task) found.set(taskId, task)
    else unknown.add(taskId)
  }
  return unknown.size ? new Map([...(await transaction.tasks([...unknown])), ...found]) : found
}

/** Reads and locks what every command of the group needs: first answers, sent commands, instances in id order, tasks. */
export const readGroup = async (items: readonly WorkItem[], transaction: CommandTransaction, cache: StateCache): Promise<ReadRows> => {
  const answerIds = items.flatMap(({ envelope }) => (envelope.idempotency ? [idempotencyId(envelope.idempotency)] : []))
  const sources = items.flatMap(({ source }) => (source ? [source] : []))
  const instanceIds = [...new Set(items.map(({ envelope }) => envelope.instanceId))].sort()
  const answers = answerIds.length ? await transaction.storedAnswers(answerIds) : new Map<string, never>()
  const untaken = sources.length ? await transaction.untaken(sources) : new Set<string>()
  const heldIds = [...new Set(items.flatMap(({ envelope }) => envelope.holding?.jobId ?? []))]
  const jobHolders = heldIds.length ? await transaction.jobHolders(heldIds) : new Map<string, never>()
  const locked = await lockInstances(items, instanceIds, transaction, cache)
  const instances = new Map<string, KnownInstance>()
  for (const [id, row] of locked) {
    const found = known(row, cache)
    if (found) instances.set(id, found)
  }
  const tasks = await readTasks(items, instances, transaction)
  return { answers, untaken, instances, tasks, jobHolders, businessRows: new Map(), attachments: new Map(), journals: new Map(), drafts: new Map() }
}

/**
 * Keys of one round in lock order: plain rows by key; counters only when nothing else is asked for, so that they are locked last.
 */
export const lockOrder = (keys: Iterable<RowKey>, isCounter: (table: string) => boolean): RowKey[] => {
  const all = [...keys]
  const plain = all.filter((key) => !isCounter(key.table))
  const round = plain.length ? plain : all
  return round.sort((a, b) => (a.table === b.table ? (a.key < b.key ? -1 : 1) : a.table < b.table ? -1 : 1))
}
