import type { SkipIncident } from '../operation_commands.js'
import { indexOfId } from '../apply/draft.js'
import { readId } from '../ids.js'
import { elementText } from '../run/incidents.js'
import { leave } from '../run/leave.js'
import { emit, findActivation, nodeOf, type Run } from '../run/run.js'
import type { Activation, OpenIncident } from '../state.js'
import type { Rejection } from '../rejection.js'
import { reject, type Handler } from './handler.js'
import { refuseBlank } from './work.js'

/** 跳过: what the incident stopped is not done, its results are not mapped, and the token goes on from it. Refused where there is nothing to go on to. */
export const skipIncident: Handler<SkipIncident> = (run, { incidentId, reason, by }) => {
  const { incidents } = run.draft.tokens
  const incident = incidents[indexOfId(incidents, readId(run.instanceId, incidentId) ?? -1)]
  if (incident === undefined) return reject('NOT_FOUND', '此异常已处理。请刷新异常列表。')
  const record = incident.owner === null ? undefined : findActivation(run, incident.owner)
  const refusal = refuseBlank(reason, '跳过') ?? refuseSkip(run, incident, record)
  if (refusal !== undefined) return refusal
  emit(run, { type: 'IncidentResolved', incidentId, cause: 'skipped', by, reason })
  if (record === undefined || incident.stage === 'watch') return undefined
  const before = run.events.length
  leave(run, record, 'skipped')
  return refuseStuck(run, before)
}

function refuseSkip(run: Run, incident: OpenIncident, record: Activation | undefined): Rejection | undefined {
  if (incident.stage === 'watch') return undefined
  if (record === undefined) return reject('INVALID_STATE', '流程走得太久而停住，没有可以跳过的环节。请重试、跳转或终止。')
  const what = elementText(nodeOf(run, record))
  if (record.arrived !== undefined) return reject('INVALID_STATE', `${what}在等待汇合，不能跳过。请用“跳转”把等待的令牌移到别的环节。`)
  const isHost = run.draft.tokens.active.some((child) => child.scope === record.id)
  return isHost ? reject('INVALID_STATE', `${what}里还有在办的活动，不能跳过。请先处理它们，或用“跳转”。`) : undefined
}

/** It cannot be left either: no flow is open, or a list cannot be gathered. Skipping would only move the incident. */
function refuseStuck(run: Run, before: number): Rejection | undefined {
  const again = run.events.slice(before).find((event) => event.type === 'IncidentRaised')
  return again === undefined ? undefined : reject('INVALID_STATE', `不能跳过：${again.message}`)
}
