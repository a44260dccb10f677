import { joinParticipants } from '#engine/runtime/bus/join_participants'
import type { Actor } from '#engine/runtime/command_envelope'
import { rowKeyText, WATCH, type BusinessRow, type DueItemChange, type FollowUpJob, type OutboxRow, type Participant, type SearchColumns } from '#engine/runtime/participant'
import type { Joining, RehearsalRecord } from './rehearsal.js'

/** The business rows of a rehearsal, in memory: what participants read and write beside the instances. */
export interface BusinessRows {
  /** By `table/key`. */
  readonly rows: Map<string, BusinessRow>
  /** By `kind/ref`. */
  readonly dueItems: Map<string, DueItemChange>
  /** By instance id. */
  readonly search: Map<string, SearchColumns>
  /** Follow-up work ordered; nothing is done about it. */
  readonly jobs: FollowUpJob[]
  /** Messages to systems outside, in the order they were written; nobody sends them. */
  readonly deliveries: OutboxRow[]
  /** Rounds of loading that each step took. */
  readonly rounds: number[]
  /** The earliest due item of the kind `watch`. */
  nextWatch(): { atMs: number; instanceId: string; ref: string } | null
  /** Lets the participants take part in a step, exactly as the command bus does. */
  join(record: RehearsalRecord, actor: Actor): Joining
}

/** The package whose instances are played. */
export interface JoinedPackage {
  packageId: string
  resource(name: string): string | null
}

const MAXIMUM_ROUNDS = 16

type Kept = Omit<BusinessRows, 'join' | 'nextWatch'>

export function createBusinessRows(participants: readonly Participant[], { packageId, resource }: JoinedPackage): BusinessRows {
  const watches = new Map<string, { atMs: number; instanceId: string; ref: string }>()
  const kept: Kept = { rows: new Map(), dueItems: new Map(), search: new Map(), jobs: [], deliveries: [], rounds: [] }
  return {
    ...kept,
    nextWatch: () => [...watches.values()].toSorted((one, other) => one.atMs - other.atMs)[0] ?? null,
    join({ events, state, atMs }, actor) {
      const step = { events, state, actor, packageId, resource, nowMs: atMs }
      const loaded = new Map<string, BusinessRow | null>()
      for (let round = 0; round <= MAXIMUM_ROUNDS; round += 1) {
        const joined = joinParticipants(participants, step, (key) => loaded.get(key))
        if (joined.kind === 'rejected') return joined
        if (joined.kind === 'accepted') {
          kept.rounds.push(round)
          keep(kept, state.instanceId, joined)
          noteWatches(watches, state.instanceId, joined.dueItems)
          return { kind: 'accepted', effects: joined.effects }
        }
        for (const key of joined.rows) loaded.set(rowKeyText(key), structuredClone(kept.rows.get(rowKeyText(key)) ?? null))
      }
      throw new Error(`Expected the participants to have read enough after ${MAXIMUM_ROUNDS} rounds, but they ask for more.`)
    },
  }
}

/** Rows are kept as a database would give them back: as JSON. */
function keep(kept: Kept, instanceId: string, joined: Extract<ReturnType<typeof joinParticipants>, { kind: 'accepted' }>): void {
  for (const change of joined.changes) {
    if (change.operation === 'delete') kept.rows.delete(rowKeyText(change))
    else kept.rows.set(rowKeyText(change), JSON.parse(JSON.stringify(change.row ?? {})) as BusinessRow)
  }
  for (const due of joined.dueItems) kept.dueItems.set(`${due.kind}/${due.ref}`, due)
  for (const columns of joined.searchColumns) kept.search.set(instanceId, { ...kept.search.get(instanceId), ...columns })
  kept.jobs.push(...joined.jobs)
  kept.deliveries.push(...joined.deliveries)
}

function noteWatches(watches: Map<string, { atMs: number; instanceId: string; ref: string }>, instanceId: string, dueItems: readonly DueItemChange[]): void {
  for (const { kind, ref, dueAtMs } of dueItems) {
    if (kind !== WATCH) continue
    if (dueAtMs === null) watches.delete(ref)
    else watches.set(ref, { atMs: dueAtMs, instanceId, ref })
  }
}
