import { applyAll } from '#engine/kernel/apply'
import type { Event } from '#engine/kernel/events'
import type { InstanceState } from '#engine/kernel/state'
import type { AuditRow } from './audit_reader.js'
import { canonical } from './canonical.js'
import { finding, type Finding } from './finding.js'
import { unsealed } from './sealed_values.js'

/** What a task's row has to say once it is completed. */
type Completion = { outcome: string | null; opinion: string | null; completed_by: string | null }

/** An instance's journal, folded row by row. */
export interface Fold {
  state: InstanceState | null
  /** A value was erased by law: variables cannot be compared. */
  isErased: boolean
  /** Why the fold stopped, e.g. an event whose content makes no sense. */
  broken: string | null
  completions: Map<string, Completion>
  tasks: Set<string>
}

export const openFold = (): Fold => ({ state: null, isErased: false, broken: null, completions: new Map(), tasks: new Set() })

const noteTasks = (fold: Fold, events: readonly Event[]): void => {
  for (const event of events) {
    if (event.type === 'TaskCreated') {
      fold.tasks.add(event.taskId)
      // given back to whom had completed it: what he said then counts no more
      fold.completions.delete(event.taskId)
    }
    if (event.type === 'TaskClosed' && event.cause === 'completed') {
      fold.completions.set(event.taskId, { outcome: event.outcome, opinion: event.opinion, completed_by: event.by })
    }
  }
}

/** Adds one row's events, sealed values opened. */
export const foldRow = (fold: Fold, events: readonly Event[], opened: ReadonlyMap<number, unknown>): void => {
  if (fold.broken !== null) return
  try {
    const plain = unsealed(events, opened, () => (fold.isErased = true))
    noteTasks(fold, plain)
    fold.state = applyAll(fold.state, plain)
  } catch (error) {
    fold.broken = error instanceof Error ? error.message : String(error)
  }
}

const parsed = (text: unknown): unknown => {
  if (text === null) return null
  try {
    return JSON.parse(String(text))
  } catch {
    return 'unreadable'
  }
}

const number = (value: unknown): number | null => (value === null ? null : Number(value))

/** Column by column: what the row has, and what the journal gives. */
const compared = (row: AuditRow, state: InstanceState): readonly [column: string, kept: unknown, folded: unknown][] => [
  ['status', row.status, state.status],
  ['definition_id', row.definition_id, state.definitionId],
  ['definition_key', row.definition_key, state.processId],
  ['business_key', row.business_key, state.businessKey],
  ['starter', row.starter, state.starter],
  ['caller', parsed(row.caller), state.caller],
  ['started_at_ms', number(row.started_at_ms), state.startedAtMs],
  ['ended_at_ms', number(row.ended_at_ms), state.endedAtMs],
  ['tokens', parsed(row.tokens), state.tokens],
  ['data', parsed(row.data), state.data],
]

/** Columns that may hold values erased since. */
const HOLD_VALUES = new Set(['tokens', 'data'])

/** The instance's row against its fold. */
export const compareState = (instance: AuditRow, fold: Fold): Finding[] => {
  const instanceId = String(instance.id)
  if (fold.broken !== null) return [finding('STATE_CHANGED', { instanceId, detail: fold.broken })]
  if (fold.state === null) return []
  const wrong = compared(instance, fold.state).filter(
    ([column, kept, folded]) => !(fold.isErased && HOLD_VALUES.has(column)) && canonical(kept) !== canonical(folded ?? null),
  )
  return wrong.length ? [finding('STATE_CHANGED', { instanceId, detail: wrong.map(([column]) => column).join(', ') })] : []
}

/** One task's row against the journal; a task never created is one that somebody put there. */
export const compareTask = (task: AuditRow, fold: Fold): Finding[] => {
  if (fold.broken !== null) return []
  const id = String(task.id)
  const completion = fold.completions.get(id)
  fold.completions.delete(id)
  const isForeign = !fold.tasks.delete(id)
  const wrong = Object.entries(completion ?? {}).filter(([column, value]) => (task[column] ?? null) !== (value ?? null)).map(([column]) => column)
  if (!isForeign && wrong.length === 0) return []
  return [finding('TASK_CHANGED', { instanceId: String(task.instance_id), detail: [id, ...(isForeign ? ['unknown'] : wrong)].join(', ') })]
}

/** Tasks of the journal that no row has told of. */
export const missingTasks = (instanceId: string, fold: Fold): Finding[] =>
  fold.broken === null ? [...fold.tasks].map((id) => finding('TASK_CHANGED', { instanceId, detail: `${id}, missing` })) : []
