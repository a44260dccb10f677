import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { ReusedMaterials } from './kept_material.js'
import { SignPosition } from './task_operations.js'
import { AdHocChoice, TaskAction } from './tasks.js'
import {
  closed, Count, Id, Instant, JsonObject, Light, nullable, pageOf, pageQuery, PersonReference, Reason, Sha256,
} from './schema.js'

export const InstanceStatus = Type.Union([
  Type.Literal('active'),
  Type.Literal('suspended'),
  Type.Literal('completed'),
  Type.Literal('cancelled'),
  Type.Literal('voided'),
])
export type InstanceStatus = Static<typeof InstanceStatus>

export const InstanceSummary = closed({
  id: Id,
  definitionId: Id,
  definitionKey: Id,
  definitionName: Type.String(),
  status: InstanceStatus,
  title: Type.String(),
  number: nullable(Type.String()),
  applicant: nullable(Type.String()),
  businessKey: nullable(Type.String()),
  startedAt: Instant,
  endedAt: nullable(Instant),
  startedBy: nullable(PersonReference),
  dueAt: nullable(Instant),
  light: Light,
  incidentCount: Count,
  revision: Count,
})
export type InstanceSummary = Static<typeof InstanceSummary>

export const Incident = closed({
  id: Id,
  instanceId: Id,
  instanceTitle: Type.String(),
  code: Type.String(),
  elementId: nullable(Type.String()),
  elementName: nullable(Type.String()),
  message: Type.String(),
  raisedAt: Instant,
  resolvedAt: nullable(Instant),
  /** Of its instance, for what is decided on it. */
  instanceRevision: Count,
})
export type Incident = Static<typeof Incident>

export const InstanceDetail = closed({
  ...InstanceSummary.properties,
  definition: closed({ id: Id, key: Id, name: Type.String(), version: Count }),
  /** Only what the caller may see; null for one who may only see where it stands (运行干预). */
  variables: nullable(JsonObject),
  activeElements: Type.Array(closed({
    elementId: Type.String(), elementType: Type.String(), name: Type.String(), since: Instant, assignee: nullable(PersonReference),
    candidateText: nullable(Type.String()),
    /** Ad-hoc sub-processes: what may be begun in this instance of it now, and whether it can be ended. */
    adHoc: Type.Optional(AdHocChoice),
  })),
  incidents: Type.Array(Incident),
  /** The form it was started with, for reading. */
  form: nullable(closed({ key: Type.String(), schema: JsonObject, data: JsonObject })),
  allowedActions: Type.Array(Type.Union([
    Type.Literal('suspend'), Type.Literal('resume'), Type.Literal('cancel'), Type.Literal('set-variables'), Type.Literal('void'), Type.Literal('wake'),
    Type.Literal('move'), Type.Literal('copy'), Type.Literal('withdraw'),
  ])),
})
export type InstanceDetail = Static<typeof InstanceDetail>

/** A task as the 办件 shows it to everybody who may read it. */
export const InstanceTask = closed({
  id: Id, name: Type.String(), elementId: Type.String(), state: Type.String(), assignee: nullable(PersonReference),
  candidateText: Type.String(), createdAt: Instant, completedAt: nullable(Instant), outcomeLabel: nullable(Type.String()),
  opinion: nullable(Type.String()), dueAt: nullable(Instant), light: Light, signPosition: nullable(SignPosition),
  /** What the caller may do with it from here. */
  allowedActions: Type.Array(TaskAction), revision: Count,
})
export type InstanceTask = Static<typeof InstanceTask>

export const HistoryEntry = closed({
  seq: Count,
  at: Instant,
  actor: closed({
    kind: Type.Union([Type.Literal('user'), Type.Literal('system'), Type.Literal('client')]),
    id: nullable(Type.String()),
    name: Type.String(),
    onBehalfOf: Type.Optional(PersonReference),
  }),
  type: Type.String(),
  elementId: Type.Optional(Type.String()),
  elementName: Type.Optional(Type.String()),
  /** One sentence for the timeline, in English when Accept-Language asks for it first; null for what only the machine cares about. */
  text: nullable(Type.String()),
  payload: JsonObject,
  hash: Sha256,
})
export type HistoryEntry = Static<typeof HistoryEntry>

export const StartRequest = closed({
  definitionKey: Id,
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  businessKey: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 191 }))),
  variables: Type.Optional(JsonObject),
  title: Type.Optional(nullable(Type.String({ maxLength: 300 }))),
  /** A start draft this submission came from: deleted when it succeeds. */
  draftId: Type.Optional(Id),
  /** 已有材料 that are not asked for again (综合窗口). */
  reusedMaterials: Type.Optional(ReusedMaterials),
})
export type StartRequest = Static<typeof StartRequest>

