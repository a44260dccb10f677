import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable } from './schema.js'

const Kind = Type.String({ maxLength: 30 })
export const Notice = closed({
  id: Id, kind: Kind, kindName: Type.String(), title: Type.String(), line: Type.String(),
  /** Page of ours where it can be looked at. */
  path: Type.String(),
  urgent: Type.Boolean(), at: Instant, readAt: nullable(Instant),
})
export type Notice = Static<typeof Notice>

const Minute = Type.Integer({ minimum: 0, maximum: 1439 })
const preferenceFields = {
  email: nullable(Type.String({ minLength: 3, maxLength: 190 })),
  mail: Type.Boolean(), sms: Type.Boolean(),
  muted: Type.Array(Kind, { maxItems: 30 }),
  quiet: nullable(closed({ fromMinute: Minute, toMinute: Minute }, '零点起的分钟数，可跨午夜')),
}
export const NoticePreferencesInput = closed(preferenceFields)
export const NoticePreferences = closed({
  ...preferenceFields,
  kinds: Type.Array(closed({ kind: Kind, name: Type.String(), urgent: Type.Boolean() })),
  /** What the directory knows of the person, and which channels there are. */
  knownEmail: nullable(Type.String()), hasPhone: Type.Boolean(), mailOffered: Type.Boolean(), smsOffered: Type.Boolean(),
})
export type NoticePreferences = Static<typeof NoticePreferences>

const WebAddress = Type.String({ minLength: 8, maxLength: 500, pattern: '^https?://[^\\s]+$' })
const Secret = Type.Optional(Type.String({ maxLength: 500, description: '不填则不变' }))
const mailFields = {
  host: Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9.:-]+$' }), port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  security: Type.Union([Type.Literal('tls'), Type.Literal('starttls'), Type.Literal('none')]),
  user: Type.String({ maxLength: 200 }), from: Type.String({ minLength: 3, maxLength: 200 }),
  domains: Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9.-]+$' }), { maxItems: 50 }),
}
const smsFields = {
  url: WebAddress, templateId: Type.String({ maxLength: 100 }),
  accepted: Type.Optional(nullable(closed({
    field: Type.String({ pattern: '^[\\w-]{1,50}(?:\\.[\\w-]{1,50}){0,4}$' }), value: Type.String({ minLength: 1, maxLength: 100 }),
  }, '应答中表示已收下的字段和值，如 code = 0；不填则以状态 200 为准'))),
}
const robotFields = {
  name: Type.String({ minLength: 1, maxLength: 50 }), kind: Type.Union([Type.Literal('wecom'), Type.Literal('dingtalk')]),
  departments: Type.Array(Id, { maxItems: 100 }), kinds: Type.Array(Kind, { maxItems: 30 }),
}
const PublicUrl = Type.String({ maxLength: 500, pattern: '^(?:https?://[^\\s]+)?$' })
/** Without any secret: the address of a robot is one. */
export const NoticeChannels = closed({
  publicUrl: PublicUrl,
  mail: nullable(closed({ ...mailFields, hasPassword: Type.Boolean() })),
  sms: nullable(closed({ ...smsFields, hasToken: Type.Boolean() })),
  robots: Type.Array(closed({ id: Id, ...robotFields, host: Type.String(), hasSecret: Type.Boolean() })),
  kinds: Type.Array(closed({ kind: Kind, name: Type.String(), urgent: Type.Boolean() })),
})
export type NoticeChannels = Static<typeof NoticeChannels>
export const NoticeChannelsInput = closed({
  publicUrl: PublicUrl,
  mail: nullable(closed({ ...mailFields, password: Secret })),
  sms: nullable(closed({ ...smsFields, token: Secret })),
  /** `id` of one that is there keeps its address and secret where none is given. */
  robots: Type.Array(closed({ id: Type.Optional(Id), ...robotFields, url: Type.Optional(WebAddress), secret: Secret }), { maxItems: 50 }),
})
export type NoticeChannelsInput = Static<typeof NoticeChannelsInput>

