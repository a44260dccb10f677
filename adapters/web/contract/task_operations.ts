import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, JsonObject, nullable, Problem, Sentence } from './schema.js'

/** Where a signer stands: before the assignee acts (前加签), after he has acted (后加签), or beside him (并行加签). */
export const SignPosition = Type.Union([Type.Literal('before'), Type.Literal('after'), Type.Literal('parallel')])
export type SignPosition = Static<typeof SignPosition>

const Opinion = Type.Optional(nullable(Sentence))
const Outcome = Type.Optional(nullable(Type.String({ maxLength: 100 })))
const People = Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true })
/** `previous`, `starter`, or the element id of a task that this 办件 has passed. */
const ReturnTarget = Type.String({ minLength: 1, maxLength: 191, description: 'previous、starter 或走过的环节' })
const AfterReturn = Type.Union([Type.Literal('sequence'), Type.Literal('back-to-me')])

export const CompleteRequest = closed({ outcome: Outcome, opinion: Opinion, variables: Type.Optional(JsonObject) })
export const OpinionRequest = closed({ opinion: Opinion })
export const TransferRequest = closed({ to: Id, opinion: Opinion })
export const ReturnRequest = closed({ to: ReturnTarget, then: Type.Optional(AfterReturn), opinion: Opinion })
/** With `after` it is the assignee's own completion: outcome and variables are his answer. */
export const AddSignersRequest = closed({ users: People, position: SignPosition, opinion: Opinion, outcome: Outcome, variables: Type.Optional(JsonObject) })
export const PeopleRequest = closed({ users: People, opinion: Opinion })

/** Everything one person can do to one task; each is the last part of its address. */
export const TaskCommandName = Type.Union([
  Type.Literal('claim'), Type.Literal('release'), Type.Literal('complete'), Type.Literal('transfer'), Type.Literal('delegate'), Type.Literal('resolve'),
  Type.Literal('return'), Type.Literal('withdraw'), Type.Literal('add-signers'), Type.Literal('remove-signers'), Type.Literal('urge'), Type.Literal('copy'),
])
export type TaskCommandName = Static<typeof TaskCommandName>

const everyArgument = {
  outcome: Outcome,
  opinion: Opinion,
  variables: Type.Optional(JsonObject),
  to: Type.Optional(ReturnTarget),
  then: Type.Optional(AfterReturn),
  users: Type.Optional(People),
  position: Type.Optional(SignPosition),
}
/** What is chosen and typed so far; nothing has to be complete. Without `action` it is about completing. */
export const PreviewRequest = closed({ action: Type.Optional(TaskCommandName), ...everyArgument })

/** A task that would go or come, and whose it is, in words. */
const Work = closed({ elementId: Type.String(), name: Type.String(), people: Type.String() })
/** What it would lead to, as things stand now. */
export const TaskPreview = closed({
  /** Work for people, called processes included; a call whose people are not known yet has an empty `people`. */
  next: Type.Array(closed({ ...Work.properties, dueAt: nullable(Type.String({ format: 'date-time' })) })),
  /** 文书 that would be issued. */
  documents: Type.Array(closed({ name: Type.String() })),
  /** The case would end. */
  ends: Type.Boolean(),
  /** Where the process would come to a standstill, in words. */
  incident: nullable(Type.String()),
  /** What would be waited for without anybody's work: messages, limits, automatic work. */
  waits: Type.Array(closed({ elementId: Type.String(), name: Type.String() })),
  /** Open work that would be taken away from people, task by task. */
  cancels: Type.Array(Work),
  /** Work that would come into being in this instance, task by task. */
  creates: Type.Array(Work),
})
export type TaskPreview = Static<typeof TaskPreview>

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

