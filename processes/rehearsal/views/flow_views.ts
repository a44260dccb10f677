import type { CaseInstanceRow } from '#processes/foundation/case/case_rows'
import type { OpenTask } from '../stage.js'
import { familyOf, perName, type RehearsalView, type Scene } from '../view.js'

/** Item that an instance works for; null for the case itself. */
export const itemOfInstance = ({ stage }: Scene, instanceId: string): string | null =>
  (stage.business.rows.get(`case_instances/${instanceId}`) as CaseInstanceRow | undefined)?.itemCode ?? null

/** Open tasks of a case, in order of creation. */
export function tasksOf(scene: Scene): OpenTask[] {
  const family = new Set(familyOf(scene))
  return [...scene.stage.tasks.values()].filter((task) => family.has(task.instanceId))
}

/** `handle`, or `handle@food_permit` for the task of an item. */
const nameOf = (scene: Scene, task: OpenTask): string => {
  const item = itemOfInstance(scene, task.instanceId)
  return item === null ? task.elementId : `${task.elementId}@${item}`
}

function inboxOf(scene: Scene, person: string): string[] {
  const principals = scene.stage.directory().principalsOf(person)
  const isOffered = (task: OpenTask) => (task.assignee === null ? task.candidates.some((one) => principals.includes(one)) : task.assignee === person)
  return tasksOf(scene).filter(isOffered).map((task) => nameOf(scene, task)).sort()
}

const sorted = (expected: unknown, found: string[]): unknown => {
  const order = Array.isArray(expected) ? expected.map(String) : []
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return found.toSorted((one, other) => place(one) - place(other))
}

/** What tokens, people and variables look like. */
export const FLOW_VIEWS: readonly RehearsalView[] = [
  { name: 'tasks', title: '待办任务', look: (scene, expected) => sorted(expected, tasksOf(scene).map((task) => nameOf(scene, task))) },
  {
    name: 'inbox', title: '个人待办',
    look: (scene, expected) => perName(expected, (person) => sorted((expected as Record<string, unknown>)[person], inboxOf(scene, person))),
  },
  { name: 'state', title: '流程状态', look: ({ stage, rootId }) => stage.rehearsal.states.get(rootId)?.status ?? null },
  { name: 'variables', title: '流程变量', look: ({ stage, rootId }, expected) => perName(expected, (name) => stage.rehearsal.states.get(rootId)?.data[name]) },
  {
    name: 'incidents', title: '流程异常',
    look: (scene) => familyOf(scene).flatMap((id) => scene.stage.rehearsal.states.get(id)!.tokens.incidents.map(({ code }) => code)),
  },
]
