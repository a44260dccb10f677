import { movableTokens, wakeTargets, type MovableToken } from '#engine/kernel/move_targets'
import { stateOfRow } from '#engine/runtime/bus/state_of_row'
import { requireFull, requireVisible } from '../access/visible_data.js'
import { recordChange } from '../accounts/audit.js'
import { withdrawableAtWindow, withdrawApplication } from '../commands/withdraw_application.js'
import { performInstanceCommand } from '../commands/perform_instance_command.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { forbidden } from '../http/problem.js'
import { presentInstance } from '../presentation/instance_summary.js'
import { personOrNull } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

/** 作废, 唤醒, 撤回, 跳转: where a 办件 goes on, or that it does not, decided by hand and against the drawing. */
export const relocationController = (services: WebServices): Pick<Operations, 'voidInstance' | 'wakeInstance' | 'withdrawInstance' | 'moveToken' | 'listMoveTargets'> => ({
  voidInstance(call) {
    const { reason } = call.body
    return performInstanceCommand(services, call, { type: 'VoidInstance', reason, by: signedIn(call).userId }, reason)
  },

  wakeInstance(call) {
    const { to, reason } = call.body
    return performInstanceCommand(services, call, { type: 'WakeInstance', to, reason, by: signedIn(call).userId }, reason)
  },

  /** For the applicant who stands at the window; on the public page he does it himself. */
  async withdrawInstance(call) {
    const login = signedIn(call)
    const { instance, visible } = await requireFull(services, login, call.params.id)
    const found = await withdrawableAtWindow(services, login, instance)
    if (found === null) throw forbidden('只有受理窗口可以为申请人撤回申请。请由受理窗口的人员办理。')
    const { reason } = call.body
    const expected = call.ifMatch === null ? {} : { expectedRevision: { of: 'instance' as const, id: instance.id, revision: call.ifMatch } }
    const answer = await withdrawApplication(services, found, { reason, actor: actorOf(call), ...expected })
    await recordChange(services, call, 'instance.operated', instance.id, { command: 'Withdraw', reason })
    const row = (await services.engine.instances.find(instance.id))!
    return { body: { ...(await presentInstance(services, row, visible.level)), status: answer.status, revision: answer.revision } }
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
