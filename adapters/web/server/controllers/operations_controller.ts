import { createHash } from 'node:crypto'
import type { HeldTrigger, LivenessReport, OperationsOverview, VersionFigures } from '#adapters/web/contract/operations'
import { livenessSentence } from '#engine/runtime/liveness/liveness_words'
import type { FailedCommandRow, HeldTriggerRow, OperationFigures } from '#engine/runtime/ports/operations_queries'
import type { JobRow } from '#engine/runtime/ports/rows'
import { recordChange } from '../accounts/audit.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { acceptedOf } from '../http/accepted.js'
import { notFound, problem } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { presentOperated, presentOperatedIncident } from '../presentation/operated_instance.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import type { WebServices } from '../web_services.js'

type SystemOperations = Pick<
  Operations,
  'readOperations' | 'listOperatedIncidents' | 'retryOperatedIncident' | 'listJobs' | 'listFailedCommands' | 'retryFailedCommand' | 'listHeldTriggers' | 'dropHeldTrigger' | 'readLiveness' | 'checkLiveness'
>

/** 运行维护 of the system as a whole. */
export const operationsController = (services: WebServices): SystemOperations => ({
  readOperations: async () => ({ body: await overview(services) }),

  async listOperatedIncidents(call) {
    const login = signedIn(call)
    const page = await services.engine.incidents.list({ resolved: call.query.state === 'resolved' }, pageRequest(call.query))
    return { body: await presentPage(page, (row) => presentOperatedIncident(services, login, row)) }
  },

  async retryOperatedIncident(call) {
    const incident = await services.engine.incidents.find(call.params.id)
    if (!incident) throw notFound('运行异常')
    acceptedOf(await services.engine.retryIncident(incident.id, actorOf(call)))
    await recordChange(services, call, 'system.maintained', `instance:${incident.instanceId}`, { retried: incident.id })
    return { body: presentOperated(services, (await services.engine.instances.find(incident.instanceId))!) }
  },

  async listJobs(call) {
    const page = await services.engine.operations.jobs(call.query.state ?? 'failed', pageRequest(call.query))
    return { body: await presentPage(page, presentJob) }
  },

  async listFailedCommands(call) {
    const page = await services.engine.operations.failedCommands(pageRequest(call.query))
    return { body: await presentPage(page, presentFailedCommand) }
  },

  async retryFailedCommand(call) {
    const key = parseKey(call.params.id)
    if (!key || !(await services.engine.operations.releaseCommand(key))) {
      throw problem(404, 'E_NOT_FOUND', '这条指令已经送达，或不存在。请刷新页面。')
    }
    await recordChange(services, call, 'system.maintained', `command:${call.params.id}`, { retried: call.params.id })
    return { body: undefined }
  },

  async listHeldTriggers(call) {
    const page = await services.engine.operations.heldTriggers(pageRequest(call.query))
    return { body: await presentPage(page, (row) => presentHeldTrigger(services, row)) }
  },

  async dropHeldTrigger(call) {
    const dropped = await services.engine.operations.dropHeldTrigger(call.params.id)
    if (dropped === null) throw problem(404, 'E_NOT_FOUND', '这个触发已经启动了流程，或已被放弃。请刷新页面。')
    await recordChange(services, call, 'system.maintained', `start-trigger:${dropped.place}`, { dropped: dropped.triggerName })
    return { body: undefined }
  },

  readLiveness: async () => ({ body: await livenessReport(services) }),

  async checkLiveness(call) {
    const run = await services.engine.checkLiveness()
    await recordChange(services, call, 'system.maintained', 'liveness', { findings: run.findingCount })
    return { body: await livenessReport(services) }
  },
})

const sum = (figures: OperationFigures, state: JobRow['state']): number =>
  figures.jobs.filter((one) => one.state === state).reduce((total, { count }) => total + count, 0)

function versionFigures({ engine }: WebServices, figures: OperationFigures): VersionFigures[] {
  const inForce = new Set(engine.definitions.latest().map(({ id }) => id))
  const used = new Map<string, Partial<Record<string, number>>>()
  for (const { definitionId, status, count } of figures.instances) used.set(definitionId, { ...used.get(definitionId), [status]: count })
  return engine.definitions
    .list()
    .filter(({ id }) => inForce.has(id) || used.has(id))
    .map(({ id, key, name, version }) => {
      const count = (status: string) => used.get(id)?.[status] ?? 0
      return {
        definitionId: id, key, name: name || key, version, isDefault: inForce.has(id),
        active: count('active'), suspended: count('suspended'), completed: count('completed'), cancelled: count('cancelled'), voided: count('voided'),
      }
    })
}

