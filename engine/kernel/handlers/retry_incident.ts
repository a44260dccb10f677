import type { RetryIncident } from '../commands.js'
import { indexOfId } from '../apply/draft.js'
import { readId } from '../ids.js'
import { begin } from '../run/activate.js'
import { retryJoin } from '../run/joins.js'
import { continueBody, leave } from '../run/leave.js'
import { emit, findActivation, idOf, nodeById, nodeOf, touch, type Run } from '../run/run.js'
import type { Activation, IncidentStage } from '../state.js'
import { reject, type Handler } from './handler.js'

/** Does again what the incident stopped; what still fails raises a new one. */
export const retryIncident: Handler<RetryIncident> = (run, { incidentId }) => {
  const { incidents } = run.draft.tokens
  const incident = incidents[indexOfId(incidents, readId(run.instanceId, incidentId) ?? -1)]
  if (incident === undefined) return reject('NOT_FOUND', '此异常已处理。请刷新异常列表。')
  emit(run, { type: 'IncidentResolved', incidentId, cause: 'retried' })
  if (incident.stage === 'watch') {
    if (run.conditions !== null) run.conditions.all = true
    return undefined
  }
  const record = incident.owner === null ? undefined : findActivation(run, incident.owner)
  if (record === undefined) unpark(run)
  else retry(run, record, incident.stage)
  return undefined
}

function retry(run: Run, record: Activation, stage: IncidentStage): void {
  const node = nodeOf(run, record)
  for (const job of run.draft.tokens.jobs.filter((candidate) => candidate.owner === record.id)) {
    emit(run, { type: 'JobClosed', jobId: idOf(run, job.id), cause: 'cancelled' })
  }
  if (record.arrived !== undefined && stage === 'enter') {
    const gathered = retryJoin(run, record, node)
    if (gathered !== undefined) begin(run, gathered, node)
  } else if (record.multi !== undefined && node.multiInstance !== null && record.multi.total > 0) continueBody(run, record, node, node.multiInstance)
  else if (stage !== 'leave') begin(run, record, node, stage === 'work')
  else leave(run, record)
}

function unpark(run: Run): void {
  const { parked } = run.draft.tokens
  const { flowsById } = run.graph
  emit(run, { type: 'TokensUnparked' })
  if (run.conditions !== null) run.conditions.all = true
  for (const record of run.draft.tokens.active) if (record.arrived !== undefined) touch(run, record.scope)
  for (const token of parked.toReversed()) {
    run.stack.push({
      node: nodeById(run, token.element),
      scope: token.scope,
      flow: token.flow === null ? null : (flowsById.get(token.flow) ?? null),
      loop: token.loop,
      variables: token.variables,
      lastOutcome: token.lastOutcome,
      ...(token.compensates === undefined ? undefined : { compensates: token.compensates }),
    })
  }
}
