import type { MoveToken } from '../operation_commands.js'
import type { Node } from '../graph.js'
import { readId } from '../ids.js'
import { elementText } from '../run/incidents.js'
import { placeToken } from '../run/place_token.js'
import { emit, idOf, nodeOf, type Run } from '../run/run.js'
import type { Rejection } from '../rejection.js'
import type { Activation } from '../state.js'
import { setVariables } from '../run/variables.js'
import { chainOf } from '../walk/live.js'
import { planMove, stopOf } from '../walk/plan_move.js'
import { carryOutTakeBack, placesNow, tasksIn } from '../walk/take_back.js'
import { walkOf } from '../walk/walk_of.js'
import { reject, type Handler } from './handler.js'
import { refuseBegun, refuseComplex, refuseCrowded, refuseIfParked, refuseStarved, starvedNow } from './move_checks.js'
import { checkNames } from './variable_names.js'
import { allows, refuseBlank } from './work.js'

/** 自由跳转: a token goes on at another activity of its own scope or one around it, forwards or backwards. */
export const moveToken: Handler<MoveToken> = (run, command) => {
  const refusal = refuseBlank(command.reason, '跳转') ?? refuseIfParked(run)
  if (refusal !== undefined) return refusal
  const found = moverOf(run, command.from)
  if ('rejection' in found) return found.rejection
  const record = found.mover
  if (command.asAdministrator !== true && !mayJump(run, record, command.by)) return reject('FORBIDDEN', '您不能移动此流程的令牌。请联系流程管理员。')
  const target = run.graph.nodesById.get(command.to)
  if (target === undefined || !isJumpTarget(target)) return noTarget(command.to)
  const walk = walkOf(run)
  if (walk === undefined) return undefined
  const stop = stopOf(run, record.id, target)
  const plan = planMove(run, walk, record.id, stop)
  const { variables = {} } = command
  const complex = refuseBegun(run, stop.scope) ?? refuseComplex(plan.takeBack) ?? checkNames(variables)
  if (complex !== undefined) return complex
  setVariables(run, 0, variables)
  const starved = starvedNow(run, stop.scope)
  const { by, reason } = command
  emit(run, {
    type: 'TokenMoved', elementInstanceId: idOf(run, record.id), elementId: record.element, toElementId: target.id, cancelled: tasksIn(run, plan.takeBack.ended),
    before: placesNow(run), undone: plan.takeBack.undone.map((id) => idOf(run, id)), by, reason, atMs: run.context.nowMs,
  })
  carryOutTakeBack(run, walk, plan.takeBack, `因跳转至${elementText(target)}而取消`)
  const isStarved = refuseStarved(run, stop.scope, stop.node, starved) ?? (plan.isWalked ? undefined : refuseCrowded(run, stop.scope, stop.node))
  if (isStarved !== undefined) return isStarved
  placeToken(run, { node: stop.node, scope: stop.scope, comesFrom: plan.comesFrom, lastOutcome: record.lastOutcome, ...(plan.assignee !== null && { moved: { assignee: plan.assignee } }) })
  return undefined
}

/** The token that is meant: by its activation, by its element while one token stands there, or the only one alive. */
function moverOf(run: Run, from: string | null): { mover: Activation } | { rejection: Rejection } {
  const { active } = run.draft.tokens
  const refuse = (code: Rejection['code'], message: string) => ({ rejection: reject(code, message, [{ path: 'from', code: 'MOVED_TOKEN', message }]) })
  const id = from === null ? null : readId(run.instanceId, from)
  const byId = active.find((record) => record.id === id)
  if (byId !== undefined) return { mover: byId }
  const tokens = active.filter((record) => !active.some((child) => child.scope === record.id))
  const named = from === null ? tokens : active.filter((record) => record.element === from && record.loop === undefined)
  const all = named.length > 0 ? named : tokens.filter((record) => record.element === from)
  if (all.length === 1) return { mover: all[0] as Activation }
  if (all.length === 0) return refuse('NOT_FOUND', `没有令牌停在“${from ?? ''}”。请刷新流程图后重新选择。`)
  return refuse('INVALID_ARGUMENT', `有 ${all.length} 个令牌在办（${all.map((record) => elementText(nodeOf(run, record))).join('、')}）。请指明移动哪一个。`)
}

/** The node's own people, when it allows jumping to the roles that the model names. */
function mayJump(run: Run, record: Activation, by: string): boolean {
  const inside = chainOf(run.draft, record.id)[0] as Activation
  const { jumpRoles } = nodeOf(run, inside)
  const principals = run.context.directory.principalsOf(by)
  return nodeOf(run, inside).type === 'userTask' && allows(run, inside, 'jump') && jumpRoles.some((role) => principals.includes(role))
}

/** What a token may be moved to: anything that acts when a token comes, but not what only events or the engine begin. */
export function isJumpTarget(node: Node): boolean {
  return node.type !== 'boundaryEvent' && node.type !== 'startEvent' && !node.isForCompensation && !node.kind.startsWith('eventSubProcess')
}

export function noTarget(to: string): Rejection {
  const message = `“${to}”不是本流程中可以跳转到的环节。请选择任务、子流程或网关；不能跳到被调用的流程里。`
  return reject('INVALID_ARGUMENT', message, [{ path: 'to', code: 'MOVE_TARGET', message }])
}
