import { itemKey, type CaseInstanceRow, type CaseItemRow, type CaseRow } from '../case/case_rows.js'
import type { CaseDeclaration, ItemDeclaration } from '../manifest/manifest.js'
import type { ItemIdentity } from './case_facts.js'
import { unitOf, type Telling } from './telling.js'

/** A case as one step leaves it. */
export interface CaseView {
  caseRow: CaseRow
  declaration: CaseDeclaration
  /** Chosen items, in the manifest's order. */
  items: readonly CaseItemRow[]
}

/** Reads the case that an instance works for; null while rows are missing, or when it works for none. */
export function viewCase(on: Telling, link: CaseInstanceRow): CaseView | null {
  const { rows } = on
  const caseRow = rows.get<CaseRow>('case_records', link.caseKey)
  if (caseRow === null) return null
  const items = caseRow.items.map(({ code }) => rows.get<CaseItemRow>('case_items', itemKey(link.caseKey, code)))
  if (!rows.isComplete) return null
  return { caseRow, declaration: on.business.manifest.case!, items: items.filter((item) => item !== null) }
}

export const declarationOf = ({ business }: Telling, code: string): ItemDeclaration | undefined => business.manifest.items.find((item) => item.code === code)

/** Which 办件 a fact of this item belongs to. */
export function identityOf(on: Telling, { caseRow }: Pick<CaseView, 'caseRow'>, item: CaseItemRow): ItemIdentity {
  return {
    itemNumber: item.number, caseNumber: caseRow.number, itemCode: item.code, itemName: item.name, implementationCode: item.implementationCode,
    unit: unitOf(on, item.department), business: caseRow.business, businessName: caseRow.businessName,
  }
}

/** Whether a life-cycle stands where this event leads to, from one of the states it has been in. */
export function endedBy(on: Telling, machine: string, { lifecycle, status }: Pick<CaseRow, 'lifecycle' | 'status'>, event: string): boolean {
  const declared = on.business.lifecycles.get(machine)
  return declared !== undefined && lifecycle.reached.some((state) => declared.targets(state, event).includes(status))
}

/** 不予受理: the case was closed before it was accepted, and neither withdrawn, deemed so, nor cancelled. */
export function isNotAccepted(on: Telling, { caseRow, declaration }: CaseView): boolean {
  if (caseRow.closedAtMs === null || caseRow.acceptedAtMs !== null) return false
  const byApplicant = [declaration.withdrawal?.event, on.business.manifest.public?.withdraw, declaration.deemedWithdrawnBy]
  const others = declaration.closedBy.filter((event) => !byApplicant.includes(event))
  return others.some((event) => endedBy(on, declaration.lifecycle, caseRow, event))
}

export function isWithdrawn(on: Telling, { caseRow, declaration }: CaseView): boolean {
  const events = [declaration.withdrawal?.event, on.business.manifest.public?.withdraw]
  return events.some((event) => typeof event === 'string' && endedBy(on, declaration.lifecycle, caseRow, event))
}
