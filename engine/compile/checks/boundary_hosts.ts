import { COMPENSATE_BOUNDARY } from '#engine/kernel/elements/compensate_boundary_event'
import { elementRegistry } from '#engine/kernel/elements/registry'
import type { Check } from './run_checks.js'

/** Boundary events sit on activities, have no incoming flow, and make sense only where tokens rest. */
export const checkBoundaryHosts: Check = ({ graph }, toolsFor) => {
  for (const node of graph.nodes) {
    if (node.type !== 'boundaryEvent') continue
    const tools = toolsFor(node.id)
    if (node.incoming.length > 0) tools.report('error', 'BOUNDARY_HAS_INCOMING', '边界事件不能有进入的顺序流。请改接到活动上。')
    const host = node.attachedTo
    if (host === null) continue
    const element = elementRegistry.get(host.kind)
    if (!/([tT]ask|[pP]rocess|Activity|transaction)$/.test(host.type) || host.kind === 'eventSubProcess') {
      tools.report('error', 'BOUNDARY_HOST', `边界事件只能附着在活动上，“${host.id}”不是活动。请移到活动上。`)
    } else if (node.kind !== COMPENSATE_BOUNDARY && element !== undefined && !element.rests && host.multiInstance === null) {
      tools.report('warning', 'BOUNDARY_NEVER_FIRES', `“${host.id}”立即完成，附着其上的边界事件不会发生。请移到会等待的活动上，或删去。`)
    }
  }
}
