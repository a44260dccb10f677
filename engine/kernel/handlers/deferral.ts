import type { Command, DeferredCommand } from '../commands.js'
import type { Rejection } from '../rejection.js'
import { emit, type Run } from '../run/run.js'
import { settle } from '../run/settle.js'
import { completeCall, escalateCall } from './complete_call.js'
import { deliverMessage, deliverSignal, signalUnheard, subscriptionFor } from './events.js'
import type { Handler } from './handler.js'
import { completeJob, failJob, jobGone, ownerOf, throwJobError } from './jobs.js'
import { checkNames } from './variable_names.js'

const HANDLERS: { readonly [T in DeferredCommand['type']]: Handler<Extract<DeferredCommand, { type: T }>> } = {
  CompleteCall: completeCall,
  CompleteJob: completeJob,
  FailJob: failJob,
  ThrowJobError: throwJobError,
  DeliverMessage: deliverMessage,
  DeliverSignal: deliverSignal,
  EscalateCall: escalateCall,
}

/** Whether a suspended instance keeps this command for its resume: what happened outside has happened. */
export const isDeferrable = (command: Command): command is DeferredCommand => Object.hasOwn(HANDLERS, command.type)

/** Keeps a command for the resume; what nobody waits for is refused as it would be at any other time. */
export function defer(run: Run, command: DeferredCommand): Rejection | undefined {
  const refusal = refuseToDefer(run, command)
  if (refusal === undefined) emit(run, { type: 'CommandDeferred', command })
  return refusal
}

function refuseToDefer(run: Run, command: DeferredCommand): Rejection | undefined {
  if (command.type === 'CompleteCall' || command.type === 'EscalateCall') return undefined
  if (command.type === 'DeliverMessage') {
    const found = subscriptionFor(run, command)
    if (found.rejection !== undefined) return found.rejection
  } else if (command.type === 'DeliverSignal') {
    if (!run.draft.tokens.subscriptions.some(({ kind, name }) => kind === 'signal' && name === command.name)) return signalUnheard(command.name)
  } else {
    const isAnswered = run.draft.tokens.deferred.some((other) => 'jobId' in other && other.jobId === command.jobId)
    if (isAnswered || ownerOf(run, command.jobId) === undefined) return jobGone()
  }
  const refusal = 'variables' in command ? checkNames(command.variables) : undefined
  return refusal ?? ('localVariables' in command ? checkNames(command.localVariables ?? {}) : undefined)
}

/**
 * Carries out what was kept, in order of arrival, each as a command of its own would be: the next one finds all at rest. One that is not
 * waited for any more, since an earlier one took its place away, is passed over.
 */
export function carryOutDeferred(run: Run, deferred: readonly DeferredCommand[]): void {
  for (const command of deferred) {
    if (run.draft.state.status !== 'active') return
    ;(HANDLERS[command.type] as Handler<DeferredCommand>)(run, command)
    settle(run)
  }
}
