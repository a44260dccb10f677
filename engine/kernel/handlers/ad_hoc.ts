import type { UserId } from '#engine/model/principal'
import type { ActivateAdHoc, CompleteAdHoc } from '../ad_hoc_commands.js'
import { startableIn } from '../ad_hoc_choices.js'
import type { AdHocSettings } from '../elements/ad_hoc_sub_process.js'
import { readId } from '../ids.js'
import type { Rejection } from '../rejection.js'
import { candidatesOf } from '../run/candidates.js'
import { STOPPED } from '../run/evaluate.js'
import { elementText } from '../run/incidents.js'
import { leave } from '../run/leave.js'
import { findActivation, nodeOf, sendIn, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import { reject, type Handler } from './handler.js'

/** Somebody begins an activity of an ad-hoc sub-process. */
export const activateAdHoc: Handler<ActivateAdHoc> = (run, { subProcessId, elementId, by }) => {
  const scope = openAdHoc(run, subProcessId, by)
  if ('code' in scope) return scope
  const node = nodeOf(run, scope)
  const start = node.starts.find(({ id }) => id === elementId)
  if (start === undefined) return reject('INVALID_ARGUMENT', `${elementText(node)}中没有可启动的活动“${elementId}”。请从可启动的活动中选择。`)
  if (scope.isClosing === true) return reject('INVALID_STATE', `${elementText(node)}已达到完成条件，不再启动新的活动。`)
  if (!startableIn(run.draft.state, scope, node).includes(start)) return reject('INVALID_STATE', `${elementText(node)}一次只办一个活动。请先办完正在办理的活动。`)
  sendIn(run, [start], scope.id, scope.lastOutcome)
  return undefined
}

/** Somebody says that an ad-hoc sub-process is done. */
export const completeAdHoc: Handler<CompleteAdHoc> = (run, { subProcessId, by }) => {
  const scope = openAdHoc(run, subProcessId, by)
  if ('code' in scope) return scope
  const { active, parked } = run.draft.tokens
  if (active.some((record) => record.scope === scope.id) || parked.some((token) => token.scope === scope.id)) {
    return reject('INVALID_STATE', `${elementText(nodeOf(run, scope))}中还有正在办理的活动。请先办完再结束。`)
  }
  leave(run, scope)
  return undefined
}

/** The running instance that is meant, or why there is none. */
function openAdHoc(run: Run, subProcessId: string, by: UserId | null): Activation | Rejection {
  const { active, incidents } = run.draft.tokens
  const id = readId(run.instanceId, subProcessId)
  const isOpen = (record: Activation) => nodeOf(run, record).type === 'adHocSubProcess' && record.multi === undefined && record.compensates === undefined && !incidents.some(({ owner }) => owner === record.id)
  const found = active.filter((record) => (record.id === id || record.element === subProcessId) && isOpen(record))
  const [first, second] = found
  if (first === undefined) return reject('NOT_FOUND', `没有正在进行的临时子流程“${subProcessId}”。请刷新后重试。`)
  if (second !== undefined) return reject('CONFLICT', `临时子流程“${subProcessId}”有 ${found.length} 个实例正在进行。请指明是哪一个实例。`)
  return mayChoose(run, first, by) ? (findActivation(run, first.id) as Activation) : reject('FORBIDDEN', `您不在${elementText(nodeOf(run, first))}的候选人之列，不能启动或结束其中的活动。`)
}

function mayChoose(run: Run, scope: Activation, by: UserId | null): boolean {
  const { candidates } = nodeOf(run, scope).settings as AdHocSettings
  if (candidates === null || by === null) return true
  const allowed = candidatesOf(run, scope, candidates)
  return allowed !== STOPPED && run.context.directory.principalsOf(by).some((principal) => allowed.includes(principal))
}