/** Several tasks, the same act: not what is about one task's own signers. */
export const BatchRequest = closed({
  action: Type.Union([
    Type.Literal('claim'), Type.Literal('release'), Type.Literal('complete'), Type.Literal('transfer'), Type.Literal('delegate'), Type.Literal('return'),
    Type.Literal('withdraw'), Type.Literal('urge'), Type.Literal('copy'),
  ]),
  ids: Type.Array(Id, { minItems: 1, maxItems: 200 }),
  outcome: Outcome,
  opinion: Opinion,
  variables: Type.Optional(JsonObject),
  to: Type.Optional(ReturnTarget),
  then: Type.Optional(AfterReturn),
  users: Type.Optional(People),
})
export type BatchRequest = Static<typeof BatchRequest>
export const BatchResult = closed({
  results: Type.Array(closed({ id: Id, ok: Type.Boolean(), problem: Type.Optional(Problem) })),
})
export type BatchResult = Static<typeof BatchResult>

/** 离职批量转办: every open task of one person goes to another. */
export const HandOverRequest = closed({ from: Id, to: Id, opinion: Sentence })
export const HandOverResult = closed({
  results: Type.Array(closed({ id: Id, name: Type.String(), instanceId: Id, ok: Type.Boolean(), problem: Type.Optional(Problem) })),
})
export type HandOverResult = Static<typeof HandOverResult>

const tag = '任务'
const params = closed({ id: Id })
const command = { method: 'POST', tag, access: 'handle_work', params, responses: { 200: TaskCommandResult }, idempotent: true, conditional: true } as const
const handOver = { method: 'POST', responses: { 200: HandOverResult }, idempotent: true } as const

export const taskOperationEndpoints = [
  endpoint({
    method: 'POST', path: '/tasks/batch', operationId: 'batchTasks', summary: '对多件任务做同一操作，逐件给出结果', tag, access: 'handle_work',
    body: BatchRequest, responses: { 200: BatchResult }, idempotent: true,
  }),
  endpoint({ ...handOver, path: '/tasks/hand-over', operationId: 'handOverTasks', summary: '把一人名下的待办批量转办（督查）', tag, access: 'operate_instances', body: HandOverRequest }),
  endpoint({
    ...handOver, path: '/admin/users/{id}/hand-over', operationId: 'handOverUser', summary: '把一人名下的待办全部转办（离职、调离）', tag: '人员', access: 'administer_organisation',
    params, body: closed({ to: Id, opinion: Sentence }),
  }),
  endpoint({ ...command, path: '/tasks/{id}/claim', operationId: 'claimTask', summary: '签收' }),
  endpoint({ ...command, path: '/tasks/{id}/release', operationId: 'releaseTask', summary: '退签' }),
  endpoint({ ...command, path: '/tasks/{id}/complete', operationId: 'completeTask', summary: '办理', body: CompleteRequest }),
  endpoint({
    method: 'POST', path: '/tasks/{id}/preview', operationId: 'previewTask', summary: '预告某项操作会带来什么（不写入）', tag, access: 'handle_work',
    params, body: PreviewRequest, responses: { 200: TaskPreview },
  }),
  endpoint({ ...command, path: '/tasks/{id}/transfer', operationId: 'transferTask', summary: '转办', body: TransferRequest }),
  endpoint({ ...command, path: '/tasks/{id}/delegate', operationId: 'delegateTask', summary: '委派', body: TransferRequest }),
  endpoint({ ...command, path: '/tasks/{id}/resolve', operationId: 'resolveTask', summary: '归还委派', body: OpinionRequest }),
  endpoint({ ...command, path: '/tasks/{id}/return', operationId: 'returnTask', summary: '退回', body: ReturnRequest }),
  endpoint({ ...command, path: '/tasks/{id}/withdraw', operationId: 'withdrawTask', summary: '撤回（本人办完的任务）', body: OpinionRequest }),
  endpoint({ ...command, path: '/tasks/{id}/add-signers', operationId: 'addSigners', summary: '加签', body: AddSignersRequest }),
  endpoint({ ...command, path: '/tasks/{id}/remove-signers', operationId: 'removeSigners', summary: '减签', body: PeopleRequest }),
  endpoint({ ...command, path: '/tasks/{id}/urge', operationId: 'urgeTask', summary: '催办', body: OpinionRequest }),
  endpoint({ ...command, path: '/tasks/{id}/copy', operationId: 'copyTask', summary: '抄送', body: PeopleRequest }),
] as const
