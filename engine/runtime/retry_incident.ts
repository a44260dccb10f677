import type { CommandBus } from './bus/command_bus.js'
import type { Actor, Answer } from './command_envelope.js'
import type { EnginePorts } from './engine.js'

/** Tries that a follow-up job gets anew. */
const RETRIES = 5

const RESOLVED: Answer = { ok: false, rejection: { code: 'INVALID_STATE', message: '这条异常已经处理，不用再试。请刷新页面。' } }

/** Whether a job came from a participant: its id is `<instance>:<revision>:f<n>`, and no token knows of it. */
const isFollowUp = (jobId: string | null): jobId is string => jobId !== null && /:f\d+$/.test(jobId)

/** Tries again what an incident stopped: through the kernel, or a participant's follow-up job directly. */
export const retryIncident = async (
  incidentId: string, actor: Actor, surroundings: { ports: EnginePorts; bus: CommandBus; nowMs: number; jobsReady(): void },
): Promise<Answer> => {
  const { ports, bus } = surroundings
  const incident = await ports.incidents.find(incidentId)
  const instance = incident && (await ports.instances.find(incident.instanceId))
  if (!incident || !instance) return { ok: false, rejection: { code: 'NOT_FOUND', message: '找不到这条异常。它可能已经处理。' } }
  if (incident.resolvedAtMs !== null) return RESOLVED
  if (!isFollowUp(incident.jobId)) return bus.submit({ instanceId: incident.instanceId, command: { type: 'RetryIncident', incidentId }, actor })
  if (!(await ports.work.retryJob({ jobId: incident.jobId, incidentId, retries: RETRIES, nowMs: surroundings.nowMs }))) return RESOLVED
  surroundings.jobsReady()
  return { ok: true, instanceId: instance.id, status: instance.status, revision: instance.revision, events: [] }
}