async function overview(services: WebServices): Promise<OperationsOverview> {
  const { engine } = services
  const nowMs = services.clock()
  const [figures, checkpoint, liveness, places] = await Promise.all([engine.operations.figures(nowMs), engine.checkpoints.last(), engine.liveness.last(), services.httpPlaces()])
  return {
    versions: versionFigures(services, figures),
    archived: figures.archived, openIncidents: figures.openIncidents,
    readyJobs: sum(figures, 'ready'), failedJobs: sum(figures, 'failed'),
    timers: figures.timers, overdueTimers: figures.overdueTimers,
    timerLagSeconds: figures.earliestDueAtMs === null ? 0 : Math.max(0, Math.round((nowMs - figures.earliestDueAtMs) / 1000)),
    sentCommands: figures.sentCommands, failingCommands: figures.failingCommands, parkedCommands: figures.parkedCommands,
    checkpoint: checkpoint && { number: checkpoint.number, at: instant(checkpoint.atMs), publicKeyFingerprint: fingerprint(checkpoint.publicKey) },
    awaitingCheckpoint: figures.awaitingCheckpoint,
    liveness: liveness && presentRun(liveness.run),
    httpPlaces: { allowed: places.allowed.map(presentPlace), confined: places.confined.map((one) => ({ ...one, places: one.places.map(presentPlace) })) },
  }
}

const presentPlace = ({ origin, path, allowsPrivate }: { origin: string; path: string; allowsPrivate: boolean }) => ({ address: `${origin}${path}`, isInside: allowsPrivate })

/** As `npm run audit:verify` prints it. */
const fingerprint = (publicKey: string): string => createHash('sha256').update(publicKey).digest('hex').slice(0, 16)

const presentRun = (run: { startedAtMs: number; instances: number; findingCount: number }) => ({
  at: instant(run.startedAtMs), instances: run.instances, findings: run.findingCount,
})

async function livenessReport({ engine }: WebServices): Promise<LivenessReport> {
  const last = await engine.liveness.last()
  return {
    run: last && presentRun(last.run),
    findings: (last?.findings ?? []).map(({ instanceId, code, detail }) => ({ instanceId, code, message: livenessSentence(code), detail })),
  }
}

const presentJob = (row: JobRow) => ({
  id: row.id, instanceId: row.instanceId, elementId: row.elementId, kind: row.kind, topic: row.topic, state: row.state, retriesLeft: row.retriesLeft,
  dueAt: instant(row.dueAtMs), leasedUntil: instantOrNull(row.leaseUntilMs),
})

const presentFailedCommand = (row: FailedCommandRow) => ({
  id: `${row.sourceInstanceId}~${row.sourceSeq}~${row.position}`, type: row.type, fromInstanceId: row.sourceInstanceId, toInstanceId: row.instanceId,
  createdAt: instant(row.createdAtMs), attempts: row.attempts, retryAt: instantOrNull(row.retryAtMs), error: row.error,
})

/** `<definition key>/<start event>` and `<n>:<kind>:<name>` in words of the version in force. */
async function presentHeldTrigger({ engine }: WebServices, { id, place, triggerName, arrivedAtMs }: HeldTriggerRow): Promise<HeldTrigger> {
  const slash = place.lastIndexOf('/')
  const [definitionKey, elementId] = [place.slice(0, slash), place.slice(slash + 1)]
  const [, kind = '', name = ''] = /^\d+:([a-z]+):(.*)$/s.exec(triggerName) ?? []
  const definition = engine.definitions.byKey(definitionKey)
  const element = definition && (await engine.definitions.compiled(definition.id)).elements.get(elementId)
  return {
    id, definitionKey, definitionName: definition?.name || definitionKey, elementId, elementName: element?.name || elementId,
    kind: kind as HeldTrigger['kind'], name, arrivedAt: instant(arrivedAtMs),
  }
}

const parseKey = (id: string) => {
  const [, sourceInstanceId, sourceSeq, position] = /^(.+)~(\d{1,15})~(\d{1,15})$/.exec(id) ?? []
  return sourceInstanceId ? { sourceInstanceId, sourceSeq: Number(sourceSeq), position: Number(position) } : null
}
