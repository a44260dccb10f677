import type { CancelInstance } from '../commands.js'
import { emit, idOf } from '../run/run.js'
import { reportToCaller } from '../run/settle.js'
import { terminateInside } from '../run/terminate.js'
import type { Handler } from './handler.js'

/** 终止: everything open ends, called instances too. */
export const cancelInstance: Handler<CancelInstance> = (run, { reason }) => {
  terminateInside(run, 0, reason)
  for (const incident of run.draft.tokens.incidents) emit(run, { type: 'IncidentResolved', incidentId: idOf(run, incident.id), cause: 'cancelled' })
  emit(run, { type: 'InstanceCancelled', reason, atMs: run.context.nowMs })
  reportToCaller(run, { kind: 'cancelled', reason })
  return undefined
}
