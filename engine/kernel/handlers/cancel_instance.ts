import type { CancelInstance } from '../commands.js'
import type { VoidInstance } from '../operation_commands.js'
import { emit, type Run } from '../run/run.js'
import { endProcessScope, reportToCaller } from '../run/settle.js'
import { terminateInside } from '../run/terminate.js'
import type { Handler } from './handler.js'
import { refuseBlank } from './work.js'

/** 终止: everything open ends, called instances too. */
export const cancelInstance: Handler<CancelInstance> = (run, { reason }) => {
  endEverything(run, reason)
  emit(run, { type: 'InstanceCancelled', reason, atMs: run.context.nowMs })
  reportToCaller(run, { kind: 'cancelled', reason })
  return undefined
}

/** 作废: the same, and what was issued stays on the registers under its number. */
export const voidInstance: Handler<VoidInstance> = (run, { reason, by }) => {
  const refusal = refuseBlank(reason, '作废')
  if (refusal !== undefined) return refusal
  endEverything(run, reason)
  emit(run, { type: 'InstanceVoided', reason, by, atMs: run.context.nowMs })
  reportToCaller(run, { kind: 'cancelled', reason })
  return undefined
}

function endEverything(run: Run, reason: string): void {
  terminateInside(run, 0, reason)
  endProcessScope(run, reason)
}
