import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { emit, idOf, touch, type Run } from './run.js'

/** What a completing activity leaves behind for the case that it must be undone. */
export function keptBy(run: Run, record: Activation, node: Node): 'kept' | 'handedUp' | undefined {
  if (node.compensation === null || record.compensates !== undefined) return undefined
  if (record.multi !== undefined) return 'handedUp'
  const { handler, eventSubProcess } = node.compensation
  const isKept = handler !== null || eventSubProcess !== null || run.draft.tokens.compensations?.some(({ scope }) => scope === record.id) === true
  return isKept ? 'kept' : undefined
}

/** Whether something that this activation has asked for is still to be undone. */
export function awaitsCompensation(run: Run, id: number): boolean {
  return run.draft.tokens.compensations?.some(({ by }) => by === id) === true
}

/** A sub-process that came to life again has undone what it had done. */
export function finishCompensated(run: Run, record: Activation, node: Node): void {
  if (awaitsCompensation(run, record.id)) return
  emit(run, { type: 'ElementCompleted', elementInstanceId: idOf(run, record.id), elementId: node.id, elementType: node.type, scopeId: idOf(run, record.scope) })
  touch(run, record.scope)
}

/** Whether an activation is a completed sub-process come to life again, not a handler. */
export const isRevived = (record: Activation, node: Node): boolean => record.compensates !== undefined && !node.isForCompensation
