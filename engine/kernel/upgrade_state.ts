import { STATE_VERSION, type InstanceState } from './state.js'

/** One change of shape: from version n to n + 1, `n` being its place in the chain. */
export type StateUpgrade = (state: InstanceState) => InstanceState

/** From version 1 on, in order. Never edited once released: the next change of shape is the next link. */
export const STATE_UPGRADES: readonly StateUpgrade[] = []

/**
 * A stored state in today's shape, whatever release wrote it. One of a newer release is refused: an older server would lose what it does
 * not know. What is added as an optional field whose absence keeps the old meaning needs no link.
 */
export function upgradeState(state: InstanceState, upgrades: readonly StateUpgrade[] = STATE_UPGRADES): InstanceState {
  const current = upgrades.length + 1
  if (state.stateVersion === current) return state
  if (state.stateVersion > current) {
    throw new Error(`Expected the state of ${state.instanceId} to be of version ${current} or older, but it is of ${state.stateVersion}. Run the server that wrote it, or a newer one.`)
  }
  const upgraded = upgrades.slice(state.stateVersion - 1).reduce((older, upgrade) => upgrade(older), state)
  return { ...upgraded, stateVersion: current }
}

if (STATE_UPGRADES.length + 1 !== STATE_VERSION) throw new Error(`Expected ${STATE_VERSION - 1} links to lead to state version ${STATE_VERSION}, but there are ${STATE_UPGRADES.length}. Add the missing one.`)
