import { movableTokens, wakeTargets, type MovableToken } from '#engine/kernel/move_targets'
import { stateOfRow } from '#engine/runtime/bus/state_of_row'
import { requireFull, requireVisible } from '../access/visible_data.js'
import { performInstanceCommand } from '../commands/perform_instance_command.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { personOrNull } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

/** 作废, 唤醒, 跳转: where a 办件 goes on, or that it does not, decided by hand and against the drawing. */
export const relocationController = (services: WebServices): Pick<Operations, 'voidInstance' | 'wakeInstance' | 'moveToken' | 'listMoveTargets'> => ({
  voidInstance(call) {
    const { reason } = call.body
    return performInstanceCommand(services, call, { type: 'VoidInstance', reason, by: signedIn(call).userId }, reason)
  },

  wakeInstance(call) {
    const { to, reason } = call.body
    return performInstanceCommand(services, call, { type: 'WakeInstance', to, reason, by: signedIn(call).userId }, reason)
  },

  async listMoveTargets(call) {
    const login = signedIn(call)
    const { instance, visible } = await requireVisible(services, login, call.params.id)
    const process = await services.engine.definitions.compiled(instance.definitionId)
    const isOperator = login.capabilities.has('operate_instances')
    const mayMove = ({ roles }: MovableToken) => isOperator || (visible.level === 'full' && roles.some((role) => login.principals.includes(role)))
    const place = (elementId: string) => {
      const element = process.elements.get(elementId)
      return { elementId, elementType: element?.type ?? 'unknown', name: element?.name || elementId }
    }
    const tokens = movableTokens(process, stateOfRow(instance)).filter(mayMove).map((token) => ({
      ...place(token.elementId), elementInstanceId: token.elementInstanceId, assignee: personOrNull(services.organisation, token.assignee), targets: token.targets.map(place),
    }))
    return { body: { tokens, wake: isOperator && instance.endedAtMs !== null && instance.status !== 'voided' ? wakeTargets(process).map(place) : [] } }
  },

  /** Whoever may not intervene is judged by the kernel: the model may name roles that jump. */
  async moveToken(call) {
    const login = signedIn(call)
    const isOperator = login.capabilities.has('operate_instances')
    if (!isOperator) await requireFull(services, login, call.params.id)
    const { from = null, to, reason } = call.body
    return performInstanceCommand(services, call, { type: 'MoveToken', from, to, by: login.userId, reason, ...(isOperator ? { asAdministrator: true } : {}) }, reason)
  },
})
