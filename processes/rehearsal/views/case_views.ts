import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import { itemKey, type CaseItemRow, type CaseRow } from '#processes/foundation/case/case_rows'
import { perName, type RehearsalView, type Scene } from '../view.js'

export const caseOf = ({ stage, rootId }: Scene): CaseRow | null => (stage.business.rows.get(`case_records/${rootId}`) as unknown as CaseRow | undefined) ?? null

const itemOf = ({ stage, rootId }: Scene, code: string): CaseItemRow | null =>
  (stage.business.rows.get(`case_items/${itemKey(rootId, code)}`) as unknown as CaseItemRow | undefined) ?? null

const dueOn = (atMs: number | null | undefined): string | null => (typeof atMs === 'number' ? dateText(dayNumber(atMs)) : null)

/** 办件 and its items as they are recorded. */
export const CASE_VIEWS: readonly RehearsalView[] = [
  { name: 'status', title: '办件状态', look: (scene) => caseOf(scene)?.statusText ?? null },
  { name: 'title', title: '办件名称', look: (scene) => caseOf(scene)?.title ?? null },
  { name: 'result', title: '办理结果', look: (scene) => caseOf(scene)?.result ?? null },
  { name: 'verdict', title: '是否按时', look: (scene) => caseOf(scene)?.promised?.verdict ?? null },
  { name: 'promisedDueOn', title: '承诺办结日', look: (scene) => dueOn(caseOf(scene)?.promised?.dueAtMs) },
  { name: 'legalDueOn', title: '法定办结日', look: (scene) => dueOn(caseOf(scene)?.legal?.dueAtMs) },
  { name: 'provisional', title: '暂定', look: (scene) => caseOf(scene)?.promised?.provisional ?? false },
  { name: 'items', title: '事项状态', look: (scene, expected) => perName(expected, (code) => itemOf(scene, code)?.statusText) },
  { name: 'itemResults', title: '事项结果', look: (scene, expected) => perName(expected, (code) => itemOf(scene, code)?.result) },
  { name: 'itemVerdicts', title: '事项是否按时', look: (scene, expected) => perName(expected, (code) => itemOf(scene, code)?.promised?.verdict) },
  { name: 'itemDueOn', title: '事项承诺办结日', look: (scene, expected) => perName(expected, (code) => dueOn(itemOf(scene, code)?.promised?.dueAtMs)) },
  {
    name: 'materials', title: '材料收取',
    look: (scene, expected) => perName(expected, (code) => caseOf(scene)?.materials.find((material) => material.code === code)?.received),
  },
]
