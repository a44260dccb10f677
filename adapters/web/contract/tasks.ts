import { Type, type Static } from 'typebox'
import { AttachmentReference } from './attachments.js'
import { endpoint } from './endpoint.js'
import {
  closed, Count, Id, Instant, JsonObject, Light, nullable, pageOf, pageQuery, PersonReference, Problem, Sentence,
} from './schema.js'

export const TaskView = Type.Union([
  Type.Literal('todo'),
  Type.Literal('claimable'),
  Type.Literal('done'),
  Type.Literal('started'),
  Type.Literal('drafts'),
])
export type TaskView = Static<typeof TaskView>

export const TaskAction = Type.Union([
  Type.Literal('claim'),
  Type.Literal('release'),
  Type.Literal('complete'),
  Type.Literal('transfer'),
  Type.Literal('save-draft'),
])
export type TaskAction = Static<typeof TaskAction>

export const TaskSummary = closed({
  /**
   * `startDraft`: an application not yet handed in; its id is the draft's, everything of a running instance is null.
   * `instance` (我发起): one row per 办件 one has started; its id is the instance's, its name says where it stands.
   */
  kind: Type.Union([Type.Literal('task'), Type.Literal('startDraft'), Type.Literal('instance')]),
  id: Id,
  name: Type.String(),
  elementId: nullable(Type.String()),
  state: Type.Union([Type.Literal('open'), Type.Literal('completed'), Type.Literal('cancelled'), Type.Literal('draft')]),
  instance: closed({
    id: nullable(Id),
    title: Type.String(),
    number: nullable(Type.String()),
    applicant: nullable(Type.String()),
    businessKey: nullable(Type.String()),
    definitionKey: Id,
    definitionName: Type.String(),
    status: nullable(Type.String()),
  }),
  assignee: nullable(PersonReference),
  /** Principals (`role:handler@dept:market` …) and the same in words. */
  candidateGroups: Type.Array(Type.String()),
  candidateText: Type.String(),
  /** Who handed it on: the last one to complete a task before it. */
  from: nullable(PersonReference),
  createdAt: Instant,
  dueAt: nullable(Instant),
  /** Working days left, negative when overdue, null without a limit. */
  remainingWorkingDays: nullable(Type.Integer()),
  light: Light,
  priority: Type.Integer(),
  form: nullable(Type.String()),
  completedAt: nullable(Instant),
  outcome: nullable(Type.String()),
  outcomeLabel: nullable(Type.String()),
  hasDraft: Type.Boolean(),
  allowedActions: Type.Array(TaskAction),
  revision: Count,
})
export type TaskSummary = Static<typeof TaskSummary>

export const Opinion = closed({
  taskId: Id,
  elementId: Type.String(),
  node: Type.String(),
  person: nullable(PersonReference),
  onBehalfOf: nullable(PersonReference),
  departmentName: nullable(Type.String()),
  outcome: nullable(Type.String()),
  outcomeLabel: nullable(Type.String()),
  opinion: nullable(Type.String()),
  at: Instant,
})
export type Opinion = Static<typeof Opinion>

export const TaskDetail = closed({
  ...TaskSummary.properties,
  /** form-js schema of the instance's package version, or null. */
  formSchema: nullable(JsonObject),
  /** By field key path, `*` = all others. */
  fieldPermissions: Type.Record(Type.String(), Type.Union([Type.Literal('write'), Type.Literal('read'), Type.Literal('hidden')])),
  /** What this caller may see of the instance at this node. */
  data: JsonObject,
  draft: nullable(closed({ values: JsonObject, savedAt: Instant })),
  outcomes: Type.Array(closed({ value: Type.String(), label: Type.String() })),
  opinionMode: Type.Union([Type.Literal('required'), Type.Literal('optional'), Type.Literal('none')]),
  documentation: nullable(Type.String()),
  opinions: Type.Array(Opinion),
  attachments: Type.Array(AttachmentReference),
  instanceRevision: Count,
})
export type TaskDetail = Static<typeof TaskDetail>

export const TaskCounts = closed({
  todo: Count,
  claimable: Count,
  started: Count,
  drafts: Count,
  /** The counts stop at 100: shown as 99+. */
  done: Type.Optional(Count),
})
export type TaskCounts = Static<typeof TaskCounts>

export const CompleteRequest = closed({
  outcome: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  opinion: Type.Optional(nullable(Sentence)),
  variables: Type.Optional(JsonObject),
})
export type CompleteRequest = Static<typeof CompleteRequest>

/** What is chosen and typed so far; nothing has to be complete. */
export const PreviewRequest = closed({
  outcome: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  variables: Type.Optional(JsonObject),
})
export type PreviewRequest = Static<typeof PreviewRequest>

