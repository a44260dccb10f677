import type { IssuedDocumentRow } from '../documents/issued_document.js'
import { dayNumber, endOfDayMs, parseDate, startOfDayMs, DAY_MS } from '../calendar/local_time.js'
import type { CaseRow } from '../case/case_rows.js'
import { actorOf, findCase, type CaseStep } from '../case/case_step.js'
import { evaluateDeclared, type Scope } from '../manifest/declared_value.js'
import type { GivenMaterial, MaterialDeclaration } from '../manifest/manifest.js'
import { recordKey, resultKey, type MaterialFile, type RegisteredMaterialRow } from './material_rows.js'

export const REGISTER = 'material_register'

/** Enters a verified material, so that its applicant is not asked for it again. Without a number of the applicant nothing is entered. */
export function registerVerified(on: CaseStep, row: CaseRow, declared: MaterialDeclaration, files: readonly MaterialFile[], validUntilMs: number | null): void {
  const reuse = declared.reuse
  if (reuse === null) return
  enter(on, row, {
    key: recordKey(row.instanceId, declared.code), kind: reuse.kind, name: declared.name, grade: 'B', materialCode: declared.code, department: row.department, files,
    documentKey: null, validUntilMs: validUntilMs ?? endOfDayMs(on.step.nowMs + reuse.validDays * DAY_MS),
  })
}

/** What a document just issued means for the register: the result of its item enters it as grade A, or leaves it when it is taken back. */
export function registerResults(on: CaseStep, caseKey: string, itemCode: string | null, documentKey: string): void {
  const issued = on.rows.get<IssuedDocumentRow>('issued_documents', documentKey)
  if (issued === null) return
  for (const { code, gives, resultName, department } of on.manifest.items) {
    if (gives?.document === issued.template && code === itemCode) {
      const row = findCase(on, caseKey)
      if (row === null) continue
      enter(on, row, {
        key: resultKey(caseKey, code), kind: gives.kind, name: resultName, grade: 'A', materialCode: null, department, files: [], documentKey,
        validUntilMs: endOf(gives, on.step.state.data, on.step.nowMs),
      })
    }
    if (gives?.revokedBy === issued.template) revoke(on, resultKey(caseKey, code), `出具《${issued.title}》${issued.number ?? ''}`)
  }
}

function endOf({ validUntil }: GivenMaterial, scope: Scope, nowMs: number): number | null {
  const text = validUntil && evaluateDeclared(validUntil, scope, nowMs)
  return typeof text === 'string' ? endOfDate(text) : null
}

/** Last instant of `2026-11-22`; null when it is no date. */
export function endOfDate(text: string): number | null {
  const day = parseDate(text.slice(0, 10))
  return day === null ? null : startOfDayMs(day + 1) - 1
}

type Entry = Pick<RegisteredMaterialRow, 'key' | 'kind' | 'name' | 'grade' | 'materialCode' | 'department' | 'files' | 'documentKey' | 'validUntilMs'>

function enter(on: CaseStep, row: CaseRow, entry: Entry): void {
  const holder = holderOf(on, row)
  if (holder === null) return
  on.rows.put<RegisteredMaterialRow>(REGISTER, entry.key, {
    ...entry, id: entry.key.replaceAll('/', '.'), holder, state: 'valid', caseKey: row.instanceId, caseNumber: row.number, businessName: row.businessName,
    registeredAtMs: on.step.nowMs, by: actorOf(on), revoked: null,
  })
}

/** Under which key the register knows the applicant of a case; null without a number, or in a county that keeps no register. */
export function holderOf({ county }: CaseStep, { applicantDetail: { idNumber } }: CaseRow): string | null {
  return idNumber === '' || county.holderOf === undefined ? null : county.holderOf(idNumber)
}

/** What the register holds of a material of this case is not offered from now on. */
export const revokeRecord = (on: CaseStep, row: CaseRow, code: string, reason: string): boolean => revoke(on, recordKey(row.instanceId, code), reason)

export function revoke(on: CaseStep, key: string, reason: string): boolean {
  const record = on.rows.get<RegisteredMaterialRow>(REGISTER, key)
  if (record === null || record.state === 'revoked') return false
  on.rows.put<RegisteredMaterialRow>(REGISTER, key, {
    ...record, state: 'revoked', validUntilMs: on.step.nowMs, revoked: { atMs: on.step.nowMs, by: actorOf(on), reason },
  })
  return true
}

/** Why a record proves nothing at an instant; null = it does. */
export function whyWorthless(record: RegisteredMaterialRow, nowMs: number): string | null {
  if (record.state === 'revoked') return `已被撤销（${record.revoked?.reason ?? '原因未填写'}）`
  return record.validUntilMs !== null && record.validUntilMs < nowMs ? '有效期已过' : null
}

/** Day a use or a record ends, for people: `2026-11-22`. */
export const lastDay = (atMs: number): string => new Date(dayNumber(atMs) * DAY_MS).toISOString().slice(0, 10)
