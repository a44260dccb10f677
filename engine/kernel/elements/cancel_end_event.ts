import { cancelTransaction, CANCEL_BOUNDARY, transactionAround } from '../run/cancel_transaction.js'
import { complete } from '../run/leave.js'
import { definedBy, type Node } from '../graph.js'
import { defineElement } from './element.js'

/** Cancel end event: cancels the transaction around it. BPMN 2.0.2, 10.5.3. */
export const cancelEndEvent = defineElement<null>({
  kind: 'endEvent:cancel',
  rests: false,
  compile: () => null,
  enter(run, record, node) {
    const transaction = transactionAround(run, record)
    complete(run, record, node)
    if (transaction !== undefined) cancelTransaction(run, transaction)
    return 'stopped'
  },
  check(node, _settings, tools) {
    const transaction = transactionOf(node)
    if (transaction === null) {
      tools.report('error', 'CANCEL_OUTSIDE_TRANSACTION', '取消结束事件应在事务子流程内，实际不在。请把外层子流程改为事务，或改用错误结束事件。')
    } else if (definedBy(transaction.boundaries, CANCEL_BOUNDARY) === undefined) {
      tools.report('error', 'CANCEL_NOT_CAUGHT', `事务“${transaction.id}”可被取消，但没有取消边界事件，取消后无路可走。请在事务上加一个取消边界事件。`)
    }
  },
})

function transactionOf(node: Node): Node | null {
  let at = node.parent
  while (at !== null && at.type !== 'transaction') at = at.parent
  return at
}
