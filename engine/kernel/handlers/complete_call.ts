import type { CompleteCall, EscalateCall } from '../commands.js'
import { takeInterimResult, takeResult } from '../elements/call_activity.js'
import { readId } from '../ids.js'
import { elementText, isStopped, raiseIncident } from '../run/incidents.js'
import { leave } from '../run/leave.js'
import { findActivation, nodeOf, type Run } from '../run/run.js'
import { throwError } from '../run/throw_error.js'
import { throwEscalation } from '../run/throw_escalation.js'
import type { Activation } from '../state.js'
import { reject, type Handler } from './handler.js'

/** The called instance has ended: its results are taken over and the call goes on, or its error goes on outwards. */
export const completeCall: Handler<CompleteCall> = (run, command) => {
  if (!finishCall(run, command)) return reject('NOT_FOUND', '此调用已不在等待中。无需处理。')
  return undefined
}

/** The called instance has thrown an escalation: what it has so far is taken over; it goes on meanwhile. */
export const escalateCall: Handler<EscalateCall> = (run, { elementInstanceId, code, variables }) => {
  const record = waitingCall(run, elementInstanceId)
  if (record === undefined) return reject('NOT_FOUND', '此调用已不在等待中。无需处理。')
  takeInterimResult(run, record, nodeOf(run, record), variables)
  throwEscalation(run, record, code, {})
  return undefined
}

/** The call activity that waits for a called instance; undefined when nobody does any more. */
function waitingCall(run: Run, elementInstanceId: string): Activation | undefined {
  const id = readId(run.instanceId, elementInstanceId)
  const record = id === null ? undefined : findActivation(run, id)
  return record?.called === undefined || isStopped(run, record.id) ? undefined : record
}

/** False when nobody waits for this call any more. */
function finishCall(run: Run, { elementInstanceId, result }: CompleteCall): boolean {
  const record = waitingCall(run, elementInstanceId)
  if (record === undefined) return false
  const node = nodeOf(run, record)
  switch (result.kind) {
    case 'completed':
      if (takeResult(run, record, node, result.variables)) leave(run, record)
      return true
    case 'error':
      if (takeResult(run, record, node, result.variables)) throwError(run, record, result.code, result.message, {})
      return true
    case 'cancelled':
      raiseIncident(run, record, 'CALLED_INSTANCE_CANCELLED', `${elementText(node)}调用的流程已被终止：${result.reason}。重试会重新调用；否则请终止此流程。`, 'work')
      return true
    case 'failed':
      raiseIncident(run, record, result.code, `${elementText(node)}调用的流程无法启动：${result.message}请排除原因后重试。`, 'work')
      return true
  }
}
