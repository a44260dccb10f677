import type { BusinessRow, OutboxRow, RowChange, RowKey, StepRecord } from '#engine/runtime/participant'
import { readBusiness, type County } from '../case/business.js'
import { WorkingRows } from '../working_rows.js'
import { FACT_KINDS, type AnyFact } from './fact.js'
import type { FactTarget } from './target.js'
import { tell } from './tell.js'
import { tellEvaluationOf } from './tell_evaluation.js'
import type { Telling } from './telling.js'

/** A root instance as it stands, looked at outside of any step. */
export type StandingInstance = Pick<StepRecord, 'state' | 'packageId' | 'resource'>

type Rows = ReadonlyMap<string, BusinessRow | null>
export type Derived = { wanted: readonly RowKey[] } | { changes: readonly RowChange[]; deliveries: readonly OutboxRow[] }

/** Evaluations that one case may have; one is the rule. */
const MOST_EVALUATIONS = 9

/** What this target was never told of a case or an event, as its rows stand: called again with what it wants until it wants nothing. */
export function tellStanding(standing: StandingInstance, county: County, target: FactTarget, nowMs: number, loaded: Rows): Derived {
  const found = readBusiness(standing.resource)
  if (found.kind !== 'business') return { changes: [], deliveries: [] }
  const rows = new WorkingRows(loaded)
  const step: StepRecord = { ...standing, events: [], actor: { kind: 'system' }, nowMs }
  const on: Telling = { step, business: found.business, county, rows, targets: [target], deliveries: [] }
  tell(on)
  for (let number = 1; number <= MOST_EVALUATIONS; number += 1) if (!tellEvaluationOf(on, standing.state.instanceId, number)) break
  return rows.isComplete ? { changes: rows.changes(), deliveries: on.deliveries } : { wanted: rows.wanted() }
}

/** What only the moment knew: who did it, and what he said. */
const OF_THE_MOMENT = ['handler', 'acceptedBy', 'opinion', 'source', 'upperNumber', 'sequence', 'derived'] as const

/**
 * A fact once more, as the rows say it now; who did what is as it was. A step that is over stands in no row: it comes back as it was. Answers rows that
 * are wanted, like `tellStanding`.
 */
export function deriveAgain(fact: AnyFact, standing: StandingInstance, county: County, nowMs: number, loaded: Rows): { wanted: readonly RowKey[] } | { fact: AnyFact } {
  const everything: FactTarget = { id: ' again', takes: FACT_KINDS, businesses: null, channels: null, mappingVersion: '', fullChain: false }
  // a target that was told nothing yet is told everything
  const derived = tellStanding(standing, county, everything, nowMs, loaded)
  if ('wanted' in derived) return derived
  const fresh = derived.deliveries.map((row) => row.fact as AnyFact).find((one) => isSame(one, fact))
  return { fact: fresh === undefined ? fact : refreshed(fact, fresh) }
}

function isSame(one: AnyFact, other: AnyFact): boolean {
  if (one.kind !== other.kind || one.itemKey !== other.itemKey) return false
  if (one.kind === 'emergency_report' && other.kind === 'emergency_report') return one.content.sequence === other.content.sequence
  if (one.kind !== 'special_procedure' || other.kind !== 'special_procedure') return one.kind !== 'process' && one.kind !== 'event_progress'
  return one.content.position === other.content.position && (one.content.endedAtMs === null) === (other.content.endedAtMs === null)
}

function refreshed(fact: AnyFact, fresh: AnyFact): AnyFact {
  const before = fact.content as unknown as Record<string, unknown>
  const kept = Object.fromEntries(OF_THE_MOMENT.filter((name) => before[name] !== undefined).map((name) => [name, before[name]]))
  return { ...fresh, atMs: fact.atMs, content: { ...fresh.content, ...kept } } as AnyFact
}
