import type { ExecutableProcess } from '#engine/model/executable_process'
import type { UserId } from '#engine/model/principal'
import { elementRegistry } from './elements/registry.js'
import { openTask } from './handlers/work.js'
import { readId } from './ids.js'
import { nodeById, openRun } from './run/run.js'
import type { InstanceState } from './state.js'
import type { StepContext } from './step_context.js'
import { planTakeBack, tasksIn } from './walk/take_back.js'
import { walkOf } from './walk/walk_of.js'
import { firstWalked, walkedTasks } from './walk/walked_tasks.js'

/** A task walked before, to which a task may be returned. */
export interface ReturnTarget {
  readonly elementId: string
  readonly name: string
  /** Who did it the last time. */
  readonly assignee: UserId | null
  /** The step before; several behind a join. */
  readonly nearest: boolean
  /** Where the starter's own work was. */
  readonly isStarter: boolean
  /** Names of other open work that a return there takes away. */
  readonly also: readonly string[]
}

/** Where an open task may be returned to, the nearest first. The context has to hold the instance's journal. */
export function returnTargets(process: ExecutableProcess, state: InstanceState, context: StepContext, taskId: string): ReturnTarget[] {
  const run = openRun(process, state, context, elementRegistry)
  const record = openTask(run, taskId)
  const walk = walkOf(run)
  if (record === undefined || walk === undefined || state.status !== 'active') return []
  const tasks = walkedTasks(run, walk, record.id)
  const first = firstWalked(tasks)
  return tasks.map((task) => {
    const { ended } = planTakeBack(run, walk, task.stay.scope, [task.stay.id])
    const others = tasksIn(run, ended).filter((id) => id !== taskId)
    return {
      elementId: task.elementId,
      name: nameOf(task.elementId),
      assignee: task.assignee,
      nearest: task.isNearest,
      isStarter: task === first,
      also: [...new Set(others.map((id) => nameOf(elementOf(id))))],
    }
  })

  function nameOf(elementId: string): string {
    return nodeById(run, elementId).name || elementId
  }

  function elementOf(openTaskId: string): string {
    const id = readId(state.instanceId, openTaskId)
    const sub = state.tokens.subTasks?.find((one) => one.id === id)
    return state.tokens.active.find((one) => one.id === (sub?.owner ?? id))?.element ?? ''
  }
}
