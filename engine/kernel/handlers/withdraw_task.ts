import type { WithdrawTask } from '../operation_commands.js'
import { readId } from '../ids.js'
import { placeToken } from '../run/place_token.js'
import { emit, idOf, nodeById, type Run } from '../run/run.js'
import { carryOutTakeBack, placesNow, planTakeBack, tasksIn } from '../walk/take_back.js'
import { reviveScope } from '../walk/revive_scope.js'
import type { Stay, Walk } from '../walk/stay.js'
import { outermostEnded, withdrawalBlock } from '../walk/withdrawal.js'
import { walkOf } from '../walk/walk_of.js'
import { reject, type Handler } from './handler.js'
import { refuseIfParked, refuseStarved, starvedNow } from './move_checks.js'
import { holds, taskGone } from './work.js'

const REASON = '已被撤回'

/**
 * 撤回: the last completion of a task is taken back while everything it brought about is untouched. Joins that had fired wait again,
 * scopes that had ended with it come to life again, votes that were closed by it are asked for again; data stay as they are.
 */
export const withdrawTask: Handler<WithdrawTask> = (run, { taskId, by, opinion }) => {
  const id = readId(run.instanceId, taskId)
  const parked = refuseIfParked(run)
  if (id === null || parked !== undefined) return parked ?? taskGone()
  const walk = walkOf(run)
  if (walk === undefined) return undefined
  const stay = walk.stays.get(id)
  if (stay === undefined) return taskGone()
  if (stay.doneBy === null || stay.doneBy === undefined || !holds(run, by, stay.doneBy)) return reject('FORBIDDEN', '只有办理人本人可以撤回自己办理的件。')
  const block = withdrawalBlock(run, walk, stay)
  if (block === 'missing') return undefined
  if (block !== null) return reject('INVALID_STATE', block)
  return takeBack(run, walk, stay, { taskId, by, opinion })
}

function takeBack(run: Run, walk: Walk, stay: Stay, { taskId, by, opinion }: Pick<WithdrawTask, 'taskId' | 'by' | 'opinion'>) {
  const root = outermostEnded(walk, stay)
  const plan = planTakeBack(run, walk, root.scope, [root.id])
  const starved = starvedNow(run, root.scope)
  emit(run, {
    type: 'TaskWithdrawn', taskId, elementId: stay.element, cancelled: tasksIn(run, plan.ended), before: placesNow(run), undone: [idOf(run, root.id)],
    by, opinion, atMs: run.context.nowMs,
  })
  carryOutTakeBack(run, walk, plan, REASON)
  const scope = reviveScope(run, walk, stay)
  if (scope === undefined) return undefined
  const node = nodeById(run, stay.element)
  if (scope === root.scope) {
    const isStarved = refuseStarved(run, scope, node, starved)
    if (isStarved !== undefined) return isStarved
  }
  placeToken(run, {
    node, scope, comesFrom: stay.loop === undefined ? stay.from : [scope], loop: stay.loop, variables: stay.variables, moved: { assignee: stay.doneBy as string },
  })
  return undefined
}
