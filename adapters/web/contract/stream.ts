import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id } from './schema.js'
import { TaskCounts } from './tasks.js'

/** Server-Sent Event `inbox`: the badges have changed. */
export const InboxNews = closed({ counts: TaskCounts })
export type InboxNews = Static<typeof InboxNews>
/** Server-Sent Event `instance`: where the instance named by `?instance=` stands, at opening and whenever it moves on; only if the caller may see it. */
export const InstanceNews = closed({ id: Id, revision: Count })
export type InstanceNews = Static<typeof InstanceNews>

export const streamEndpoints = [
  endpoint({
    method: 'GET', path: '/stream', operationId: 'openStream', summary: '实时消息（SSE：inbox、instance、ended）', tag: '消息', access: 'handle_work',
    query: closed({ instance: Type.Optional(Id) }),
    responses: { 200: { binary: ['text/event-stream'], description: '事件 inbox {counts}、instance {id, revision} 与 ended {}（登录已结束）' } },
  }),
  endpoint({
    method: 'GET', path: '/openapi.json', operationId: 'readOpenApi', summary: '本接口说明（OpenAPI 3.1）', tag: '接口', access: 'public',
    responses: { 200: Type.Record(Type.String(), Type.Unknown()) },
  }),
  endpoint({
    method: 'GET', path: '/docs', operationId: 'readApiPage', summary: '接口说明页', tag: '接口', access: 'public',
    responses: { 200: { binary: ['text/html'], description: '离线可读' } },
  }),
] as const
