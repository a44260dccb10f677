/** 随手拍: what anybody may report without a login, what became of it, and the 积分 it brought. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { Latitude, Longitude } from './events.js'
import { CaptchaAnswer, PublicUpload } from './public.js'
import { closed, Count, Id, Instant, nullable, Reason } from './schema.js'

const text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength })

export const MOST_PHOTOS = 6
const Photos = (least: number) => Type.Array(PublicUpload, { minItems: least, maxItems: MOST_PHOTOS })
const Phone = Type.String({ pattern: '^1[0-9]{10}$', description: '手机号码' })

export const SnapshotKind = closed({ subtype: Id, words: Type.String(), picture: Type.String() })
export type SnapshotKind = Static<typeof SnapshotKind>

export const SnapshotReport = closed({
  subtype: text(20, 1),
  town: Id,
  address: text(200, 2),
  longitude: Type.Optional(Longitude),
  latitude: Type.Optional(Latitude),
  description: text(2000, 4),
  photos: Photos(0),
  reporterName: Type.Optional(text(60)),
  reporterPhone: Type.Optional(Phone),
})
export type SnapshotReport = Static<typeof SnapshotReport>

export const SnapshotReceipt = closed({ number: Type.String(), password: Type.String(), reportedAt: Instant })
export type SnapshotReceipt = Static<typeof SnapshotReceipt>

export const PublicReport = closed({
  number: Type.String(),
  title: Type.String(),
  statusText: Type.String(),
  isOpen: Type.Boolean(),
  reportedAt: Instant,
  /** By when the reporter is answered; null = with the event. */
  dueAt: nullable(Instant),
  /** Handled together with an earlier report of the same thing. */
  isMerged: Type.Boolean(),
  photoCount: Count,
  steps: Type.Array(closed({ at: Instant, text: Type.String() })),
  answer: nullable(Type.String()),
  canAddPhotos: Type.Boolean(),
  /** 积分 this report has brought; null where no phone was left. */
  points: nullable(Type.Integer()),
})
export type PublicReport = Static<typeof PublicReport>

const open = { tag: '随手拍', access: 'public' } as const
const snapshot = { ...open, tokenHeader: 'X-Snapshot-Token' } as const
const report = { ...open, tokenHeader: 'X-Report-Token' } as const
const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: '月份 yyyy-MM' })

export const PointLine = closed({
  reporterName: Type.String(), reporterPhone: Type.String(), filed: Count, closed: Count, takenBack: Type.Integer({ maximum: 0 }), points: Type.Integer(),
})
export type PointLine = Static<typeof PointLine>
export const PointRegister = closed({ month: Month, lines: Type.Array(PointLine), total: Type.Integer() })
export type PointRegister = Static<typeof PointRegister>

export const snapshotEndpoints = [
  endpoint({
    ...open, method: 'GET', path: '/public/snapshot-kinds', operationId: 'listSnapshotKinds', summary: '可以随手拍的问题',
    responses: { 200: closed({ data: Type.Array(SnapshotKind) }) },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/snapshots', operationId: 'createSnapshot', summary: '开始随手拍（同意告知、验证码）',
    body: closed({ consent: Type.Literal(true), captcha: CaptchaAnswer }), responses: { 201: closed({ token: Type.String(), expiresAt: Instant }) },
  }),
  endpoint({
    ...snapshot, method: 'POST', path: '/public/snapshots/current/photos', operationId: 'uploadForSnapshot', summary: '上传现场照片（JPG；拍摄地点等附带信息不保留）',
    multipart: true, responses: { 201: PublicUpload },
  }),
  endpoint({
    ...snapshot, method: 'POST', path: '/public/snapshots/current/submission', operationId: 'submitSnapshot', summary: '提交随手拍（一次只成一件）',
    body: SnapshotReport, responses: { 201: SnapshotReceipt },
  }),
  endpoint({
    ...open, method: 'POST', path: '/public/report-inquiries', operationId: 'createReportInquiry', summary: '凭事件编号和查询密码查询',
    body: closed({ number: text(60, 1), password: text(40, 1), captcha: CaptchaAnswer }), responses: { 201: closed({ token: Type.String(), expiresAt: Instant }) },
  }),
  endpoint({ ...report, method: 'GET', path: '/public/report', operationId: 'readPublicReport', summary: '办理进度、答复和本件积分', responses: { 200: PublicReport } }),
  endpoint({ ...report, method: 'POST', path: '/public/report/photos', operationId: 'uploadForReport', summary: '上传补充的照片', multipart: true, responses: { 201: PublicUpload } }),
  endpoint({
    ...report, method: 'POST', path: '/public/report/additions', operationId: 'addToReport', summary: '补充照片', body: closed({ photos: Photos(1) }),
    responses: { 200: PublicReport },
  }),
  endpoint({
    method: 'GET', path: '/events/points', operationId: 'readPointRegister', summary: '随手拍积分登记（按月）', tag: '五零', access: 'handle_work',
    query: closed({ month: Month }), responses: { 200: PointRegister }, sensitive: true,
  }),
  endpoint({
    method: 'GET', path: '/events/points/export', operationId: 'exportPointRegister', summary: '随手拍积分登记（XLSX）', tag: '五零', access: 'handle_work',
    query: closed({ month: Month }), sensitive: true,
    responses: { 200: { binary: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], description: 'XLSX' } },
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/tickets/{ticket}/phone', operationId: 'openReporterPhone', summary: '查看报告人电话（写明理由，留痕）', tag: '五零', access: 'handle_work',
    params: closed({ id: Id, ticket: Id }), body: closed({ reason: Reason }), responses: { 200: closed({ phone: Type.String() }) }, sensitive: true,
  }),
] as const
