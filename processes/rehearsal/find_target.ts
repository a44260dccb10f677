import type { Command } from '#engine/kernel/commands'
import type { Rejection } from '#engine/kernel/rejection'
import type { CommandStep } from './script.js'
import { refuse, type OpenTask } from './stage.js'
import { familyOf, type Scene } from './view.js'
import { itemOfInstance, tasksOf } from './views/flow_views.js'

type Refused = { ok: false; rejection: Rejection }

interface Wanted {
  by: string
  element: string
  item: string | null
}

/** The open task that a step means: by element and item, among those the person may do; the kernel refuses who may do none. */
export function findTask(scene: Scene, { by, element, item }: Wanted): { ok: true; task: OpenTask } | Refused {
  const open = tasksOf(scene).filter((task) => task.elementId === element && (item === null || itemOfInstance(scene, task.instanceId) === item))
  const principals = scene.stage.directory().principalsOf(by)
  const own = open.filter((task) => task.assignee === by || (task.assignee === null && task.candidates.some((one) => principals.includes(one))))
  const [task, ...others] = own.length > 0 ? own : open
  if (task === undefined) return refuse('NOT_FOUND', `没有“${item === null ? element : `${element}@${item}`}”的待办任务。现有待办：${namesOf(scene) || '无'}。`)
  if (others.length > 0 && item === null) return refuse('INVALID_ARGUMENT', `“${element}”有 ${others.length + 1} 个待办任务：${namesOf(scene)}。请用 item 写明是哪个事项的。`)
  return { ok: true, task }
}

const namesOf = (scene: Scene): string =>
  tasksOf(scene).map((task) => [task.elementId, itemOfInstance(scene, task.instanceId)].filter((part) => part !== null).join('@')).join('、')

/** The kernel's command of a step, with the ids it needs and who acts filled in. */
export function commandOf(scene: Scene, step: CommandStep): { ok: true; instanceId: string; command: Command } | Refused {
  const target = step.command === 'DeliverMessage' ? waitingFor(scene, step) : step.element === null ? { instanceId: scene.rootId } : targetOf(scene, { ...step, element: step.element })
  if ('ok' in target) return target
  const { instanceId, ...ids } = target
  // the type was checked when the script was read; what the command's own fields hold, the kernel judges
  return { ok: true, instanceId, command: { by: step.by, opinion: null, ...ids, ...step.with, type: step.command } as unknown as Command }
}

/** The case's own wait for a message (`with.name`): somebody of this county brings it to this one case. */
function waitingFor({ stage: { rehearsal }, rootId }: Scene, step: CommandStep): Target | Refused {
  const { name } = step.with
  const subscription = [...rehearsal.subscriptions.values()].find((one) => one.kind === 'message' && one.name === name && one.subscriptionId.startsWith(`${rootId}:`))
  return subscription === undefined ? refuse('NOT_FOUND', `本件没有在等待消息“${String(name)}”。`) : { instanceId: rootId, subscriptionId: subscription.subscriptionId }
}

type Target = { instanceId: string; taskId?: string; jobId?: string; elementId?: string; subscriptionId?: string }

/** An open task of the element, else its job, else the task that was closed there last, else whatever lives there. */
function targetOf(scene: Scene, wanted: Wanted): Target | Refused {
  const instances = familyOf(scene).filter((id) => wanted.item === null || itemOfInstance(scene, id) === wanted.item)
  const found = findTask(scene, wanted)
  if (found.ok) return { instanceId: found.task.instanceId, taskId: found.task.taskId }
  const { rehearsal } = scene.stage
  for (const instanceId of instances) {
    const job = [...rehearsal.jobs.values()].find(({ jobId, elementId }) => elementId === wanted.element && jobId.startsWith(`${instanceId}:`))
    if (job !== undefined) return { instanceId, jobId: job.jobId }
    const closed = rehearsal.journals.get(instanceId)?.flat().findLast((event) => event.type === 'TaskClosed' && event.elementId === wanted.element)
    if (closed?.type === 'TaskClosed') return { instanceId, taskId: closed.taskId }
    const living = rehearsal.states.get(instanceId)?.tokens.active.find(({ element }) => element === wanted.element)
    if (living !== undefined) return { instanceId, elementId: living.element }
  }
  return found
}
