import { Type, type Static } from 'typebox'
import { AttachmentReference } from './attachments.js'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, JsonObject, Light, nullable, pageOf, pageQuery, PersonReference } from './schema.js'
import { SignPosition, TaskCommandName } from './task_operations.js'

export const TaskView = Type.Union([
  Type.Literal('todo'),
  Type.Literal('claimable'),
  Type.Literal('done'),
  Type.Literal('started'),
  Type.Literal('copied'),
  Type.Literal('drafts'),
])
export type TaskView = Static<typeof TaskView>

/** With `-` the other way round. */
export const TaskSort = Type.Union([
  Type.Literal('dueAt'), Type.Literal('createdAt'), Type.Literal('priority'), Type.Literal('title'), Type.Literal('name'),
  Type.Literal('-dueAt'), Type.Literal('-createdAt'), Type.Literal('-priority'), Type.Literal('-title'), Type.Literal('-name'),
])
export type TaskSort = Static<typeof TaskSort>

export const TaskAction = Type.Union([...TaskCommandName.anyOf, Type.Literal('save-draft'), Type.Literal('read')])
export type TaskAction = Static<typeof TaskAction>

export const TaskSummary = closed({
  /**
   * `startDraft`: an application not yet handed in; its id is the draft's, everything of a running instance is null.
   * `instance` (我发起): one row per 办件 one has started; its id is the instance's, its name says where it stands.
   * `copy` (抄送我的): one row per copy; its id is the copy's, open until it is read, `note` the sender's words.
   */
  kind: Type.Union([Type.Literal('task'), Type.Literal('startDraft'), Type.Literal('instance'), Type.Literal('copy')]),
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
  /** Whose it stays while the assignee works on it for him (委派). */
  owner: nullable(PersonReference),
  /** 加签: where this signer stands; null for a task of the diagram. */
  signPosition: nullable(SignPosition),
  note: nullable(Type.String()),
  /** 催办: the last time. */
  urgedAt: nullable(Instant),
  allowedActions: Type.Array(TaskAction),
  revision: Count,
})
export type TaskSummary = Static<typeof TaskSummary>

export const Opinion = closed({
  taskId: Id,
  /** What was done: 办理, 加签, 退回 …; an opinion taken back stays, marked `withdrawn`. */
  act: Type.Union([
    Type.Literal('complete'), Type.Literal('sign'), Type.Literal('addSigners'), Type.Literal('return'), Type.Literal('withdraw'), Type.Literal('jump'),
    Type.Literal('transfer'), Type.Literal('delegate'), Type.Literal('resolve'),
  ]),
  actLabel: Type.String(),
  withdrawn: Type.Boolean(),
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

/** One who was asked to sign (加签). */
export const Signer = closed({
  taskId: Id, person: nullable(PersonReference), position: SignPosition, addedBy: nullable(PersonReference),
  state: Type.Union([Type.Literal('open'), Type.Literal('completed'), Type.Literal('cancelled')]),
  outcomeLabel: nullable(Type.String()), opinion: nullable(Type.String()), at: Instant,
})
export type Signer = Static<typeof Signer>

/** Where a task may be returned to, and the open work that a return there would take away. */
export const ReturnTarget = closed({
  elementId: Type.String(), name: Type.String(), assignee: nullable(PersonReference), nearest: Type.Boolean(), isStarter: Type.Boolean(), also: Type.Array(Type.String()),
})
export type ReturnTarget = Static<typeof ReturnTarget>

/** A running ad-hoc sub-process that the caller may choose in. */
export const AdHocChoice = closed({
  /** Of this instance of it. */
  id: Id,
  name: Type.String(),
  startable: Type.Array(closed({ elementId: Type.String(), name: Type.String() })),
  /** Nothing runs in it, so that it can be ended. */
  canComplete: Type.Boolean(),
})
export type AdHocChoice = Static<typeof AdHocChoice>

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
  hasEarlierOpinions: Type.Boolean({ description: '更早的转办、退回等意见未列出，见办理历史；各环节办结的意见总是齐全' }),
  attachments: Type.Array(AttachmentReference),
  signers: Type.Array(Signer),
  /** The task stands still until those who sign before it have acted. */
  waitsForSigners: Type.Boolean(),
  /** What a signer signs: the task he was asked at. */
  signedTask: nullable(closed({ id: Id, name: Type.String(), assignee: nullable(PersonReference), asked: nullable(Type.String()) })),
  /** 催办 of this task, oldest first. */
  urges: Type.Array(closed({ person: PersonReference, note: nullable(Type.String()), at: Instant })),
  /** Why the caller's own completion can no longer be taken back; null where it can, and where it was not his. */
  withdrawBlockedBy: nullable(Type.String()),
  /** Ad-hoc sub-processes of its 办件 that the caller may choose in. */
  adHoc: Type.Array(AdHocChoice),
  instanceRevision: Count,
})
export type TaskDetail = Static<typeof TaskDetail>

export const TaskCounts = closed({
  todo: Count,
  claimable: Count,
  started: Count,
  /** Not read yet. */
  copied: Count,
  drafts: Count,
  /** The counts stop at 100: shown as 99+. */
  done: Type.Optional(Count),
})
export type TaskCounts = Static<typeof TaskCounts>

export const TaskListQuery = closed({
  ...pageQuery,
  view: TaskView,
  definitionKey: Type.Optional(Id),
  q: Type.Optional(Type.String({ maxLength: 100, description: '编号、标题、申请人中的词' })),
  dueBefore: Type.Optional(Instant),
  light: Type.Optional(Light),
  instanceId: Type.Optional(Id),
  sort: Type.Optional(TaskSort),
})
export type TaskListQuery = Static<typeof TaskListQuery>

const tag = '任务'
const id = closed({ id: Id })
export const taskEndpoints = [
  endpoint({
    method: 'GET', path: '/tasks', operationId: 'listTasks', summary: '任务列表（待办、待签收、已办、我发起、抄送、草稿）', tag, access: 'handle_work',
    query: TaskListQuery, responses: { 200: pageOf(TaskSummary) },
  }),
  endpoint({
    method: 'GET', path: '/tasks/counts', operationId: 'countTasks', summary: '各类任务的数目', tag, access: 'handle_work',
    responses: { 200: TaskCounts },
  }),
  endpoint({
    method: 'GET', path: '/tasks/{id}', operationId: 'readTask', summary: '一件任务：表单、数据、意见、附件', tag, access: 'handle_work',
    params: id, responses: { 200: TaskDetail }, sensitive: true,
  }),
  endpoint({
    method: 'GET', path: '/tasks/{id}/return-targets', operationId: 'listReturnTargets', summary: '可以退回到哪些环节', tag, access: 'handle_work',
    params: id, responses: { 200: closed({ data: Type.Array(ReturnTarget) }) },
  }),
  endpoint({
    method: 'POST', path: '/tasks/{id}/save-draft', operationId: 'saveTaskDraft', summary: '保存草稿（不校验）', tag, access: 'handle_work',
    params: id, body: closed({ values: JsonObject }), responses: { 200: closed({ savedAt: Instant }) },
  }),
] as const