export const IssuedDocument = closed({
  id: Id,
  instanceId: Id,
  template: Type.String(),
  title: Type.String(),
  /** 文书编号, null for a document without a register. */
  number: nullable(Type.String()),
  itemName: nullable(Type.String()),
  unit: nullable(Type.String()),
  status: Type.Union([Type.Literal('rendering'), Type.Literal('ready'), Type.Literal('failed')]),
  issuedAt: Instant,
  sha256: nullable(Sha256),
  size: nullable(Count),
})
export type IssuedDocument = Static<typeof IssuedDocument>

const tag = '办件'
const id = closed({ id: Id })
export const instanceEndpoints = [
  endpoint({
    method: 'POST', path: '/instances', operationId: 'startInstance', summary: '发起办件', tag, access: 'handle_work',
    body: StartRequest, responses: { 201: InstanceSummary }, idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/instances', operationId: 'listInstances', summary: '办件列表', tag, access: 'handle_work',
    query: closed({
      ...pageQuery,
      definitionKey: Type.Optional(Id),
      businessKey: Type.Optional(Type.String({ maxLength: 191 })),
      status: Type.Optional(InstanceStatus),
      startedBy: Type.Optional(Type.String({ maxLength: 191, description: '人员编号，或 me' })),
      q: Type.Optional(Type.String({ maxLength: 100, description: '编号、标题、申请人中的词' })),
    }),
    responses: { 200: pageOf(InstanceSummary) },
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}', operationId: 'readInstance', summary: '一个办件', tag, access: 'handle_work',
    params: id, responses: { 200: InstanceDetail }, sensitive: true,
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}/history', operationId: 'readHistory', summary: '办理过程（日志，旧的在前）', tag, access: 'handle_work',
    params: id, query: closed({ ...pageQuery }), responses: { 200: pageOf(HistoryEntry) },
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}/diagram', operationId: 'readDiagram', summary: '带进度的流程图', tag, access: 'handle_work',
    params: id, responses: { 200: { binary: ['image/svg+xml'], description: 'SVG' } },
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}/tasks', operationId: 'listInstanceTasks', summary: '本办件各环节的任务与意见', tag, access: 'handle_work',
    params: id,
    responses: {
      200: closed({
        data: Type.Array(InstanceTask),
      }),
    },
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}/sheet', operationId: 'readSheet', summary: '审批单（PDF）', tag, access: 'handle_work',
    params: id, responses: { 200: { binary: ['application/pdf'], description: '按本人可见内容生成，带水印' } }, sensitive: true,
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}/documents', operationId: 'listDocuments', summary: '本办件的文书', tag, access: 'handle_work',
    params: id, responses: { 200: closed({ data: Type.Array(IssuedDocument) }) },
  }),
  endpoint({
    method: 'POST', path: '/instances/{id}/documents', operationId: 'issueDocument', summary: '另行出具文书', tag, access: 'handle_work',
    params: id, body: closed({ template: Type.String({ minLength: 1, maxLength: 100 }) }), responses: { 201: IssuedDocument }, idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/documents/{id}', operationId: 'readDocument', summary: '文书（PDF）', tag: '文书', access: 'handle_work',
    params: id, responses: { 200: { binary: ['application/pdf'], description: 'PDF，带 ETag' } }, sensitive: true,
  }),
  endpoint({
    method: 'POST', path: '/messages', operationId: 'sendMessage', summary: '送入消息', tag: '消息', access: 'operate_instances',
    body: closed({
      name: Type.String({ minLength: 1, maxLength: 200 }),
      correlationKey: Type.Optional(nullable(Type.String({ maxLength: 191 }))),
      businessKey: Type.Optional(nullable(Type.String({ maxLength: 191 }))),
      variables: Type.Optional(JsonObject),
    }),
    responses: {
      200: closed({
        matched: Type.Array(Id, { description: '已送达或由它启动的办件' }),
        held: Type.Integer({ minimum: 0, description: '暂存这条消息、等其余触发条件齐备后才启动的开始事件个数' }),
      }),
    },
    idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/signals', operationId: 'sendSignal', summary: '广播信号', tag: '消息', access: 'operate_instances',
    body: closed({ name: Type.String({ minLength: 1, maxLength: 191 }), variables: Type.Optional(JsonObject) }),
    responses: {
      200: closed({
        matched: Type.Array(Id, { description: '已送达或由它启动的办件，至多前 500 件' }),
        isPartial: Type.Boolean({ description: '还有其余办件，正在后台继续送达' }),
      }),
    },
    idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/incidents', operationId: 'listIncidents', summary: '运行事故', tag: '运行', access: 'operate_instances',
    query: closed({ ...pageQuery, instanceId: Type.Optional(Id), state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('resolved')])) }),
    responses: { 200: pageOf(Incident) },
  }),
  endpoint({
    method: 'POST', path: '/incidents/{id}/retry', operationId: 'retryIncident', summary: '重试', tag: '运行', access: 'operate_instances',
    params: id, responses: { 200: InstanceSummary }, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/incidents/{id}/skip', operationId: 'skipIncident', summary: '跳过停住的环节', tag: '运行', access: 'operate_instances',
    params: id, body: closed({ reason: Reason }), responses: { 200: InstanceSummary }, idempotent: true, conditional: true,
  }),
] as const
