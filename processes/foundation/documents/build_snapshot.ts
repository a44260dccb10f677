import type { DocumentSnapshot } from '#forms/documents/document_snapshot'

import { dayNumber, parseDate, startOfDayMs } from '../calendar/local_time.js'
import type { County } from '../case/business.js'
import { inDays } from '../case/case_clocks.js'
import type { CaseItemRow, CaseRow } from '../case/case_rows.js'
import { grantedAmount } from '../clocks/legal_clock.js'
import { evaluateDeclared, type Scope } from '../manifest/declared_value.js'
import { isObject } from '../manifest/json_reader.js'
import type { DocumentDeclaration, DocumentField, ItemDeclaration, Manifest } from '../manifest/manifest.js'
import type { Department } from '../organisation/records.js'
import { maskIdNumber, maskPhone } from './mask.js'

/** Where a document's facts come from. `case` and `item` are absent for a business without case records. */
export interface SnapshotSources {
  manifest: Manifest
  document: DocumentDeclaration
  number: string
  nowMs: number
  unit: Department
  handlerName: string
  caseRow: CaseRow | null
  itemRow: CaseItemRow | null
  itemDeclaration: ItemDeclaration | null
  scope: Scope
  county: County
}

/** Fixes what a document says: the common facts, then the fields its declaration asks for. */
export function buildSnapshot(from: SnapshotSources): DocumentSnapshot {
  const snapshot: DocumentSnapshot = {
    document: { number: from.number, dateMs: startOfDayMs(dayNumber(from.nowMs)), atMs: from.nowMs },
    unit: unitOf(from),
    applicant: applicantOf(from.caseRow),
    item: from.itemRow === null
      ? { name: from.manifest.name, code: from.manifest.implementationCode }
      : { name: from.itemRow.name, code: from.itemRow.implementationCode },
    case: caseOf(from),
    materials: (from.caseRow?.materials ?? [])
      .filter((material) => material.received)
      .map(({ name, form, copies }) => ({ name, form, copies, pages: null })),
    handler: { name: from.handlerName },
    inquiry: { url: from.manifest.inquiryUrl, password: from.caseRow?.inquiryPassword ?? '' },
  }
  return withDeclaredFields(snapshot, from)
}

/** The issuing unit; applicants come to the accepting window, so its address stands where the unit has none of its own. */
function unitOf({ unit, manifest, county }: SnapshotSources): DocumentSnapshot['unit'] {
  const window = county.directory.department(manifest.department)
  return {
    name: unit.name,
    sealName: '行政审批专用章',
    address: unit.address ?? window?.address ?? NOT_GIVEN,
    phone: unit.phone ?? window?.phone ?? NOT_GIVEN,
    supervisionPhone: unit.supervisionPhone ?? window?.supervisionPhone ?? NOT_GIVEN,
  }
}

/** What documents print where nothing is known. */
const NOT_GIVEN = '／'

function applicantOf(caseRow: CaseRow | null): DocumentSnapshot['applicant'] {
  const applicant = caseRow?.applicantDetail
  if (applicant === undefined) return { name: '', idKind: '', idNumber: '' }
  return {
    name: applicant.name,
    idKind: applicant.idKind,
    idNumber: maskIdNumber(applicant.idNumber),
    contact: applicant.contact,
    phone: maskPhone(applicant.phone),
    ...(applicant.agent === '' ? {} : { agent: applicant.agent }),
  }
}

function caseOf({ caseRow, itemRow, nowMs }: SnapshotSources): DocumentSnapshot['case'] {
  const promised = (itemRow ?? caseRow)?.promised ?? null
  const legal = (itemRow ?? caseRow)?.legal ?? null
  const acceptedAtMs = caseRow?.acceptedAtMs ?? null
  const promisedDueMs = promised?.dueAtMs ?? null
  return {
    number: itemRow?.number ?? caseRow?.number ?? '',
    title: caseRow?.title ?? '',
    receivedAtMs: caseRow?.receivedAtMs ?? nowMs,
    ...(acceptedAtMs === null ? {} : { acceptedAtMs }),
    ...(promised === null ? {} : { promisedDays: inDays(promised, grantedAmount(promised)) }),
    ...(promisedDueMs === null ? {} : { promisedDueMs }),
    ...(legal === null ? {} : { legalDays: grantedAmount(legal) }),
  }
}

