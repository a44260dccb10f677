import type { Activation } from '../state.js'
import { emit, findActivation, idOf, nodeOf, type Run } from './run.js'
import { releaseWaits } from './waits.js'

/** Ends an activation without completing it, whatever lives inside it first. Its called instance is cancelled by a command. */
export function terminate(run: Run, record: Activation, reason: string): void {
  terminateInside(run, record.id, reason)
  const { called } = record
  releaseWaits(run, record.id, reason)
  if (called !== undefined) {
    run.effects.push({ type: 'SendCommand', instanceId: called, command: { type: 'CancelInstance', reason } })
  }
  emit(run, {
    type: 'ElementTerminated',
    elementInstanceId: idOf(run, record.id),
    elementId: record.element,
    elementType: nodeOf(run, record).type,
    scopeId: idOf(run, record.scope),
    reason,
  })
}

/** Ends everything inside a scope, tokens on their way included; `except` stays. The scope itself lives on. */
export function terminateInside(run: Run, scope: number, reason: string, except = -1): void {
  if (run.stack.length > 0) run.stack = run.stack.filter((token) => token.scope !== scope)
  if (run.draft.tokens.parked.some((token) => token.scope === scope)) emit(run, { type: 'ParkedTokensDropped', scopeId: idOf(run, scope) })
  for (const child of run.draft.tokens.active.filter((candidate) => candidate.scope === scope && candidate.id !== except)) {
    if (findActivation(run, child.id) !== undefined) terminate(run, findActivation(run, child.id) as Activation, reason)
  }
}
