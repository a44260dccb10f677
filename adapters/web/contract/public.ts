/** What anybody may call without a login: guide, online application, progress and results, evaluation, appointments. */
import { Type, type Static } from 'typebox'
import { CatalogueDetail, CatalogueEntry } from './catalogue.js'
import { endpoint } from './endpoint.js'
import { KeptMaterial, ReusedMaterials } from './kept_material.js'
import { CalendarDate, closed, Count, Id, Instant, JsonObject, nullable, Sha256 } from './schema.js'

const text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength })

/** An answer to a captcha; each captcha may be answered once, right or wrong. */
export const CaptchaAnswer = closed({ token: text(500, 1), answer: text(20, 1) })
export type CaptchaAnswer = Static<typeof CaptchaAnswer>
export const Captcha = closed({
  token: Type.String(),
  /** SVG with the characters as outlines; null for the one in words. */
  picture: nullable(Type.String()),
  /** A small sum in words, for readers of screens; null for the picture. */
  question: nullable(Type.String()),
  expiresAt: Instant,
})
export type Captcha = Static<typeof Captcha>

export const PublicUpload = closed({ id: Id, name: Type.String(), size: Count, sha256: Sha256 })
export type PublicUpload = Static<typeof PublicUpload>

export const Filing = closed({
  /** To be sent as `X-Filing-Token` with everything that belongs to this application. */
  token: Type.String(),
  definitionKey: Id,
  values: JsonObject,
  expiresAt: Instant,
})
export type Filing = Static<typeof Filing>
export const FilingReceipt = closed({
  /** 办件编号. */
  number: Type.String(),
  /** 查询密码: given here once, and printed on the receipt; kept nowhere. */
  password: Type.String(),
  title: Type.String(),
  receivedAt: Instant,
})
export type FilingReceipt = Static<typeof FilingReceipt>

export const PublicCase = closed({
  number: Type.String(),
  business: Type.String(),
  title: Type.String(),
  /** Masked, as all personal data here. */
  applicant: closed({ name: Type.String(), idNumber: Type.String(), phone: Type.String() }),
  statusText: Type.String(),
  /** Follows from the items; null = open, or ended without any. */
  result: nullable(Type.Union([Type.Literal('granted'), Type.Literal('partly'), Type.Literal('refused'), Type.Literal('forwarded'), Type.Literal('deemed_withdrawn')])),
  isOpen: Type.Boolean(),
  promisedDueAt: nullable(Instant),
  receivedAt: Instant,
  states: Type.Array(closed({ name: Type.String(), reached: Type.Boolean(), current: Type.Boolean() })),
  /** What has happened so far, oldest first. */
  steps: Type.Array(closed({ at: Instant, text: Type.String() })),
  items: Type.Array(closed({ name: Type.String(), department: Type.String(), statusText: Type.String(), result: nullable(Type.String()), dueAt: nullable(Instant) })),
  documents: Type.Array(closed({ id: Id, title: Type.String(), number: nullable(Type.String()), issuedAt: Instant, isReady: Type.Boolean() })),
  /** 补正: what the applicant is asked for; null when nothing is. */
  supplement: nullable(closed({
    dueAt: nullable(Instant),
    missing: Type.Array(closed({ name: Type.String(), missing: Type.String(), basis: Type.String() })),
    fields: Type.Array(closed({ field: Type.String(), name: Type.String() })),
    takesNote: Type.Boolean(),
  })),
  canWithdraw: Type.Boolean(),
  /** 好差评: asked for once the case is closed. */
  evaluation: nullable(closed({ satisfaction: Type.Integer({ minimum: 1, maximum: 5 }), text: Type.String(), at: Instant, statusText: Type.String() })),
  canEvaluate: Type.Boolean(),
})
export type PublicCase = Static<typeof PublicCase>

export const SATISFACTION_TEXTS = { 5: '非常满意', 4: '满意', 3: '基本满意', 2: '不满意', 1: '非常不满意' } as const

const HalfDay = Type.Union([Type.Literal('morning'), Type.Literal('afternoon')])
const half = { half: HalfDay, from: Type.String(), to: Type.String(), free: Count }
export const AppointmentDays = closed({ data: Type.Array(closed({ day: CalendarDate, halves: Type.Array(closed(half)) })) })
export type AppointmentDays = Static<typeof AppointmentDays>
export const BookedAppointment = closed({ code: Type.String(), day: CalendarDate, half: HalfDay, from: Type.String(), to: Type.String(), service: Type.String() })
export type BookedAppointment = Static<typeof BookedAppointment>

/** 补正: new files by the form field they belong to, and a word about them. */
export const SupplementAnswer = closed({
  files: Type.Record(Type.String({ maxLength: 100 }), Type.Array(PublicUpload, { maxItems: 20 })),
  note: Type.Optional(text(1000)),
})
export type SupplementAnswer = Static<typeof SupplementAnswer>

const open = { access: 'public', tag: '公众服务' } as const
const filing = { ...open, tokenHeader: 'X-Filing-Token' } as const
const inquiry = { ...open, tokenHeader: 'X-Inquiry-Token' } as const
const id = closed({ id: Id })

