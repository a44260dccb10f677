import type { CompleteCall } from '../commands.js'
import { takeResult } from '../elements/call_activity.js'
import { readId } from '../ids.js'
import { elementText, raiseIncident } from '../run/incidents.js'
import { leave } from '../run/leave.js'
import { findActivation, nodeOf, type Run } from '../run/run.js'
import { throwError } from '../run/throw_error.js'
import { reject, type Handler } from './handler.js'

/** The called instance has ended: its results are taken over and the call goes on, or its error goes on outwards. */
export const completeCall: Handler<CompleteCall> = (run, command) => {
  if (!finishCall(run, command)) return reject('NOT_FOUND', '此调用已不在等待中。无需处理。')
  return undefined
}

/** False when nobody waits for this call any more. */
function finishCall(run: Run, { elementInstanceId, result }: CompleteCall): boolean {
  const id = readId(run.instanceId, elementInstanceId)
  const record = id === null ? undefined : findActivation(run, id)
  if (record?.called === undefined || run.draft.tokens.incidents.some((incident) => incident.owner === record.id)) return false
  const node = nodeOf(run, record)
  switch (result.kind) {
    case 'completed':
      if (takeResult(run, record, node, result.variables)) leave(run, record)
      return true
    case 'error':
      throwError(run, record, result.code, result.message, {})
      return true
    case 'cancelled':
      raiseIncident(run, record, 'CALLED_INSTANCE_CANCELLED', `${elementText(node)}调用的流程已被终止：${result.reason}。重试会重新调用；否则请终止此流程。`, 'work')
      return true
    case 'failed':
      raiseIncident(run, record, result.code, `${elementText(node)}调用的流程无法启动：${result.message}请排除原因后重试。`, 'work')
      return true
  }
}
