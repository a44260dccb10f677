/** 来件: what platforms above and beside send in, and the systems that may call with a signature. No content of a message is in the lists. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable, oneOf, pageOf, pageQuery, Reason } from './schema.js'

export const InboundKind = oneOf('application', 'ticket', 'dispatch', 'correction', 'withdrawal')
export const InboundStatus = oneOf('waiting', 'held', 'taken', 'refused')
export type InboundStatus = Static<typeof InboundStatus>

/** A message without what it says. */
export const InboundMessage = closed({
  id: Id, channel: Id, channelName: Type.String(), kind: InboundKind, upperId: Type.String(), version: Count, status: InboundStatus,
  reasonCode: nullable(Type.String()), reason: nullable(Type.String()), field: nullable(Type.String()), number: nullable(Type.String()), instanceId: nullable(Id),
  receivedAt: Instant, settledAt: nullable(Instant), attempts: Count,
})
export type InboundMessage = Static<typeof InboundMessage>

export const InboundOverview = closed({
  channels: Type.Array(closed({
    id: Id, name: Type.String(), waiting: Count, held: Count, taken: Count, refused: Count,
    /** Not even kept, in the last seven days, by the code that was answered. */
    turnedAway: Type.Array(closed({ code: Type.String(), words: Type.String(), count: Count })),
  })),
})
export type InboundOverview = Static<typeof InboundOverview>

const InboundMaterial = closed({
  id: Id, name: Type.String(), size: Count, status: oneOf('waiting', 'fetched', 'failed'), reason: nullable(Type.String()), attachmentId: nullable(Id), createdAt: Instant,
})

/** What came in about one case, for its people. */
export const CaseInbound = closed({ messages: Type.Array(InboundMessage), materials: Type.Array(InboundMaterial) })
export type CaseInbound = Static<typeof CaseInbound>

const SignatureAlgorithm = oneOf('HMAC-SHA256', 'SM3-HMAC', 'SM2')

/** A system that may call with a signature; its keys are shown to nobody. */
export const ApiClient = closed({
  id: Id, name: Type.String(), channels: Type.Array(Type.String()), algorithms: Type.Array(SignatureAlgorithm), active: Type.Boolean(), materialUrl: nullable(Type.String()),
  hasSecret: Type.Boolean(), hasPublicKey: Type.Boolean(), hasBodyKey: Type.Boolean(), createdAt: Instant, createdByName: nullable(Type.String()), keysAt: Instant,
})
export type ApiClient = Static<typeof ApiClient>

const Name = Type.String({ minLength: 1, maxLength: 100 })
const AppId = Type.String({ minLength: 4, maxLength: 100, pattern: '^[A-Za-z0-9._-]+$', description: '对方在请求头 X-App-Id 中使用的应用标识' })
const MaterialUrl = nullable(Type.String({ maxLength: 300, pattern: '^https?://[^\\s?#]+$', description: '平台的接口地址，按引用取材料时使用' }))
const Channels = Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 20, uniqueItems: true })
const Algorithms = Type.Array(SignatureAlgorithm, { minItems: 1, maxItems: 3, uniqueItems: true })
/** Left out: as before. Null: none from now on. */
const keys = {
  secret: Type.Optional(nullable(Type.String({ minLength: 16, maxLength: 200, description: '共享密钥' }))),
  publicKey: Type.Optional(nullable(Type.String({ pattern: '^04[0-9a-fA-F]{128}$', description: '对方的 SM2 公钥（04 开头的十六进制）' }))),
  bodyKey: Type.Optional(nullable(Type.String({ pattern: '^[0-9a-fA-F]{32}$', description: '报文加密的 SM4 密钥（32 位十六进制）' }))),
}

const operations = { tag: '来件', access: 'watch_exchange' } as const
const administration = { tag: '来件', access: 'administer_organisation' } as const
const id = closed({ id: Id })