/** Variables that a document's declaration may read: the instance's own, and `case`, `item` as they are recorded. */
export function documentScope(data: Scope, caseRow: CaseRow | null, itemRow: CaseItemRow | null, itemDeclaration: ItemDeclaration | null): Scope {
  return {
    ...data,
    case: caseRow === null ? null : { number: caseRow.number, title: caseRow.title, receivedAtMs: caseRow.receivedAtMs, result: caseRow.result },
    item:
      itemRow === null || itemDeclaration === null
        ? null
        : {
            code: itemRow.code, name: itemRow.name, number: itemRow.number, legalBases: itemDeclaration.legalBases, resultName: itemDeclaration.resultName,
            joint: isObject(data.item) ? (data.item.joint ?? null) : null, procedure: itemRow.procedures?.at(-1) ?? null, extension: itemDeclaration.extension, forward: itemDeclaration.forward,
          },
  }
}

function withDeclaredFields(snapshot: DocumentSnapshot, from: SnapshotSources): DocumentSnapshot {
  const content = structuredCopy(snapshot)
  for (const [path, field] of Object.entries(from.document.fields)) setPath(content, path.split('.'), fieldValue(field, from))
  return content as unknown as DocumentSnapshot
}

function fieldValue(field: DocumentField, { scope, nowMs, county }: SnapshotSources): unknown {
  switch (field.kind) {
    case 'value':
      return evaluateDeclared(field.value, scope, nowMs)
    case 'workingDaysAfter': {
      const days = Number(evaluateDeclared(field.days, scope, nowMs))
      return Number.isInteger(days) && days > 0 ? county.calendar.endOfWorkingDay(nowMs, days).atMs : null
    }
    case 'date': {
      const text = evaluateDeclared(field.date, scope, nowMs)
      const day = typeof text === 'string' ? parseDate(text.slice(0, 10)) : null
      return day === null ? null : startOfDayMs(day)
    }
    case 'opinions':
      return opinionsOf(scope, field.task).map((said) => spoken(said, field.words, county))
  }
}

/** What `tasks.<element>.outcomes` of a task with several people holds. */
interface Said {
  assignee?: string | null
  outcome?: string | null
  opinion?: string | null
}

function opinionsOf(scope: Scope, task: string): readonly Said[] {
  const tasks = scope.tasks
  const one = isObject(tasks) && Object.hasOwn(tasks, task) ? tasks[task] : null
  return isObject(one) && Array.isArray(one.outcomes) ? one.outcomes.filter(isObject) : []
}

function spoken({ assignee, outcome, opinion }: Said, words: Readonly<Record<string, string>>, { directory }: County) {
  const person = assignee ? directory.person(assignee) : null
  const unit = person === null ? null : directory.department(person.departmentId)
  return { unit: unit?.name ?? NOT_GIVEN, name: person?.name ?? NOT_GIVEN, outcome: (outcome && words[outcome]) ?? NOT_GIVEN, opinion: opinion ?? '' }
}

type Content = Record<string, unknown>

const structuredCopy = (snapshot: DocumentSnapshot): Content =>
  Object.fromEntries(Object.entries(snapshot).map(([name, value]) => [name, Array.isArray(value) ? [...value] : { ...(value as object) }]))

function setPath(content: Content, path: readonly string[], value: unknown): void {
  let node = content
  for (const name of path.slice(0, -1)) {
    const child = Object.hasOwn(node, name) ? node[name] : undefined
    const next: Content = typeof child === 'object' && child !== null && !Array.isArray(child) ? (child as Content) : {}
    node[name] = next
    node = next
  }
  node[path.at(-1)!] = value
}
