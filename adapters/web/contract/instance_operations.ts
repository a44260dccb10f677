import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { InstanceSummary } from './instances.js'
import { closed, Count, Id, Instant, JsonObject, nullable, PersonReference, Reason, Sentence } from './schema.js'
import { PeopleRequest, TaskPreview } from './task_operations.js'

const ElementId = Type.String({ minLength: 1, maxLength: 191 })
/** `from`: an activity (its id) or the id of one activation; may be left out while only one is at work. */
export const MoveRequest = closed({ from: Type.Optional(nullable(ElementId)), to: ElementId, reason: Reason })
export const WakeRequest = closed({ to: ElementId, reason: Reason })
export const InstancePreviewRequest = closed({
  action: Type.Union([Type.Literal('move'), Type.Literal('void'), Type.Literal('wake'), Type.Literal('cancel'), Type.Literal('skip')]),
  from: Type.Optional(nullable(ElementId)), to: Type.Optional(ElementId), incident: Type.Optional(Id),
})

const Place = closed({ elementId: Type.String(), elementType: Type.String(), name: Type.String() })
/** From where a token may be moved, and where to; or, of a finished 办件, where it may go on. */
export const MoveTargets = closed({
  tokens: Type.Array(closed({ ...Place.properties, elementInstanceId: Id, assignee: nullable(PersonReference), targets: Type.Array(Place) })),
  wake: Type.Array(Place),
})
export type MoveTargets = Static<typeof MoveTargets>

/** One person's 抄送 of a 办件. */
export const CopyRecord = closed({ id: Id, person: PersonReference, sentBy: nullable(PersonReference), sentAt: Instant, note: nullable(Type.String()), readAt: nullable(Instant) })
export type CopyRecord = Static<typeof CopyRecord>

const tag = '办件'
const params = closed({ id: Id })
const change = { method: 'POST', tag, params, responses: { 200: InstanceSummary }, idempotent: true, conditional: true } as const
const operate = { ...change, access: 'operate_instances' } as const
const adHoc = { ...change, access: 'handle_work' } as const
const SubProcess = Type.String({ minLength: 1, maxLength: 191, description: '临时子流程的环节编号；同一子流程有多个实例时，用 activeElements 中的 adHoc.id' })

export const instanceOperationEndpoints = [
  endpoint({
    ...adHoc, path: '/instances/{id}/ad-hoc', operationId: 'beginAdHoc', summary: '启动临时子流程中的一个活动',
    body: closed({ subProcess: SubProcess, activity: Type.String({ minLength: 1, maxLength: 191, description: '要启动的活动' }) }),
  }),
  endpoint({
    ...adHoc, path: '/instances/{id}/ad-hoc/complete', operationId: 'completeAdHoc', summary: '结束临时子流程', body: closed({ subProcess: SubProcess }),
  }),
  endpoint({ ...operate, path: '/instances/{id}/variables', operationId: 'setVariables', summary: '修改变量', body: closed({ variables: JsonObject, reason: Reason }) }),
  endpoint({ ...operate, path: '/instances/{id}/suspend', operationId: 'suspendInstance', summary: '挂起', body: closed({ reason: Reason }) }),
  endpoint({ ...operate, path: '/instances/{id}/resume', operationId: 'resumeInstance', summary: '激活', body: closed({ reason: Type.Optional(Sentence) }) }),
  endpoint({ ...operate, path: '/instances/{id}/cancel', operationId: 'cancelInstance', summary: '终止', body: closed({ reason: Reason }) }),
  endpoint({ ...operate, path: '/instances/{id}/void', operationId: 'voidInstance', summary: '作废（编号不收回）', body: closed({ reason: Reason }) }),
  endpoint({ ...operate, path: '/instances/{id}/wake', operationId: 'wakeInstance', summary: '唤醒已结束的办件', body: WakeRequest }),
  endpoint({
    ...change, access: 'handle_work', path: '/instances/{id}/withdraw', operationId: 'withdrawInstance', summary: '窗口为申请人撤回申请（作出决定前）',
    body: closed({ reason: Reason }),
  }),
  endpoint({ ...change, access: 'handle_work', path: '/instances/{id}/move', operationId: 'moveToken', summary: '自由跳转（流程指定的角色或运行干预）', body: MoveRequest }),
  endpoint({
    method: 'GET', path: '/instances/{id}/move-targets', operationId: 'listMoveTargets', summary: '可以从哪里跳到哪里', tag, access: 'handle_work',
    params, responses: { 200: MoveTargets },
  }),
  endpoint({
    method: 'POST', path: '/instances/{id}/preview', operationId: 'previewInstance', summary: '预告跳转、作废、终止、唤醒、跳过会带来什么（不写入）', tag, access: 'handle_work',
    params, body: InstancePreviewRequest, responses: { 200: TaskPreview },
  }),
  endpoint({
    method: 'POST', path: '/instances/{id}/copy', operationId: 'copyInstance', summary: '抄送', tag, access: 'handle_work',
    params, body: PeopleRequest, responses: { 200: closed({ copies: Count }) }, idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/instances/{id}/copies', operationId: 'listCopies', summary: '抄送与已阅', tag, access: 'handle_work',
    params, responses: { 200: closed({ data: Type.Array(CopyRecord) }) },
  }),
  endpoint({
    method: 'POST', path: '/instances/{id}/copies/{copyId}/read', operationId: 'readCopy', summary: '已阅', tag, access: 'handle_work',
    params: closed({ id: Id, copyId: Id }), responses: { 200: closed({ copyId: Id }) }, idempotent: true,
  }),
] as const
