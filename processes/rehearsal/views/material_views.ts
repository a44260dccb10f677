import type { RegisteredMaterialRow } from '#processes/foundation/materials/material_rows'
import { perName, rowsOf, type RehearsalView } from '../view.js'
import { caseOf } from './case_views.js'

/** 申请材料: the grade of each, of a reused one as `B 沿用`, and what the register holds of this case (`identity B`). */
export const MATERIAL_VIEWS: readonly RehearsalView[] = [
  {
    name: 'grades', title: '材料证据等级',
    look: (scene, expected) =>
      perName(expected, (code) => {
        const evidence = caseOf(scene)?.materials.find((material) => material.code === code)?.evidence
        return evidence && (evidence.reused === undefined ? evidence.grade : `${evidence.grade} 沿用`)
      }),
  },
  {
    name: 'register', title: '已有材料',
    look: (scene) =>
      rowsOf<RegisteredMaterialRow>(scene, 'material_register')
        .filter(({ caseKey }) => caseKey === scene.rootId)
        .map(({ kind, grade, state }) => (state === 'valid' ? `${kind} ${grade}` : `${kind} ${grade} 已撤销`)),
  },
]
