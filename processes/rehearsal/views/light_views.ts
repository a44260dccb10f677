import { itemKey } from '#processes/foundation/case/case_rows'
import { lightOf, type Light } from '#processes/foundation/clocks/light'
import { perName, type RehearsalView, type Scene } from '../view.js'
import { tasksOf } from './flow_views.js'

/** `case`, the code of an item, or the element of an open task. */
function lightNamed(scene: Scene, name: string): Light {
  const { stage, rootId } = scene
  const kept = stage.business.dueItems.get(name === 'case' ? `case_promised/${rootId}` : `item_promised/${itemKey(rootId, name)}`)
  const due = kept ?? tasksOf(scene).find((task) => task.elementId === name) ?? { dueAtMs: null, amberAtMs: null }
  return lightOf(due, stage.rehearsal.nowMs)
}

/** 灯: none, green, amber, red. */
export const LIGHT_VIEWS: readonly RehearsalView[] = [
  { name: 'lights', title: '灯', look: (scene, expected) => perName(expected, (name) => lightNamed(scene, name)) },
]
