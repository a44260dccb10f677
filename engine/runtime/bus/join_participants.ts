import type { Effect } from '#engine/kernel/effects'
import type { Rejection } from '#engine/kernel/rejection'
import type {
  BusinessRow, DueItemChange, FollowUpJob, OutboxRow, Participant, RowChange, RowKey, SearchColumns, StepRecord,
} from '../participant.js'
import { rowKeyText } from '../participant.js'

export type Joined =
  | {
      kind: 'accepted'
      changes: RowChange[]
      effects: Effect[]
      jobs: FollowUpJob[]
      dueItems: DueItemChange[]
      searchColumns: SearchColumns[]
      deliveries: OutboxRow[]
    }
  | { kind: 'rejected'; rejection: Rejection }
  | { kind: 'missing'; rows: RowKey[] }

/** Rounds of reading that a participant may need before it is taken to be going in circles. */
const MAXIMUM_ROUNDS = 16

/** The rows one participant asks for, or those of them that were not read yet. */
const gatherRows = (
  participant: Participant,
  step: StepRecord,
  rowOf: (key: string) => BusinessRow | null | undefined,
): { rows: Map<string, BusinessRow | null> } | { missing: RowKey[] } => {
  const rows = new Map<string, BusinessRow | null>()
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const wanted = participant.reads(step, rows).filter((key) => !rows.has(rowKeyText(key)))
    if (wanted.length === 0) return { rows }
    const missing = wanted.filter((key) => rowOf(rowKeyText(key)) === undefined)
    if (missing.length) return { missing }
    for (const key of wanted) rows.set(rowKeyText(key), rowOf(rowKeyText(key)) ?? null)
  }
  throw new Error(`Expected participant "${participant.name}" to stop asking for rows after ${MAXIMUM_ROUNDS} rounds, but it asks for more.`)
}

/** Lets every participant react to a step, in order; the later ones see the rows the earlier ones left. */
export const joinParticipants = (
  participants: readonly Participant[],
  step: StepRecord,
  rowOf: (key: string) => BusinessRow | null | undefined,
): Joined => {
  const joined: Extract<Joined, { kind: 'accepted' }> = { kind: 'accepted', changes: [], effects: [], jobs: [], dueItems: [], searchColumns: [], deliveries: [] }
  const changed = new Map<string, BusinessRow | null>()
  const current = (key: string) => (changed.has(key) ? changed.get(key) : rowOf(key))
  const missing: RowKey[] = []
  for (const participant of participants) {
    const gathered = gatherRows(participant, step, current)
    if ('missing' in gathered) {
      missing.push(...gathered.missing)
      continue
    }
    if (missing.length) continue
    const reaction = participant.react(step, gathered.rows)
    if (reaction.kind === 'rejected') return reaction
    for (const change of reaction.changes) changed.set(rowKeyText(change), change.operation === 'put' ? (change.row ?? {}) : null)
    joined.changes.push(...reaction.changes)
    joined.effects.push(...(reaction.effects ?? []))
    joined.jobs.push(...(reaction.jobs ?? []))
    joined.dueItems.push(...(reaction.dueItems ?? []))
    if (reaction.deliveries) joined.deliveries.push(...reaction.deliveries)
    if (reaction.searchColumns) joined.searchColumns.push(reaction.searchColumns)
  }
  return missing.length ? { kind: 'missing', rows: missing } : joined
}