const Template = closed({ title: Type.String({ minLength: 1, maxLength: 300 }), line: Type.String({ minLength: 1, maxLength: 300 }) })
export const NoticeTemplates = closed({
  data: Type.Array(closed({ kind: Kind, name: Type.String(), standard: Template, own: nullable(Template) })),
  /** Names that a text may use. */
  words: Type.Array(Type.String()),
})
export type NoticeTemplates = Static<typeof NoticeTemplates>

/** What left the house or did not; what it is about stays with those whose business it is. */
export const NoticeSend = closed({
  id: Id, channel: Type.String(), receiverName: Type.String(), kindName: Type.String(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('sent'), Type.Literal('dead')]),
  attempts: Count, reason: nullable(Type.String()), createdAt: Instant, nextAt: nullable(Instant), endedAt: nullable(Instant),
})
export type NoticeSend = Static<typeof NoticeSend>

const own = { tag: '通知', access: 'colleague' } as const
const admin = { tag: '通知管理', access: 'administer_organisation' } as const

export const noticeEndpoints = [
  endpoint({
    ...own, method: 'GET', path: '/notices', operationId: 'listNotices', summary: '我的通知',
    query: closed({ unread: Type.Optional(Type.Boolean()), after: Type.Optional(Id), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }),
    responses: { 200: closed({ data: Type.Array(Notice), next: nullable(Id) }) },
  }),
  endpoint({ ...own, method: 'GET', path: '/notices/unread', operationId: 'countNotices', summary: '未读通知数（最多数到 100）', responses: { 200: closed({ count: Count }) } }),
  endpoint({
    ...own, method: 'POST', path: '/notices/read', operationId: 'readNotices', summary: '通知设为已读；不给 ids 则全部',
    body: closed({ ids: Type.Optional(Type.Array(Id, { maxItems: 200 })) }), responses: { 204: null }, idempotent: true,
  }),
  endpoint({ ...own, method: 'GET', path: '/notices/preferences', operationId: 'readNoticePreferences', summary: '我的通知设置', responses: { 200: NoticePreferences } }),
  endpoint({
    ...own, method: 'PUT', path: '/notices/preferences', operationId: 'saveNoticePreferences', summary: '保存我的通知设置', body: NoticePreferencesInput,
    responses: { 200: NoticePreferences },
  }),
  endpoint({ ...admin, method: 'GET', path: '/admin/notice-channels', operationId: 'readNoticeChannels', summary: '通知通道', responses: { 200: NoticeChannels } }),
  endpoint({
    ...admin, method: 'PUT', path: '/admin/notice-channels', operationId: 'saveNoticeChannels', summary: '保存通知通道', body: NoticeChannelsInput, responses: { 200: NoticeChannels },
  }),
  endpoint({
    ...admin, method: 'POST', path: '/admin/notice-channels/test', operationId: 'testNoticeChannel', summary: '发一条测试通知',
    body: closed({ channel: Type.String({ pattern: '^(?:mail|sms|robot:.{1,180})$' }), to: Type.Optional(Type.String({ minLength: 3, maxLength: 190 })) }),
    responses: { 200: closed({ sent: Type.Boolean(), message: Type.String() }) },
  }),
  endpoint({ ...admin, method: 'GET', path: '/admin/notice-templates', operationId: 'readNoticeTemplates', summary: '通知模板', responses: { 200: NoticeTemplates } }),
  endpoint({
    ...admin, method: 'PUT', path: '/admin/notice-templates', operationId: 'saveNoticeTemplates', summary: '保存通知模板；没有的种类用标准文字',
    body: closed({ templates: Type.Record(Kind, Template) }), responses: { 200: NoticeTemplates },
  }),
  endpoint({
    ...admin, method: 'GET', path: '/admin/notice-sends', operationId: 'listNoticeSends', summary: '发往外部的通知',
    query: closed({ state: Type.Optional(Type.Union([Type.Literal('waiting'), Type.Literal('sent'), Type.Literal('dead')])) }),
    responses: { 200: closed({ data: Type.Array(NoticeSend) }) },
  }),
  endpoint({
    ...admin, method: 'POST', path: '/admin/notice-sends/resend', operationId: 'resendNotices', summary: '重发没有发出的通知',
    body: closed({ ids: Type.Array(Id, { minItems: 1, maxItems: 200 }) }), responses: { 200: closed({ count: Count }) }, idempotent: true,
  }),
] as const
