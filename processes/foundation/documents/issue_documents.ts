import type { DocumentRequested } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { FollowUpJob, StepRecord } from '#engine/runtime/participant'

import { yearOf } from '../calendar/local_time.js'
import type { County } from '../case/business.js'
import { itemKey, type CaseInstanceRow, type CaseItemRow, type CaseRow } from '../case/case_rows.js'
import { evaluateDeclared } from '../manifest/declared_value.js'
import type { DocumentDeclaration, Manifest } from '../manifest/manifest.js'
import { takeDocumentNumber } from '../numbers/take_number.js'
import type { Department } from '../organisation/records.js'
import type { WorkingRows } from '../working_rows.js'
import { buildSnapshot, documentScope } from './build_snapshot.js'
import { RENDER_DOCUMENT, type IssuedDocumentRow } from './issued_document.js'

interface Issuing {
  step: StepRecord
  manifest: Manifest
  county: County
  rows: WorkingRows
  link: CaseInstanceRow | null
}

/**
 * Fixes content and number of every document the step asks for, in the step's own transaction, and orders their printing. A document
 * whose required content is missing refuses the command, so that nothing incomplete ever gets a number.
 */
export function issueDocuments(issuing: Issuing): { jobs: FollowUpJob[]; numbers: string[]; keys: string[] } | { rejection: Rejection } {
  const jobs: FollowUpJob[] = []
  const numbers: string[] = []
  const keys: string[] = []
  const requests = issuing.step.events.filter((event) => event.type === 'DocumentRequested')
  for (const [index, request] of requests.entries()) {
    const issued = issueDocument(issuing, request, index + 1)
    if ('rejection' in issued) return issued
    if (issued.number !== null) numbers.push(issued.number)
    keys.push(issued.key)
    jobs.push({ topic: RENDER_DOCUMENT, input: { documentKey: issued.key } })
  }
  return { jobs, numbers, keys }
}

function issueDocument(issuing: Issuing, request: DocumentRequested, position: number): { key: string; number: string | null } | { rejection: Rejection } {
  const { step, manifest, county, rows, link } = issuing
  const document = Object.hasOwn(manifest.documents, request.template) ? manifest.documents[request.template] : undefined
  if (document === undefined) return refuse(`manifest.json 中没有名为“${request.template}”的文书。请流程设计员补上后重新发布。`)

  const isBesideFlow = request.elementId === step.state.processId
  if (isBesideFlow && document.onRequest === null) return refuse(`《${document.title}》只能由流程出具，不能另行出具。`)
  const register = isBesideFlow ? document.onRequest!.register : request.register

  const facts = readFacts(issuing)
  const incomplete = checkContent(document, facts.scope, step.nowMs)
  if (incomplete !== null) return { rejection: incomplete }

  const department = facts.itemRow?.department ?? manifest.department
  const unit = county.directory.department(department)
  if (unit === null) return refuse(`出具单位“${department}”不存在。请系统管理员核对单位设置。`)
  const number = register === null ? null : numberFor(issuing, register, unit)
  if (typeof number === 'object' && number !== null) return number

  const key = `${step.state.instanceId}/${step.state.revision}/${position}`
  const sources = { manifest, document, number: number ?? '', nowMs: step.nowMs, unit, handlerName: actorName(step, county), ...facts, county }
  rows.put<IssuedDocumentRow>('issued_documents', key, {
    ...UNPRINTED,
    id: key.replaceAll('/', '.'),
    caseKey: link?.caseKey ?? null,
    instanceId: step.state.instanceId,
    itemCode: link?.itemCode ?? null,
    packageId: step.packageId,
    template: request.template,
    templateResource: document.template,
    title: document.title,
    number,
    register,
    unit: unit.id,
    elementId: request.elementId,
    issuedBy: step.actor.kind === 'user' ? step.actor.id : step.actor.kind,
    issuedAtMs: step.nowMs,
    snapshot: buildSnapshot(sources),
  })
  return { key, number }
}

const UNPRINTED = { status: 'numbered', sha256: null, blobId: null, pages: null, bytes: null } as const

/** What the document may speak of: the case, its item, and the variables of the instance. */
function readFacts({ step, manifest, rows, link }: Issuing) {
  const itemCode = link?.itemCode ?? null
  const caseRow = link && rows.get<CaseRow>('case_records', link.caseKey)
  const itemRow = link === null || itemCode === null ? null : rows.get<CaseItemRow>('case_items', itemKey(link.caseKey, itemCode))
  const itemDeclaration = manifest.items.find((item) => item.code === itemRow?.code) ?? null
  return { caseRow, itemRow, itemDeclaration, scope: documentScope(step.state.data, caseRow, itemRow, itemDeclaration) }
}

function numberFor({ step, manifest, rows }: Issuing, register: string, unit: Department): string | { rejection: Rejection } {
  const declared = Object.hasOwn(manifest.registers, register) ? manifest.registers[register] : undefined
  if (declared === undefined) return refuse(`manifest.json 中没有编号簿“${register}”。请流程设计员补上后重新发布。`)
  if (unit.documentPrefix === null) return refuse(`“${unit.name}”没有发文代字，不能编号。请系统管理员在单位设置中填写。`)
  return takeDocumentNumber(rows, { register, unit: unit.id, prefix: unit.documentPrefix, word: declared.word, year: yearOf(step.nowMs) })
}

/** Everything that is missing, said at once. */
function checkContent(document: DocumentDeclaration, scope: Readonly<Record<string, unknown>>, nowMs: number): Rejection | null {
  const missing = document.requires.filter((rule) => evaluateDeclared(rule.test, scope, nowMs) !== true)
  if (missing.length === 0) return null
  return {
    code: 'INVALID_ARGUMENT',
    message: `还不能出具《${document.title}》：${missing.map((rule) => rule.message).join('')}`,
    errors: missing.map(({ path, message }) => ({ path, code: 'E_DOCUMENT_INCOMPLETE', message })),
  }
}

/** 经办人: who acted, by name; the system's own steps say so. */
function actorName(step: StepRecord, county: County): string {
  if (step.actor.kind !== 'user') return '系统'
  return county.directory.person(step.actor.id)?.name ?? step.actor.id
}

const refuse = (message: string): { rejection: Rejection } => ({ rejection: { code: 'INVALID_STATE', message } })
