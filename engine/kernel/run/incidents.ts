import type { Activation, IncidentStage } from '../state.js'
import { emit, idOf, nextNumber, type Run } from './run.js'

/** The activation cannot go on: noted for people, to be tried again. Everything else in the instance goes on. */
export function raiseIncident(run: Run, record: Activation, code: string, message: string, stage: IncidentStage, jobId: string | null = null): void {
  emit(run, {
    type: 'IncidentRaised',
    incidentId: idOf(run, nextNumber(run)),
    code,
    elementId: record.element,
    elementInstanceId: idOf(run, record.id),
    jobId,
    message,
    stage,
    atMs: run.context.nowMs,
  })
}

/** Whether an incident keeps an activation from going on; a condition that could not be evaluated does not. */
export function isStopped(run: Run, id: number): boolean {
  return run.draft.tokens.incidents.some((incident) => incident.owner === id && incident.stage !== 'watch')
}

/** What people call an element: its name, or its id when it has none. */
export function elementText(node: { readonly id: string; readonly name: string }): string {
  return node.name === '' ? `“${node.id}”` : `“${node.name}”（${node.id}）`
}
