import type { EventType } from '#engine/kernel/events'
import type { Participant, Reaction, StepRecord } from '#engine/runtime/participant'

import { issueDocuments } from '../documents/issue_documents.js'
import { checkBusiness } from '../manifest/check_business.js'
import { WorkingRows } from '../working_rows.js'
import { createBusinessLookup, type County } from './business.js'
import { itemKey, type CaseInstanceRow } from './case_rows.js'
import { caseStep, type CaseStep } from './case_step.js'
import { registerResults } from '../materials/register_material.js'
import { noteEvidence } from './note_evidence.js'
import { linkInstance, recordCase } from './record_case.js'

/** Steps with none of these change nothing that the foundation keeps. */
const RELEVANT: ReadonlySet<EventType> = new Set<EventType>([
  'InstanceStarted',
  'VariablesMerged',
  'LifecycleEventEmitted',
  'DocumentRequested',
  'LifecycleRewound',
  'InstanceCancelled',
  'InstanceVoided',
  'InstanceWoken',
  'TaskCreated',
  'TaskClosed',
  'FactNoted',
  'InstanceResumed',
])

const NOTHING: Reaction = { kind: 'accepted', changes: [] }

/**
 * Keeps 办件, 子办件, legal clocks, numbers and documents of every business that has a `manifest.json`, in the command's own
 * transaction. All that differs between businesses stands in their folders; nothing here names one.
 */
export function createCaseParticipant(county: () => County): Participant {
  const businessOf = createBusinessLookup()

  const react = (step: StepRecord, rows: WorkingRows): Reaction => {
    if (!step.events.some((event) => RELEVANT.has(event.type))) return NOTHING
    const found = businessOf(step)
    if (found.kind === 'none') return refuseDocuments(step)
    if (found.kind === 'broken') return { kind: 'rejected', rejection: { code: 'INVALID_STATE', message: found.message } }

    const { business } = found
    const now = county()
    const declaration = business.manifest.case
    const on = declaration === null ? null : caseStep(step, business, declaration, now, rows)
    const link = on && linkInstance(on)
    if (on !== null && link !== null) {
      askAhead(on, link)
      if (rows.isComplete) recordCase(on, link)
    }
    // on rows that are still missing nothing further is decided: it would lock counters of the wrong unit
    if (!rows.isComplete) return NOTHING
    if (on?.rejection) return { kind: 'rejected', rejection: on.rejection }

    const issued = issueDocuments({ step, manifest: business.manifest, county: now, rows, link })
    if ('rejection' in issued) return { kind: 'rejected', rejection: issued.rejection }
    const [notice] = issued.numbers
    if (on !== null && link?.itemCode && notice !== undefined) noteEvidence(on, link.caseKey, link.itemCode, notice)
    if (on !== null && link !== null) for (const key of issued.keys) registerResults(on, link.caseKey, link.itemCode, key)
    if (!rows.isComplete) return NOTHING
    return { kind: 'accepted', changes: rows.changes(), effects: on?.effects ?? [], jobs: issued.jobs, dueItems: on?.dueItems ?? [], searchColumns: on?.search ?? {} }
  }

  return {
    name: 'case',
    check: checkBusiness,
    reads(step, loaded) {
      const rows = new WorkingRows(loaded)
      react(step, rows)
      return rows.wanted()
    },
    react: (step, loaded) => react(step, new WorkingRows(loaded)),
  }
}

/** Asks at once for the rows that the step will need together, to spare rounds of loading. */
function askAhead(on: CaseStep, link: CaseInstanceRow): void {
  const { step, rows, declaration } = on
  const isNewRoot = link.itemCode === null && step.events.some((event) => event.type === 'InstanceStarted')
  const needsCase = step.events.some(
    (event) =>
      event.type === 'InstanceStarted' ||
      event.type === 'InstanceCancelled' ||
      event.type === 'InstanceVoided' ||
      event.type === 'DocumentRequested' ||
      (event.type === 'LifecycleEventEmitted' && Object.hasOwn(declaration.itemResults, event.name)),
  )
  if (link.itemCode !== null) rows.isLoaded('case_items', itemKey(link.caseKey, link.itemCode))
  if (link.itemCode !== null && needsCase) rows.isLoaded('case_records', link.caseKey)
  if (link.itemCode === null && !isNewRoot) rows.isLoaded('case_records', link.caseKey)
}

/** A model that issues documents needs a manifest that says what stands in them. */
function refuseDocuments(step: StepRecord): Reaction {
  if (!step.events.some((event) => event.type === 'DocumentRequested')) return NOTHING
  const message = '流程要求出具文书，但业务包中没有 manifest.json。请流程设计员补上后重新发布。'
  return { kind: 'rejected', rejection: { code: 'INVALID_STATE', message } }
}
