import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Principal, UserId } from '#engine/model/principal'
import { graphOf, type Node } from './graph.js'
import { isJumpTarget } from './handlers/move_token.js'
import { idText } from './ids.js'
import type { InstanceState } from './state.js'
import { chainOf } from './walk/live.js'

/** A token at rest, and where it may be moved. */
export interface MovableToken {
  readonly elementInstanceId: string
  readonly elementId: string
  readonly assignee: UserId | null
  /** Roles that may move it, beside administrators. */
  readonly roles: readonly Principal[]
  /** Activities of the process and of the sub-processes around it, in document order. */
  readonly targets: readonly string[]
}

/** What people do or the system does for them: gateways and events are reached by these. */
const isActivity = ({ type }: Node): boolean => /(?:Task|task|SubProcess|subProcess|transaction|callActivity)$/.test(type)

/** Tokens of a running instance that may be moved (自由跳转). */
export function movableTokens(process: ExecutableProcess, state: InstanceState): MovableToken[] {
  if (state.status !== 'active') return []
  const { nodes, nodesById } = graphOf(process)
  const { active } = state.tokens
  return active
    .filter((record) => record.arrived === undefined && !active.some((child) => child.scope === record.id))
    .map((record) => {
      const around = new Set<string | null>([null, ...chainOf(state, record.id).slice(1).map((scope) => scope.element)])
      return {
        elementInstanceId: idText(state.instanceId, record.id),
        elementId: record.element,
        assignee: record.task?.assignee ?? null,
        roles: jumpRolesAt(nodesById.get(record.element)),
        targets: nodes.filter((node) => isActivity(node) && isJumpTarget(node) && node.id !== record.element && around.has(node.parent?.id ?? null)).map(({ id }) => id),
      }
    })
}

/** Where a finished instance may go on (唤醒): the activities of the process itself. */
export const wakeTargets = (process: ExecutableProcess): string[] =>
  graphOf(process).nodes.filter((node) => node.parent === null && isActivity(node) && isJumpTarget(node)).map(({ id }) => id)

/** The model lets these jump from a user task that allows it at all. */
function jumpRolesAt(node: Node | undefined): readonly Principal[] {
  const settings = node?.settings as { information?: { actions: readonly string[] } } | null | undefined
  return node?.type === 'userTask' && settings?.information?.actions.includes('jump') === true ? node.jumpRoles : []
}
