import type { InstanceTask } from '#adapters/web/contract/instances'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { lightOf } from '#processes/foundation/clocks/light'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { allowedActions } from './allowed_actions.js'
import { instant, instantOrNull } from './instants.js'
import { outcomeLabel, signLabel } from './outcome_label.js'
import { candidateText, personOrNull } from './people.js'
import { handedOnBy } from './task_summary.js'

/** A task as the page of its 办件 shows it. */
export function presentInstanceTask(
  services: WebServices, login: Login, task: TaskRow, process: ExecutableProcess, around: { siblings: readonly TaskRow[]; supervises: boolean },
): InstanceTask {
  const node = process.elements.get(task.elementId)?.userTask
  const signPosition = task.signPosition
  return {
    id: task.id,
    name: task.name,
    elementId: task.elementId,
    state: task.state,
    assignee: personOrNull(services.organisation, task.completedBy ?? task.assignee),
    candidateText: candidateText(services.organisation, task.candidates),
    createdAt: instant(task.createdAtMs),
    completedAt: instantOrNull(task.completedAtMs),
    outcomeLabel: signPosition === null ? outcomeLabel(node, task.outcome) : signLabel(task.outcome),
    opinion: task.opinion,
    dueAt: instantOrNull(task.dueAtMs),
    light: task.state === 'open' ? lightOf(task, services.clock()) : 'none',
    signPosition,
    allowedActions: allowedActions(login, task, node, { ...around, from: handedOnBy(task, around.siblings) }),
    revision: task.revision,
  }
}
