import type { DueItemChange, SearchColumns, StepRecord } from '#engine/runtime/participant'
import type { Effect } from '#engine/kernel/effects'
import type { Rejection } from '#engine/kernel/rejection'

import { monthOf } from '../calendar/local_time.js'
import type { Lifecycle, LifecycleState } from '../lifecycle/lifecycle.js'
import { evaluateDeclared, type Scope } from '../manifest/declared_value.js'
import type { CaseDeclaration, Manifest } from '../manifest/manifest.js'
import type { WorkingRows } from '../working_rows.js'
import type { Business, County } from './business.js'
import type { CaseInstanceRow, CaseItemRow, CaseRow } from './case_rows.js'
import { itemKey } from './case_rows.js'

/** One step of a process instance that works for a case, with everything its recording needs at hand. */
export interface CaseStep {
  readonly step: StepRecord
  readonly manifest: Manifest
  readonly declaration: CaseDeclaration
  readonly lifecycles: Business['lifecycles']
  readonly county: County
  readonly rows: WorkingRows
  /** Collected while the step is recorded. */
  readonly dueItems: DueItemChange[]
  readonly effects: Effect[]
  search: SearchColumns
  rejection: Rejection | null
}

export function caseStep(step: StepRecord, business: Business, declaration: CaseDeclaration, county: County, rows: WorkingRows): CaseStep {
  const { manifest, lifecycles } = business
  return { step, manifest, declaration, lifecycles, county, rows, dueItems: [], effects: [], search: {}, rejection: null }
}

/** The case's row; null before it is loaded or when there is none. */
export const findCase = (on: CaseStep, caseKey: string): CaseRow | null => on.rows.get<CaseRow>('case_records', caseKey)

export function putCase(on: CaseStep, row: CaseRow): void {
  on.rows.put('case_records', row.instanceId, { ...row, promisedDueAtMs: row.promised?.dueAtMs ?? null, legalDueAtMs: row.legal?.dueAtMs ?? null })
}

export const findItem = (on: CaseStep, caseKey: string, code: string): CaseItemRow | null =>
  on.rows.get<CaseItemRow>('case_items', itemKey(caseKey, code))

export function putItem(on: CaseStep, row: CaseItemRow): void {
  on.rows.put('case_items', itemKey(row.caseKey, row.code), {
    ...row,
    promisedDueAtMs: row.promised?.dueAtMs ?? null,
    business: on.manifest.key,
    verdict: row.promised === null ? null : (row.promised.verdict ?? 'running'),
    decidedMonth: row.decidedAtMs === null ? null : monthOf(row.decidedAtMs),
    amberAtMs: row.promised?.amberAtMs ?? null,
    stageSinceMs: row.stageSinceMs ?? on.step.nowMs,
  })
}

export const findLink = (on: CaseStep, instanceId: string): CaseInstanceRow | null => on.rows.get<CaseInstanceRow>('case_instances', instanceId)

/** Life-cycle event of an instance that is cancelled. */
export const CANCEL = 'CANCEL'

/** Whether the instance has ended without its own end in this step: 终止 or 作废. Numbers taken stay taken. */
export const isCancelledIn = ({ step }: CaseStep): boolean => step.events.some(({ type }) => type === 'InstanceCancelled' || type === 'InstanceVoided')

/** The life-cycle as it stands after moves have taken events back (退回, 撤回, 跳转); as it was when none has. */
export function rewound(on: CaseStep, name: string, current: LifecycleState): LifecycleState {
  const event = on.step.events.find(({ type }) => type === 'LifecycleRewound')
  if (event?.type !== 'LifecycleRewound') return current
  const lifecycle = lifecycleOf(on, name)
  const standing = event.names.reduce((state, one) => lifecycle.apply(state, one, scopeOf(on), on.step.nowMs), lifecycle.begin())
  return { ...standing, refused: current.refused }
}

/** Names of the life-cycle events of this step, in order. */
export const lifecycleEvents = (on: CaseStep): string[] =>
  on.step.events.flatMap((event) => (event.type === 'LifecycleEventEmitted' ? [event.name] : []))

/** Refuses the command in words for the person who gave it; gives the row back unchanged. */
export function refuse(on: CaseStep, message: string): void
export function refuse<Row>(on: CaseStep, message: string, row: Row): Row
export function refuse<Row>(on: CaseStep, message: string, row?: Row): Row | undefined {
  on.rejection ??= { code: 'INVALID_STATE', message }
  return row
}

/** Id of the person who acted; `system` for what happens by itself. */
export const actorOf = ({ step }: CaseStep): string => (step.actor.kind === 'user' ? step.actor.id : 'system')

/** Whether an event that has to give reasons (不予受理, 不予许可) gives none. */
export function lacksReasons(on: CaseStep, event: string): boolean {
  const { reasons } = on.declaration
  if (reasons === null || !reasons.events.includes(event)) return false
  const given = evaluateDeclared(reasons.value, scopeOf(on), on.step.nowMs)
  return given === null || given === '' || (Array.isArray(given) && given.length === 0)
}

/** Variables that life-cycle guards read. */
export const scopeOf = (on: CaseStep): Scope => on.step.state.data

/** A machine of the package; a package without it keeps one nameless state. */
export function lifecycleOf(on: CaseStep, name: string): Lifecycle {
  return on.lifecycles.get(name) ?? NO_LIFECYCLE
}

const NO_LIFECYCLE: Lifecycle = {
  states: [],
  events: new Set(),
  begin: () => ({ state: 'open', reached: ['open'], refused: [] }),
  targets: () => [],
  apply: (current) => current,
  textOf: () => '办理中',
}