const SignedAnswer = Type.Object({ code: Type.String(), success: Type.String(), status: Type.Optional(Type.String()), localNo: Type.Optional(Type.String()) })

const SignedRefusal = Type.Object({ code: Type.String(), success: Type.Literal('false'), reason: Type.String(), field: Type.Optional(Type.String()) })

export const inboundEndpoints = [
  endpoint({
    tag: '来件', access: 'public', signed: true, method: 'POST', path: '/inbound/{channel}/v1/{dataset}', operationId: 'receiveInbound',
    summary: '上级平台、热线等送来的申请、工单、派发、更正、撤回和回执（签名）', params: closed({ channel: Type.String({ maxLength: 40 }), dataset: Type.String({ maxLength: 40 }) }),
    responses: { 200: SignedAnswer, 202: SignedAnswer, 401: SignedRefusal, 409: SignedRefusal, 413: SignedRefusal, 422: SignedRefusal },
  }),
  endpoint({ ...operations, method: 'GET', path: '/inbound', operationId: 'readInboundOverview', summary: '来件总览', responses: { 200: InboundOverview } }),
  endpoint({
    ...operations, method: 'GET', path: '/inbound/messages', operationId: 'listInbound', summary: '来件（不含内容）',
    query: closed({
      ...pageQuery, channel: Type.Optional(Type.String({ maxLength: 40 })), status: Type.Optional(InboundStatus), kind: Type.Optional(InboundKind),
      q: Type.Optional(Type.String({ maxLength: 100, description: '对方编号或本地编号的开头' })),
    }),
    responses: { 200: pageOf(InboundMessage) },
  }),
  endpoint({
    ...operations, method: 'POST', path: '/inbound/messages/{id}/give-up', operationId: 'giveUpInbound', summary: '不再等候前面的报文，退回发送方', params: id, body: closed({ reason: Reason }),
    responses: { 200: InboundMessage }, idempotent: true,
  }),
  endpoint({
    tag: '来件', access: 'handle_work', method: 'GET', path: '/instances/{id}/inbound', operationId: 'readCaseInbound', summary: '本件的来件与引用材料', params: id, responses: { 200: CaseInbound },
  }),
  endpoint({
    tag: '来件', access: 'handle_work', sensitive: true, method: 'GET', path: '/instances/{id}/inbound/{message}', operationId: 'readInboundMessage', summary: '一份来件的原文',
    params: closed({ id: Id, message: Id }), responses: { 200: closed({ message: InboundMessage, data: Type.Unknown() }) },
  }),
  endpoint({
    tag: '来件', access: 'handle_work', method: 'POST', path: '/instances/{id}/inbound/materials/{material}/retry', operationId: 'retryInboundMaterial', summary: '再取一次材料',
    params: closed({ id: Id, material: Id }), responses: { 204: null }, idempotent: true,
  }),
  endpoint({ ...administration, method: 'GET', path: '/admin/api-clients', operationId: 'listApiClients', summary: '接口账号', responses: { 200: closed({ data: Type.Array(ApiClient) }) } }),
  // Take no Idempotency-Key: what they are given must not be kept.
  endpoint({
    ...administration, method: 'POST', path: '/admin/api-clients', operationId: 'createApiClient', summary: '登记接口账号',
    body: closed({ id: AppId, name: Name, channels: Channels, algorithms: Algorithms, materialUrl: Type.Optional(MaterialUrl), ...keys }), responses: { 201: ApiClient },
  }),
  endpoint({
    ...administration, method: 'PUT', path: '/admin/api-clients/{id}', operationId: 'changeApiClient', summary: '修改、停用接口账号或更换密钥', params: id,
    body: closed({ name: Type.Optional(Name), channels: Type.Optional(Channels), algorithms: Type.Optional(Algorithms), active: Type.Optional(Type.Boolean()), materialUrl: Type.Optional(MaterialUrl), ...keys, reason: Reason }),
    responses: { 200: ApiClient },
  }),
] as const
