import type { PublicCase } from '#adapters/web/contract/public'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import { withdrawalBlock } from '#processes/foundation/case/withdrawal'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { evaluationKey, type EvaluationRow } from '#processes/foundation/evaluation/evaluation'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { readManifest } from '../access/may_start.js'
import { presentLifecycle } from '../controllers/case_controller.js'
import { problem } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { maskedApplicant, maskedTitle } from './masked.js'

/** Number of the one evaluation a case is asked for. */
export const EVALUATION_NUMBER = 1

/** One case with what its public view is made of. */
export interface OpenedCase {
  row: CaseRow
  manifest: Manifest
  items: readonly CaseItemRow[]
  documents: readonly IssuedDocumentRow[]
  evaluation: EvaluationRow | null
  /** The open task that waits for the applicant (补正), its node and the data it may read. */
  waiting: { task: TaskRow; process: ExecutableProcess; data: Readonly<Record<string, unknown>> } | null
}

/** The case a token speaks for, as it stands now. */
export async function openCase(services: WebServices, caseKey: string): Promise<OpenedCase> {
  const rows = services.engine.businessRows
  const row = (await rows.find('case_records', caseKey)) as unknown as CaseRow | null
  const manifest = row && (await readManifest(services, row.packageId))
  if (!row || !manifest) throw problem(404, 'E_TOKEN', '查询已失效。请重新输入办件编号和查询密码。')
  const byCase = [{ column: 'case_key', equals: caseKey }]
  const [items, documents, evaluation, waiting] = await Promise.all([
    rows.list('case_items', byCase, { orderBy: 'number' }),
    rows.list('issued_documents', byCase, { orderBy: 'issued_at_ms' }),
    rows.find('evaluations', evaluationKey(caseKey, EVALUATION_NUMBER)),
    waitingTask(services, row, manifest),
  ])
  const hidden = new Set(manifest.public?.internalDocuments)
  return {
    row, manifest, waiting,
    items: items as unknown as CaseItemRow[],
    documents: (documents as unknown as IssuedDocumentRow[]).filter(({ template, status }) => !hidden.has(template) && status !== 'voided'),
    evaluation: evaluation as unknown as EvaluationRow | null,
  }
}

async function waitingTask(services: WebServices, row: CaseRow, { public: offered }: Manifest): Promise<OpenedCase['waiting']> {
  if (row.closedAtMs !== null || !offered?.supplement) return null
  const tasks = await services.engine.tasks.ofInstance(row.instanceId)
  const task = tasks.find((one) => one.state === 'open' && one.elementId === offered.supplement!.task && one.formKey !== null)
  const instance = task && (await services.engine.instances.find(row.instanceId))
  if (!task || instance?.status !== 'active') return null
  return { task, process: await services.engine.definitions.compiled(task.definitionId), data: instance.data }
}

/** Fields of the waiting task that the applicant fills: materials of his case that the node lets be written. */
export function askedFields({ waiting, manifest, row }: OpenedCase): { field: string; name: string }[] {
  const permissions = waiting?.process.elements.get(waiting.task.elementId)?.userTask?.fieldPermissions
  const chosen = new Set(row.items.map(({ code }) => code))
  return manifest.materials.flatMap(({ field, name, items }) =>
    field !== null && permissions?.[field] === 'write' && (items.length === 0 || items.some((code) => chosen.has(code))) ? [{ field, name }] : [],
  )
}

export async function presentPublicCase(services: WebServices, opened: OpenedCase): Promise<PublicCase> {
  const { row, items, documents, evaluation } = opened
  const directory = services.organisation.directory()
  const lifecycle = await presentLifecycle(services, row)
  return {
    number: row.number,
    business: row.businessName,
    title: maskedTitle(row.title, row.applicantDetail),
    applicant: maskedApplicant(row.applicantDetail),
    statusText: row.statusText,
    result: row.result,
    isOpen: row.closedAtMs === null,
    receivedAt: instant(row.receivedAtMs),
    promisedDueAt: instantOrNull(row.promisedDueAtMs),
    states: (lifecycle?.states ?? []).filter(({ reached, current }) => reached || current).map(({ name, reached, current }) => ({ name, reached, current })),
    steps: stepsOf(opened),
    items: items.map((item) => ({
      name: item.name, department: directory.department(item.department)?.name ?? item.department, statusText: item.statusText, result: item.resultText,
      dueAt: instantOrNull(item.promisedDueAtMs),
    })),
    documents: documents.map(({ id, title, number, issuedAtMs, blobId }) => ({ id, title, number, issuedAt: instant(issuedAtMs), isReady: blobId !== null })),
    supplement: presentSupplement(opened),
    canWithdraw: mayWithdraw(opened),
    evaluation: evaluation && { satisfaction: evaluation.satisfaction, text: evaluation.text, at: instant(evaluation.evaluatedAtMs), statusText: evaluation.statusText },
    canEvaluate: row.closedAtMs !== null && evaluation === null,
  }
}

/** Before the decision; the participant asks the same once more in the command's own transaction. */
export const mayWithdraw = ({ row, manifest }: OpenedCase): boolean =>
  Boolean(manifest.public?.withdraw) && withdrawalBlock(row, manifest.case?.withdrawal ?? null) === null

/** What has happened, in the order of time; nobody of the administration is named. */
function stepsOf({ row, items, documents, evaluation }: OpenedCase): PublicCase['steps'] {
  const steps = [
    { atMs: row.receivedAtMs, text: '已收到申请' },
    ...(row.acceptedAtMs === null ? [] : [{ atMs: row.acceptedAtMs, text: '已受理，开始计算办理时限' }]),
    ...items.flatMap(({ name, decidedAtMs, resultText }) => (decidedAtMs === null ? [] : [{ atMs: decidedAtMs, text: `${name}：${resultText ?? '已办结'}` }])),
    ...documents.map(({ issuedAtMs, title, number }) => ({ atMs: issuedAtMs, text: `出具《${title}》${number ?? ''}` })),
    ...(row.closedAtMs === null ? [] : [{ atMs: row.closedAtMs, text: row.statusText }]),
    ...(evaluation === null ? [] : [{ atMs: evaluation.evaluatedAtMs, text: '已评价' }]),
  ]
  return steps.toSorted((one, other) => one.atMs - other.atMs).map(({ atMs, text }) => ({ at: instant(atMs), text }))
}

/** 补正 as whoever answers it is told of it; null = nothing is asked. */
export function presentSupplement(opened: OpenedCase): PublicCase['supplement'] {
  const { waiting, manifest } = opened
  if (waiting === null) return null
  const { list, note } = manifest.public!.supplement!
  const asked = list === null ? [] : waiting.data[list]
  const textOf = (entry: unknown, name: string): string => {
    const value = (entry as Record<string, unknown> | null)?.[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    dueAt: instantOrNull(waiting.task.dueAtMs),
    missing: (Array.isArray(asked) ? asked : []).map((entry) => ({ name: textOf(entry, 'name'), missing: textOf(entry, 'missing'), basis: textOf(entry, 'basis') })),
    fields: askedFields(opened),
    takesNote: note !== null,
  }
}
