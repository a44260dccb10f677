import type { EvaluationRow } from '#processes/foundation/evaluation/evaluation'
import { rowsOf, type RehearsalView } from '../view.js'

/** What a rehearsal may expect of 好差评. */
export const EVALUATION_VIEWS: readonly RehearsalView[] = [
  {
    name: 'evaluation',
    title: '好差评',
    look(scene) {
      const row = rowsOf<EvaluationRow>(scene, 'evaluations').find(({ instanceId }) => instanceId === scene.rootId)
      return row === undefined ? null : { satisfaction: row.satisfaction, status: row.statusText, closed: row.closedAtMs !== null }
    },
  },
]
