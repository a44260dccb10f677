import type { ExecutableProcess } from '#engine/model/executable_process'
import type { AdHocSettings } from './elements/ad_hoc_sub_process.js'
import type { Principal } from '#engine/model/principal'
import { graphOf, type Node } from './graph.js'
import { idText } from './ids.js'
import type { Activation, InstanceState } from './state.js'

/** One running ad-hoc sub-process, with the elements somebody may begin in it now. */
export interface AdHocChoice {
  readonly elementInstanceId: string
  readonly elementId: string
  readonly startable: readonly string[]
  /** Who may choose; null = whoever works on the case, or only the act itself can tell. */
  readonly candidates: readonly Principal[] | null
  /** Whether nothing runs in it, so that it can be ended. */
  readonly canComplete: boolean
}

/** What people may begin in the ad-hoc sub-processes of an instance. */
export function adHocChoices(process: ExecutableProcess, state: InstanceState): AdHocChoice[] {
  if (state.status !== 'active') return []
  const { nodesById } = graphOf(process)
  const { active, incidents } = state.tokens
  return active.flatMap((record) => {
    const node = nodesById.get(record.element)
    const isOpen = node?.type === 'adHocSubProcess' && record.multi === undefined && record.compensates === undefined && !incidents.some(({ owner }) => owner === record.id)
    if (!isOpen) return []
    const startable = record.isClosing === true ? [] : startableIn(state, record, node).map(({ id }) => id)
    const { candidates } = node.settings as AdHocSettings
    const fixed = candidates === null || candidates.expressions.length > 0 ? null : candidates.fixed
    return [{ elementInstanceId: idText(state.instanceId, record.id), elementId: node.id, startable, candidates: fixed, canComplete: !isBusy(state, record) }]
  })
}

/** Everything no flow leads to; one after the other when the order is sequential. */
export function startableIn(state: InstanceState, scope: Activation, node: Node): readonly Node[] {
  return (node.settings as AdHocSettings).isSequential && isBusy(state, scope) ? [] : node.starts
}

function isBusy({ tokens }: InstanceState, { id }: Activation): boolean {
  return tokens.active.some((record) => record.scope === id) || tokens.parked.some((token) => token.scope === id)
}