/** What completing would lead to, as things stand now. */
export const TaskPreview = closed({
  /** Work for people, called processes included; a call whose people are not known yet has an empty `people`. */
  next: Type.Array(closed({ elementId: Type.String(), name: Type.String(), people: Type.String(), dueAt: nullable(Instant) })),
  /** 文书 that would be issued. */
  documents: Type.Array(closed({ name: Type.String() })),
  /** The case would end. */
  ends: Type.Boolean(),
  /** Where the process would come to a standstill, in words. */
  incident: nullable(Type.String()),
  /** What would be waited for without anybody's work: messages, limits, automatic work. */
  waits: Type.Array(closed({ elementId: Type.String(), name: Type.String() })),
})
export type TaskPreview = Static<typeof TaskPreview>

export const TransferRequest = closed({ to: Id, opinion: Type.Optional(nullable(Sentence)) })
export type TransferRequest = Static<typeof TransferRequest>

/** What a command on a task left behind. */
export const TaskCommandResult = closed({
  taskId: Id,
  instanceId: Id,
  instanceStatus: Type.String(),
  instanceRevision: Count,
  /** Open tasks of this instance that the caller may work on now: where to go next. */
  nextTasks: Type.Array(closed({ id: Id, name: Type.String() })),
})
export type TaskCommandResult = Static<typeof TaskCommandResult>

export const BatchRequest = closed({
  action: Type.Union([Type.Literal('claim'), Type.Literal('release'), Type.Literal('complete'), Type.Literal('transfer')]),
  ids: Type.Array(Id, { minItems: 1, maxItems: 200 }),
  outcome: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  opinion: Type.Optional(nullable(Sentence)),
  variables: Type.Optional(JsonObject),
  to: Type.Optional(Id),
})
export type BatchRequest = Static<typeof BatchRequest>
export const BatchResult = closed({
  results: Type.Array(closed({ id: Id, ok: Type.Boolean(), problem: Type.Optional(Problem) })),
})
export type BatchResult = Static<typeof BatchResult>

export const TaskListQuery = closed({
  ...pageQuery,
  view: TaskView,
  definitionKey: Type.Optional(Id),
  q: Type.Optional(Type.String({ maxLength: 100, description: '编号、标题、申请人中的词' })),
  dueBefore: Type.Optional(Instant),
  light: Type.Optional(Light),
  instanceId: Type.Optional(Id),
  sort: Type.Optional(Type.Union([Type.Literal('dueAt'), Type.Literal('createdAt'), Type.Literal('priority')])),
})
export type TaskListQuery = Static<typeof TaskListQuery>

const tag = '任务'
const id = closed({ id: Id })
const command = { tag, access: 'handle_work', params: id, responses: { 200: TaskCommandResult }, idempotent: true, conditional: true } as const

export const taskEndpoints = [
  endpoint({
    method: 'GET', path: '/tasks', operationId: 'listTasks', summary: '任务列表（待办、待签收、已办、我发起、草稿）', tag, access: 'handle_work',
    query: TaskListQuery, responses: { 200: pageOf(TaskSummary) },
  }),
  endpoint({
    method: 'GET', path: '/tasks/counts', operationId: 'countTasks', summary: '各类任务的数目', tag, access: 'handle_work',
    responses: { 200: TaskCounts },
  }),
  endpoint({
    method: 'POST', path: '/tasks/batch', operationId: 'batchTasks', summary: '批量签收、退签、办理、转办', tag, access: 'handle_work',
    body: BatchRequest, responses: { 200: BatchResult }, idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/tasks/{id}', operationId: 'readTask', summary: '一件任务：表单、数据、意见、附件', tag, access: 'handle_work',
    params: id, responses: { 200: TaskDetail }, sensitive: true,
  }),
  endpoint({ ...command, method: 'POST', path: '/tasks/{id}/claim', operationId: 'claimTask', summary: '签收' }),
  endpoint({ ...command, method: 'POST', path: '/tasks/{id}/release', operationId: 'releaseTask', summary: '退签' }),
  endpoint({ ...command, method: 'POST', path: '/tasks/{id}/complete', operationId: 'completeTask', summary: '办理', body: CompleteRequest }),
  endpoint({
    method: 'POST', path: '/tasks/{id}/preview', operationId: 'previewTask', summary: '预告办理后的下一步（不写入）', tag, access: 'handle_work',
    params: id, body: PreviewRequest, responses: { 200: TaskPreview },
  }),
  endpoint({ ...command, method: 'POST', path: '/tasks/{id}/transfer', operationId: 'transferTask', summary: '转办', body: TransferRequest }),
  endpoint({
    method: 'POST', path: '/tasks/{id}/save-draft', operationId: 'saveTaskDraft', summary: '保存草稿（不校验）', tag, access: 'handle_work',
    params: id, body: closed({ values: JsonObject }), responses: { 200: closed({ savedAt: Instant }) },
  }),
] as const
