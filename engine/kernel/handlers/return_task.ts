import type { ReturnTask } from '../operation_commands.js'
import { elementText } from '../run/incidents.js'
import { emit, idOf, nodeById, type Run } from '../run/run.js'
import { placeToken } from '../run/place_token.js'
import type { Rejection } from '../rejection.js'
import type { Activation, MovedToken } from '../state.js'
import { chainOf, tokenCount } from '../walk/live.js'
import type { Walk } from '../walk/stay.js'
import { carryOutTakeBack, placesNow, planTakeBack, tasksIn, type TakeBack } from '../walk/take_back.js'
import { walkOf } from '../walk/walk_of.js'
import { firstWalked, nodeOfStay, walkedTasks, type WalkedTask } from '../walk/walked_tasks.js'
import { reject, type Handler } from './handler.js'
import { refuseIfParked, refuseStarved, starvedNow } from './move_checks.js'
import { openTask, refuseUnlessAssignee, taskGone, type OpenTask } from './work.js'

/** 退回: the token goes back to a user task on its own way; what came of that task since is withdrawn. */
export const returnTask: Handler<ReturnTask> = (run, command) => {
  const { taskId, by, then, opinion } = command
  const record = openTask(run, taskId)
  if (record === undefined) return taskGone()
  const refusal = refuseUnlessAssignee(run, { record }, by, '退回', 'return') ?? refuseIfParked(run)
  if (refusal !== undefined) return refusal
  const walk = walkOf(run)
  if (walk === undefined) return undefined
  const chosen = chooseTarget(run, walkedTasks(run, walk, record.id), command.to)
  if ('rejection' in chosen) return chosen.rejection
  const { target } = chosen
  const whole = planTakeBack(run, walk, target.stay.scope, [target.stay.id])
  const wayBack = then === 'back-to-me' ? backTo(run, walk, record, target, whole) : undefined
  if (wayBack !== undefined && 'rejection' in wayBack) return wayBack.rejection
  const plan = wayBack?.plan ?? whole
  const node = nodeOfStay(run.graph, target.stay)
  const starved = starvedNow(run, target.stay.scope)
  emit(run, {
    type: 'TaskReturned', taskId, elementId: record.element, toElementId: target.elementId, then, cancelled: tasksIn(run, plan.ended), before: placesNow(run),
    undone: plan.undone.map((id) => idOf(run, id)), by, opinion, atMs: run.context.nowMs,
  })
  carryOutTakeBack(run, walk, plan, `因退回至${elementText(run.graph.nodesById.get(target.elementId) ?? node)}而取消`)
  const isStarved = refuseStarved(run, target.stay.scope, wayBack === undefined ? node : nodeById(run, wayBack.backTo.path[0] as string), starved)
  if (isStarved !== undefined) return isStarved
  const isItself = target.elementId === node.id
  const moved: MovedToken = { ...(isItself && target.assignee !== null && { assignee: target.assignee }), ...(wayBack && { backTo: wayBack.backTo }) }
  placeToken(run, {
    node, scope: target.stay.scope, comesFrom: target.stay.from, lastOutcome: record.lastOutcome, moved, ...(isItself && command.data && { draft: command.data }),
  })
  return undefined
}

/** The walked task that `to` names, or why it names none. */
export function chooseTarget(run: Run, tasks: readonly WalkedTask[], to: string): { target: WalkedTask } | { rejection: Rejection } {
  const nameOf = ({ elementId }: WalkedTask) => elementText(run.graph.nodesById.get(elementId) ?? { id: elementId, name: '' })
  const refuse = (message: string) => ({ rejection: reject('INVALID_ARGUMENT', message, [{ path: 'to', code: 'RETURN_TARGET', message }]) })
  if (tasks.length === 0) return { rejection: reject('INVALID_STATE', '此件之前没有办理过的环节，无处可退。请改为填写不同意意见，或申请终止。') }
  if (to === 'starter') return { target: firstWalked(tasks) as WalkedTask }
  if (to === 'previous') {
    const nearest = tasks.filter(({ isNearest }) => isNearest)
    if (nearest.length === 1) return { target: nearest[0] as WalkedTask }
    return refuse(`上一环节有多个：${nearest.map(nameOf).join('、')}。请选择退回到哪一个。`)
  }
  const target = tasks.find(({ elementId }) => elementId === to)
  if (target !== undefined) return { target }
  return refuse(`此件没有经过${nameOf({ elementId: to } as WalkedTask)}，不能退回到那里。可退回的环节：${tasks.map(nameOf).join('、')}。`)
}

interface WayBack {
  readonly backTo: NonNullable<MovedToken['backTo']>
  /** Only the returner's own token goes: what it has walked stays walked, and is where it goes on. */
  readonly plan: TakeBack
}

/** Where the token goes after the target: to the element it was returned from, through the scopes that it leaves now. */
function backTo(run: Run, walk: Walk, record: OpenTask, target: WalkedTask, whole: TakeBack): WayBack | { rejection: Rejection } {
  const refuse = (message: string) => ({ rejection: reject('INVALID_STATE', message, [{ path: 'then', code: 'BACK_TO_ME', message }]) })
  const chain = chainOf(run.draft, record.id)
  const inner = chain.slice(0, chain.findIndex(({ scope }) => scope === target.stay.scope) + 1)
  const node = nodeOfStay(run.graph, target.stay)
  const mover = inner.at(-1) as Activation
  if (whole.tokens > tokenCount(run.draft, record) || inner.some(isRepeated)) {
    return refuse('退回到那里会一并撤回其他在办或已到汇合处的分支，办完后不能直接回到本环节。请选择退回后按顺序办理。')
  }
  if (target.stay.element !== target.elementId) return refuse(`${elementText(node)}已经结束，退回会重新开始它，不能直接回到本环节。请选择退回后按顺序办理。`)
  if (whole.joins.length > 0 && node.boundaries.some(({ isInterrupting, outgoing }) => isInterrupting && outgoing.length > 0)) {
    return refuse(`${elementText(node)}带有会中断它的边界事件，中断后令牌要回到汇合处，而其他分支已经不在那里。请选择退回后按顺序办理。`)
  }
  return {
    backTo: { path: inner.toReversed().map(({ element }) => element), assignee: record.task.assignee, comesFrom: walk.stays.get(mover.id)?.from ?? [] },
    plan: { scope: target.stay.scope, ended: [mover], joins: [], undone: [mover.id], gone: new Set([mover.id, target.stay.id]), tokens: whole.tokens, complex: undefined },
  }
}

const isRepeated = (record: Activation): boolean => record.loop !== undefined || record.multi !== undefined
