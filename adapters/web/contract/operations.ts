/** 运行维护: how the system itself is doing. Numbers, states and elements; titles, applicants and variables are in none of it. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { InstanceStatus } from './instances.js'
import { closed, Count, Id, Instant, nullable, pageOf, pageQuery, PersonReference, Sha256 } from './schema.js'

const shared = { tag: '运行维护', access: 'maintain_system' } as const

const VersionFigures = closed({
  definitionId: Id, key: Id, name: Type.String(), version: Count, isDefault: Type.Boolean(),
  active: Count, suspended: Count, completed: Count, cancelled: Count, voided: Count,
})
export type VersionFigures = Static<typeof VersionFigures>

/** An origin and the start of its paths; `isInside` = addresses of the house, too. */
const HttpPlace = closed({ address: Type.String(), isInside: Type.Boolean() })

export const OperationsOverview = closed({
  versions: Type.Array(VersionFigures),
  archived: Count,
  openIncidents: Count,
  readyJobs: Count, failedJobs: Count,
  timers: Count, overdueTimers: Count,
  /** Of the earliest timer whose time has come. */
  timerLagSeconds: Count,
  sentCommands: Count, failingCommands: Count, parkedCommands: Count,
  checkpoint: nullable(closed({ number: Count, at: Instant, publicKeyFingerprint: Type.String() })),
  awaitingCheckpoint: Count,
  liveness: nullable(closed({ at: Instant, instances: Count, findings: Count })),
  /** What the operator lets models call (`HTTP_TASK_ALLOW`), and the packages in force that confine themselves further (`httpPlaces`). */
  httpPlaces: closed({
    allowed: Type.Array(HttpPlace),
    confined: Type.Array(closed({ packageKey: Id, packageName: Type.String(), version: Count, places: Type.Array(HttpPlace) })),
  }),
})
export type OperationsOverview = Static<typeof OperationsOverview>

export const OperatedInstance = closed({
  id: Id, number: nullable(Type.String()), definitionId: Id, definitionName: Type.String(), version: Count, status: InstanceStatus,
  startedAt: Instant, endedAt: nullable(Instant), incidentCount: Count, revision: Count,
})
export type OperatedInstance = Static<typeof OperatedInstance>

/** A place where a token rests. */
const Resting = closed({
  elementId: Type.String(), elementName: Type.String(), since: Instant,
  /** Who has it, where it is a person's work; null = nobody has claimed it, or it waits for something else. */
  assignee: nullable(PersonReference),
})

export const OperatedIncident = closed({
  id: Id, instanceId: Id, instanceNumber: nullable(Type.String()), definitionName: Type.String(), code: Type.String(),
  elementId: nullable(Type.String()), elementName: nullable(Type.String()),
  /** Null where it may hold business data that the caller may not see. */
  message: nullable(Type.String()), raisedAt: Instant, resolvedAt: nullable(Instant), instanceRevision: Count,
})
export type OperatedIncident = Static<typeof OperatedIncident>

export const OperatedInstanceDetail = closed({
  ...OperatedInstance.properties,
  resting: Type.Array(Resting),
  incidents: Type.Array(OperatedIncident),
  jobs: Count, subscriptions: Count,
  callerId: nullable(Id), calledIds: Type.Array(Id),
})
export type OperatedInstanceDetail = Static<typeof OperatedInstanceDetail>

const JournalLine = closed({
  seq: Count, at: Instant, actor: Type.String(),
  /** Types of the row's events with their elements, without content. */
  events: Type.Array(closed({ type: Type.String(), elementName: nullable(Type.String()) })), hash: Sha256,
})
export type JournalLine = Static<typeof JournalLine>

const Verification = closed({
  rows: Count, findings: Type.Array(closed({ code: Type.String(), seq: nullable(Count), message: Type.String() })),
})
export type Verification = Static<typeof Verification>

const Job = closed({
  id: Id, instanceId: Id, elementId: nullable(Type.String()), kind: Type.Union([Type.Literal('builtin'), Type.Literal('external'), Type.Literal('follow-up')]),
  topic: Type.String(), state: Type.Union([Type.Literal('ready'), Type.Literal('failed')]), retriesLeft: Count, dueAt: Instant, leasedUntil: nullable(Instant),
})
export type Job = Static<typeof Job>

const FailedCommand = closed({
  id: Type.String(), type: Type.String(), fromInstanceId: Id, toInstanceId: nullable(Id), createdAt: Instant, attempts: Count,
  /** Null: parked; it is tried again only when somebody asks. */
  retryAt: nullable(Instant), error: Type.String(),
})
export type FailedCommand = Static<typeof FailedCommand>

const HeldTrigger = closed({
  id: Id, definitionKey: Id, definitionName: Type.String(), elementId: Type.String(), elementName: Type.String(),
  kind: Type.Union([Type.Literal('message'), Type.Literal('signal'), Type.Literal('timer'), Type.Literal('conditional')]),
  /** Of the message or signal; empty for a timer or condition. */
  name: Type.String(), arrivedAt: Instant,
})
export type HeldTrigger = Static<typeof HeldTrigger>

