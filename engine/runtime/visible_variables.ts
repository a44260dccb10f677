import type { InstanceState, TokenState } from '#engine/kernel/state'
import type { Variables } from '#engine/kernel/commands'

/**
 * Variables seen from an activity instance (`<instanceId>:<n>`): the process's, covered by those of the scopes around it, innermost
 * last. What a task's form reads.
 */
export const visibleVariables = (state: Pick<InstanceState, 'data'> & { tokens: TokenState }, elementInstanceId: string): Variables => {
  const byId = new Map(state.tokens.active.map((activation) => [activation.id, activation]))
  const chain: Variables[] = []
  let id = Number(elementInstanceId.slice(elementInstanceId.lastIndexOf(':') + 1))
  for (let at = byId.get(id); at !== undefined && chain.length < 1000; id = at.scope, at = byId.get(id)) {
    chain.push(at.variables ?? {})
  }
  return Object.assign({}, state.data, ...chain.reverse()) as Variables
}
