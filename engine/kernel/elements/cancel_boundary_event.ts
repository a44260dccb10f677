import { CANCEL_BOUNDARY } from '../run/cancel_transaction.js'
import { defineElement } from './element.js'

/** Cancel boundary event: the way on from a transaction that was cancelled; always interrupts. BPMN 2.0.2, 10.5.4. */
export const cancelBoundaryEvent = defineElement<null>({
  kind: CANCEL_BOUNDARY,
  rests: false,
  compile: () => null,
  enter: () => 'done',
  check(node, _settings, tools) {
    const host = node.attachedTo
    if (host === null) return
    if (host.type !== 'transaction') tools.report('error', 'CANCEL_BOUNDARY_HOST', `取消边界事件应附着在事务子流程上，“${host.id}”不是事务。请改为事务，或改用错误边界事件。`)
    if (host.boundaries.some((other) => other.index < node.index && other.kind === CANCEL_BOUNDARY)) {
      tools.report('error', 'SEVERAL_CANCEL_BOUNDARIES', '同一事务上有多个取消边界事件，无法决定走哪条路。请只留一个。')
    }
  },
})
