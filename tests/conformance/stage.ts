import type { ExecutableProcess } from '#engine/model/executable_process'
import { openRehearsal, submit, type JobAnswer, type Rehearsal, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import type { JobCreated } from '#engine/kernel/events'
import type { Activation, InstanceState } from '#engine/kernel/state'
import type { Service } from './script.js'

/** One case on its stage: a fresh rehearsal with all models deployed, and what has been seen so far. */
export interface Stage {
  readonly rehearsal: Rehearsal
  readonly completedTasks: string[]
  readonly visited: string[]
  incidents: number
  /** First instance started in the case. */
  root: string | null
}

/** Monday 2026-03-02 09:00 in Asia/Shanghai: when every case begins. */
const START_MS = Date.UTC(2026, 2, 2, 1)

export function openStage(processes: readonly ExecutableProcess[], services: Record<string, Service>, onRecord?: (record: RehearsalRecord) => void): Stage {
  const stage: Stage = {
    completedTasks: [],
    visited: [],
    incidents: 0,
    root: null,
    rehearsal: openRehearsal({
      processes,
      nowMs: START_MS,
      playJob: (job, state) => playService(services[job.elementId] ?? { noop: true }, job, state),
      onRecord: (record) => {
        const { instanceId, events } = record
        onRecord?.(record)
        stage.root ??= instanceId
        for (const event of events) {
          if (event.type === 'ElementActivated') stage.visited.push(event.elementId)
          else if (event.type === 'IncidentRaised') stage.incidents++
        }
      },
    }),
  }
  return stage
}

function playService(service: Service, _job: JobCreated, state: InstanceState): JobAnswer {
  if (service.bpmnError !== undefined) return { kind: 'error', code: service.bpmnError, message: null }
  if (service.set !== undefined) return { kind: 'complete', variables: service.set }
  if (service.increment === undefined) return { kind: 'complete', variables: {} }
  const before = state.data[service.increment]
  return { kind: 'complete', variables: { [service.increment]: (typeof before === 'number' ? before : 0) + 1 } }
}

/** Instances that are running, called ones included. */
export function running(stage: Stage): InstanceState[] {
  return [...stage.rehearsal.states.values()].filter((state) => state.status === 'active' || state.status === 'suspended')
}

/** Activations over all running instances. */
export function activations(stage: Stage): { state: InstanceState; record: Activation }[] {
  return running(stage).flatMap((state) => state.tokens.active.map((record) => ({ state, record })))
}

/** Element ids of all open user tasks. */
export function openTasks(stage: Stage): string[] {
  return activations(stage).flatMap(({ record }) => (record.task === undefined ? [] : [record.element]))
}

/** Completes one open task of an element; says why it could not. */
export function completeOne(stage: Stage, elementId: string, variables: Record<string, unknown>): string | null {
  const found = activations(stage).find(({ record }) => record.task !== undefined && record.element === elementId)
  if (found === undefined) return `no open task at ${elementId}`
  const { instanceId } = found.state
  const command = { type: 'CompleteTask', taskId: `${instanceId}:${found.record.id}`, by: null, outcome: null, opinion: null, data: variables } as const
  const answer = submit(stage.rehearsal, instanceId, command)
  if (!answer.ok) return answer.rejection.message
  stage.completedTasks.push(elementId)
  return null
}
