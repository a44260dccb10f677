import type { IssuedDocumentRow } from '../documents/issued_document.js'
import { evaluateDeclared, type DeclaredValue } from '../manifest/declared_value.js'
import { declarationOf } from './case_view.js'
import { actorOf, personOf, type Telling } from './telling.js'
import type { NotedDocument, ToldCase } from './told.js'
import type { PersonRef } from './case_facts.js'

/** A step of an item that was completed. */
export interface FinishedStep {
  taskId: string
  name: string
  beganAtMs: number
  endedAtMs: number
  by: PersonRef
  outcome: string | null
  opinion: string
}

/** What the row keeps of a step for the facts of later ones, and what was finished in this one. */
export function noteStep(on: Telling, before: ToldCase, itemCode: string | null): { told: ToldCase; finished: readonly FinishedStep[] } {
  const told = noteDocuments(on, before, itemCode)
  return itemCode === null ? { told: noteVerdict(on, told), finished: [] } : noteTasks(on, told)
}

/** 受理 and what refuses something, with the document of the very element. */
function noteVerdict(on: Telling, before: ToldCase): ToldCase {
  const { acceptedBy, acceptedBySilence, reasons } = on.business.manifest.case!
  const emitted = on.step.events.filter((event) => event.type === 'LifecycleEventEmitted')
  const event = emitted.find(({ name }) => name === acceptedBy || name === acceptedBySilence || reasons?.events.includes(name))
  if (event === undefined) return before
  const isRefusal = reasons?.events.includes(event.name) === true
  const document = issuedNow(on).find(({ elementId }) => elementId === event.elementId)
  const reason = isRefusal ? reasonText(evaluateDeclared(reasons.value, on.step.state.data, on.step.nowMs)) : null
  return { ...before, verdict: { by: actorOf(on), documentNumber: document?.number ?? null, reason } }
}

function noteTasks(on: Telling, before: ToldCase): { told: ToldCase; finished: readonly FinishedStep[] } {
  const steps = { ...before.steps }
  const finished: FinishedStep[] = []
  let isChanged = false
  for (const event of on.step.events) {
    if (event.type === 'TaskCreated') {
      steps[event.taskId] = { name: event.name, beganAtMs: event.atMs }
      isChanged = true
    }
    if (event.type !== 'TaskClosed') continue
    const begun = steps[event.taskId]
    if (begun !== undefined) isChanged = true
    delete steps[event.taskId]
    if (event.cause !== 'completed') continue
    const by = event.by === null ? actorOf(on) : personOf(on.county, event.by)
    finished.push({
      taskId: event.taskId, name: begun?.name ?? event.elementId, beganAtMs: begun?.beganAtMs ?? event.atMs, endedAtMs: event.atMs, by, outcome: event.outcome,
      opinion: event.opinion ?? '',
    })
  }
  return { told: isChanged ? { ...before, steps } : before, finished }
}

function noteDocuments(on: Telling, before: ToldCase, itemCode: string | null): ToldCase {
  const gives = itemCode === null ? null : (declarationOf(on, itemCode)?.gives ?? null)
  const documents = issuedNow(on).map(({ template, title, number, unit, issuedAtMs }): NotedDocument => {
    const given = gives?.document === template ? gives : null
    const [certificateNumber, validFrom, validUntil] = [given?.number, given?.validFrom, given?.validUntil].map((declared) => textNow(on, declared ?? null))
    return {
      itemCode, template, title, number, unit, atMs: issuedAtMs, validUntil: validUntil ?? null,
      ...(certificateNumber ? { certificateNumber } : {}), ...(validFrom ? { validFrom } : {}),
    }
  })
  return documents.length === 0 ? before : { ...before, documents: [...before.documents, ...documents] }
}

function textNow({ step }: Telling, declared: DeclaredValue | null): string | null {
  const value = declared === null ? null : evaluateDeclared(declared, step.state.data, step.nowMs)
  return typeof value === 'string' && value !== '' ? value : null
}

/** 文书 of this step: fixed under the step's own number, by the participant before this one. */
function issuedNow({ step: { events, state }, rows }: Telling): IssuedDocumentRow[] {
  const requests = events.filter((event) => event.type === 'DocumentRequested')
  const found = requests.map((_request, index) => rows.get<IssuedDocumentRow>('issued_documents', `${state.instanceId}/${state.revision}/${index + 1}`))
  return found.filter((row) => row !== null)
}

/** Reasons as the form has them: a text, or a list of texts or of rows with a text. */
function reasonText(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  return value.map((one) => (typeof one === 'object' && one !== null ? Object.values(one).filter((part) => typeof part === 'string').join('：') : String(one))).join('；')
}