export const publicEndpoints = [
  endpoint({ ...open, method: 'GET', path: '/public/services', operationId: 'listPublicServices', summary: '可在线申请的一件事', responses: { 200: closed({ data: Type.Array(CatalogueEntry) }) } }),
  endpoint({
    ...open, method: 'GET', path: '/public/services/{definitionKey}', operationId: 'readPublicService', summary: '办事指南与申请表',
    params: closed({ definitionKey: Id }), responses: { 200: CatalogueDetail },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/captchas', operationId: 'createCaptcha', summary: '取验证码（图片，或读屏可用的算式）',
    body: closed({ kind: Type.Union([Type.Literal('picture'), Type.Literal('sum')]) }), responses: { 201: Captcha },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/filings', operationId: 'createFiling', summary: '开始填报（同意告知书、年满十八周岁、验证码）',
    body: closed({ definitionKey: Id, consent: Type.Literal(true), adult: Type.Literal(true), captcha: CaptchaAnswer }), responses: { 201: Filing },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/filings/resumed', operationId: 'resumeFiling', summary: '凭续填码继续填报（续填码用一次即失效）',
    body: closed({ code: text(40, 1), captcha: CaptchaAnswer }), responses: { 201: Filing },
  }),
  endpoint({
    ...filing, method: 'PUT', path: '/public/filings/current/draft', operationId: 'saveFilingDraft', summary: '保存填报内容（不校验）',
    body: closed({ values: JsonObject }), responses: { 200: closed({ savedAt: Instant }) },
  }),
  endpoint({
    ...filing, method: 'POST', path: '/public/filings/current/resume-code', operationId: 'createResumeCode', summary: '取一次性续填码',
    body: closed({}), responses: { 201: closed({ code: Type.String(), expiresAt: Instant }) },
  }),
  endpoint({ ...filing, method: 'POST', path: '/public/filings/current/attachments', operationId: 'uploadForFiling', summary: '上传申请材料', multipart: true, responses: { 201: PublicUpload } }),
  endpoint({
    ...filing, method: 'POST', path: '/public/filings/current/kept-materials', operationId: 'findOwnMaterials', summary: '凭以前办件的编号和查询密码，查找本次可以免交的已有材料',
    body: closed({ number: text(60, 1), password: text(40, 1), captcha: CaptchaAnswer }),
    /** `proof` goes with the submission that uses them. */
    responses: { 201: closed({ proof: Type.String(), data: Type.Array(KeptMaterial) }) },
  }),
  endpoint({
    ...filing, method: 'POST', path: '/public/filings/current/submission', operationId: 'submitFiling', summary: '提交申请（一次填报只成一件）',
    body: closed({ values: JsonObject, reused: Type.Optional(closed({ proof: text(500, 1), materials: ReusedMaterials })) }), responses: { 201: FilingReceipt },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/inquiries', operationId: 'createInquiry', summary: '凭办件编号和查询密码查询',
    body: closed({ number: text(60, 1), password: text(40, 1), captcha: CaptchaAnswer }), responses: { 201: closed({ token: Type.String(), expiresAt: Instant }) },
  }),
  endpoint({ ...inquiry, method: 'GET', path: '/public/case', operationId: 'readPublicCase', summary: '进度、结果与需要申请人做的事', responses: { 200: PublicCase } }),
  endpoint({
    ...inquiry, method: 'GET', path: '/public/case/documents/{id}', operationId: 'readPublicDocument', summary: '下载本件文书',
    params: id, responses: { 200: { binary: ['application/pdf'], description: 'PDF' } },
  }),
  endpoint({ ...inquiry, method: 'POST', path: '/public/case/attachments', operationId: 'uploadForCase', summary: '上传补正材料', multipart: true, responses: { 201: PublicUpload } }),
  endpoint({
    ...inquiry, method: 'POST', path: '/public/case/supplement', operationId: 'supplementCase', summary: '提交补正材料',
    body: SupplementAnswer,
    responses: { 200: PublicCase },
  }),
  endpoint({
    ...inquiry, method: 'POST', path: '/public/case/withdrawal', operationId: 'withdrawCase', summary: '撤回申请（作出决定前）',
    body: closed({ reason: text(500, 1) }), responses: { 200: PublicCase },
  }),
  endpoint({
    ...inquiry, method: 'POST', path: '/public/case/evaluations', operationId: 'evaluateCase', summary: '好差评（每件一次；差评须写明原因）',
    body: closed({ satisfaction: Type.Integer({ minimum: 1, maximum: 5, description: '5 非常满意 … 1 非常不满意' }), text: Type.Optional(text(1000)) }),
    responses: { 200: PublicCase },
  }),
  endpoint({ ...open, method: 'GET', path: '/public/appointments/days', operationId: 'listAppointmentDays', summary: '可预约的半天', responses: { 200: AppointmentDays } }),
  endpoint({
    ...open, method: 'POST', path: '/public/appointments', operationId: 'bookAppointment', summary: '预约窗口',
    body: closed({ definitionKey: Id, day: CalendarDate, half: HalfDay, name: text(50, 2), phone: Type.String({ pattern: '^(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})$' }), captcha: CaptchaAnswer }),
    responses: { 201: BookedAppointment },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/appointments/cancellation', operationId: 'cancelAppointment', summary: '凭预约码取消预约',
    body: closed({ code: text(40, 1), captcha: CaptchaAnswer }), responses: { 200: closed({ day: CalendarDate, half: HalfDay }) },
  }),
] as const
