import { definedBy } from '../graph.js'
import type { Activation } from '../state.js'
import { fireBoundary } from './boundaries.js'
import { awaitsCompensation } from './completed_activities.js'
import { triggerCompensation } from './compensation.js'
import { closeListeners } from './event_sub_processes.js'
import { elementText } from './incidents.js'
import { leave } from './leave.js'
import { emit, findActivation, idOf, nodeOf, type Run } from './run.js'
import { terminateInside } from './terminate.js'

export const CANCEL_BOUNDARY = 'boundaryEvent:cancel'

/** The innermost transaction around an activation. */
export function transactionAround(run: Run, inside: Activation): Activation | undefined {
  for (let at = findActivation(run, inside.scope); at !== undefined; at = findActivation(run, at.scope)) {
    if (nodeOf(run, at).type === 'transaction' && at.multi === undefined) return at
  }
  return undefined
}

/** A transaction is cancelled: what runs inside ends, what has completed is undone; then its cancel boundary event happens. BPMN 2.0.2, 10.7 and 13.5.6. */
export function cancelTransaction(run: Run, transaction: Activation): void {
  terminateInside(run, transaction.id, `事务${elementText(nodeOf(run, transaction))}已取消`)
  closeListeners(run, transaction.id)
  emit(run, { type: 'TransactionCancelled', elementInstanceId: idOf(run, transaction.id), elementId: transaction.element })
  triggerCompensation(run, transaction, [transaction.id], null)
}

/** Leaves one cancelled transaction in which everything has been undone. True = something moved. */
export function releaseCancelled(run: Run): boolean {
  const { active, parked } = run.draft.tokens
  const record = active.find(
    ({ id, cancelled }) => cancelled === true && !awaitsCompensation(run, id) && !active.some(({ scope }) => scope === id) && !parked.some(({ scope }) => scope === id),
  )
  if (record === undefined) return false
  const host = record.loop === undefined ? record : (findActivation(run, record.scope) as Activation)
  const boundary = definedBy(nodeOf(run, record).boundaries, CANCEL_BOUNDARY)
  if (boundary === undefined) leave(run, record)
  else fireBoundary(run, host, boundary.part?.whole ?? boundary, {})
  return true
}
