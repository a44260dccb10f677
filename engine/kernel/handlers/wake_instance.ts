import type { WakeInstance } from '../operation_commands.js'
import type { IncidentRaised } from '../events.js'
import type { Node } from '../graph.js'
import { STOPPED } from '../run/evaluate.js'
import { prepareListeners } from '../run/event_sub_processes.js'
import { placeToken } from '../run/place_token.js'
import { emit } from '../run/run.js'
import { reject, type Handler } from './handler.js'
import { refuseStarved } from './move_checks.js'
import { isJumpTarget, noTarget } from './move_token.js'
import { refuseBlank } from './work.js'

/** 唤醒: a finished instance goes on at an activity, as a new run of tokens in the same journal; inside a sub-process at its start. */
export const wakeInstance: Handler<WakeInstance> = (run, { to, by, reason }) => {
  const { status, caller } = run.draft.state
  const refusal = refuseBlank(reason, '唤醒')
  if (refusal !== undefined) return refusal
  if (status === 'suspended') return reject('SUSPENDED', '此流程已被挂起，还未结束，无需唤醒。请激活后办理。')
  if (status === 'active') return reject('INVALID_STATE', '此流程还在办理中，无需唤醒。')
  if (status === 'voided') return reject('INVALID_STATE', '此流程已作废，不能唤醒。请重新发起。')
  if (caller !== null) return reject('INVALID_STATE', '此流程由上级流程调用，不能单独唤醒。请唤醒上级流程。')
  const target = run.graph.nodesById.get(to)
  if (target === undefined || !isJumpTarget(target)) return noTarget(to)
  let node: Node = target
  while (node.parent !== null) node = node.parent
  const starved = refuseStarved(run, 0, node, [])
  if (starved !== undefined) return starved
  emit(run, { type: 'InstanceWoken', toElementId: to, reason, by, atMs: run.context.nowMs })
  const listen = prepareListeners(run, 0)
  if (listen === STOPPED) return reject('INVALID_ARGUMENT', `流程没有唤醒：${(run.events.at(-1) as IncidentRaised).message}`)
  if (listen() === 'interrupted') return undefined
  placeToken(run, { node, scope: 0, comesFrom: [] })
  return undefined
}
