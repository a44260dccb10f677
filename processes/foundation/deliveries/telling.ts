import type { StepRecord, OutboxRow } from '#engine/runtime/participant'
import type { Business, County } from '../case/business.js'
import { isApplicant } from '../public/public_service.js'
import type { WorkingRows } from '../working_rows.js'
import type { PersonRef, UnitRef } from './case_facts.js'
import { FACT_VERSION, type Fact, type FactKind } from './fact.js'
import type { FactTarget } from './target.js'

/** One step looked at for what has become true in it. */
export interface Telling {
  readonly step: StepRecord
  readonly business: Business
  readonly county: County
  readonly rows: WorkingRows
  /** Enabled ones, this business or not. */
  readonly targets: readonly FactTarget[]
  /** Collected. */
  readonly deliveries: OutboxRow[]
}

/** A fact without what is the same for all of a case. */
export type NewFact = { [Kind in FactKind]: Pick<Fact<Kind>, 'kind' | 'itemKey' | 'number' | 'atMs' | 'content'> }[FactKind]

/** Puts the facts that a target takes into its queue, in order; answers the position of the last. */
export function enqueue(on: Telling, target: FactTarget, of: { key: string; business: string | null; seq: number }, facts: readonly NewFact[]): number {
  let { seq } = of
  for (const fact of facts) {
    if (!target.takes.includes(fact.kind)) continue
    seq += 1
    const { kind, number } = fact
    on.deliveries.push({
      target: target.id, orderKey: of.key, seq, kind, schemaVersion: FACT_VERSION, mappingVersion: target.mappingVersion, caseKey: of.key, number,
      business: of.business, fact: { ...fact, schemaVersion: FACT_VERSION, orderKey: of.key, caseKey: of.key, drill: false },
    })
  }
  return seq
}

export const tells = (target: FactTarget, business: string): boolean => target.businesses === null || target.businesses.includes(business)

export const unitOf = ({ county }: Telling, id: string): UnitRef => ({ id, name: county.directory.department(id)?.name ?? id })

/** Who acted in this step. */
export function actorOf({ step: { actor }, county }: Telling): PersonRef {
  if (actor.kind === 'user') return personOf(county, actor.id)
  return isApplicant(actor) ? { id: 'applicant', name: '申请人' } : { id: 'system', name: '系统' }
}

export const personOf = (county: County, id: string): PersonRef => ({ id, name: county.directory.person(id)?.name ?? id })

/** 演练: the instance says so. Kept in its record, so that what it calls says so, too. */
export const isDrill = (data: Readonly<Record<string, unknown>>): boolean => data.drill === true