const ElementTime = closed({
  elementId: Type.String(), elementName: Type.String(), count: Count, medianSeconds: Type.Number({ minimum: 0 }), p90Seconds: Type.Number({ minimum: 0 }), waiting: Count,
  isSample: Type.Boolean({ description: '只按期内最新的若干件统计' }),
})
export type ElementTime = Static<typeof ElementTime>
export const HeatMap = closed({
  definitionId: Id, name: Type.String(), version: Count, instances: Count,
  /** What is no task of people's is told over the newest instances alone, this many; null = all were read. */
  sampled: nullable(Count), elements: Type.Array(ElementTime),
})
export type HeatMap = Static<typeof HeatMap>

const LivenessFinding = closed({ instanceId: Id, code: Type.String(), message: Type.String(), detail: Type.String() })
export const LivenessReport = closed({
  run: nullable(closed({ at: Instant, instances: Count, findings: Count })), findings: Type.Array(LivenessFinding),
})
export type LivenessReport = Static<typeof LivenessReport>

const id = closed({ id: Id })
const period = { from: Type.Optional(Instant), to: Type.Optional(Instant) }
const svg = { binary: ['image/svg+xml'], description: '流程图（SVG）' }

export const operationsEndpoints = [
  endpoint({ ...shared, method: 'GET', path: '/operations/overview', operationId: 'readOperations', summary: '运行总览', responses: { 200: OperationsOverview } }),
  endpoint({
    ...shared, method: 'GET', path: '/operations/instances', operationId: 'listOperatedInstances', summary: '流程实例（不含业务数据）',
    query: closed({
      ...pageQuery, definitionId: Type.Optional(Id), status: Type.Optional(InstanceStatus), withIncident: Type.Optional(Type.Boolean()),
      q: Type.Optional(Type.String({ maxLength: 191, description: '实例编号，或办件编号的开头' })),
    }),
    responses: { 200: pageOf(OperatedInstance) },
  }),
  endpoint({ ...shared, method: 'GET', path: '/operations/instances/{id}', operationId: 'readOperatedInstance', summary: '一个流程实例停在哪里', params: id, responses: { 200: OperatedInstanceDetail } }),
  endpoint({ ...shared, method: 'GET', path: '/operations/instances/{id}/diagram', operationId: 'readOperatedDiagram', summary: '流程图及其位置', params: id, responses: { 200: svg } }),
  endpoint({
    ...shared, method: 'GET', path: '/operations/instances/{id}/journal', operationId: 'readJournal', summary: '日志（不含内容）', params: id, query: closed(pageQuery),
    responses: { 200: pageOf(JournalLine) },
  }),
  endpoint({ ...shared, method: 'GET', path: '/operations/instances/{id}/verification', operationId: 'verifyInstance', summary: '校验日志、状态与任务', params: id, responses: { 200: Verification } }),
  endpoint({
    ...shared, method: 'GET', path: '/operations/incidents', operationId: 'listOperatedIncidents', summary: '运行异常（不含业务数据）',
    query: closed({ ...pageQuery, state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('resolved')])) }), responses: { 200: pageOf(OperatedIncident) },
  }),
  endpoint({ ...shared, method: 'POST', path: '/operations/incidents/{id}/retry', operationId: 'retryOperatedIncident', summary: '重试', params: id, responses: { 200: OperatedInstance }, idempotent: true }),
  endpoint({
    ...shared, method: 'GET', path: '/operations/jobs', operationId: 'listJobs', summary: '自动作业',
    query: closed({ ...pageQuery, state: Type.Optional(Type.Union([Type.Literal('ready'), Type.Literal('failed')])) }), responses: { 200: pageOf(Job) },
  }),
  endpoint({ ...shared, method: 'GET', path: '/operations/commands', operationId: 'listFailedCommands', summary: '没有送达的流程间指令', query: closed(pageQuery), responses: { 200: pageOf(FailedCommand) } }),
  endpoint({ ...shared, method: 'POST', path: '/operations/commands/{id}/retry', operationId: 'retryFailedCommand', summary: '再次投递', params: id, responses: { 204: null }, idempotent: true }),
  endpoint({ ...shared, method: 'GET', path: '/operations/start-triggers', operationId: 'listHeldTriggers', summary: '等其他条件凑齐才启动流程的触发', query: closed(pageQuery), responses: { 200: pageOf(HeldTrigger) } }),
  endpoint({ ...shared, method: 'POST', path: '/operations/start-triggers/{id}/drop', operationId: 'dropHeldTrigger', summary: '放弃一个等待凑齐的触发', params: id, responses: { 204: null }, idempotent: true }),
  endpoint({ ...shared, method: 'GET', path: '/operations/definitions/{id}/heat', operationId: 'readHeatMap', summary: '各环节用时', params: id, query: closed(period), responses: { 200: HeatMap } }),
  endpoint({ ...shared, method: 'GET', path: '/operations/definitions/{id}/heat/diagram', operationId: 'readHeatDiagram', summary: '各环节用时热力图', params: id, query: closed(period), responses: { 200: svg } }),
  endpoint({ ...shared, method: 'GET', path: '/operations/liveness', operationId: 'readLiveness', summary: '最近一次夜间检查', responses: { 200: LivenessReport } }),
  endpoint({ ...shared, method: 'POST', path: '/operations/liveness', operationId: 'checkLiveness', summary: '现在检查', responses: { 200: LivenessReport }, idempotent: true }),
] as const
