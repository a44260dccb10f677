/** 综合窗口: what the clerks at the window use beside tasks and catalogue. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { FilingReceipt } from './public.js'
import { KeptMaterial } from './kept_material.js'
import { CalendarDate, closed, Count, Id, Instant, JsonObject } from './schema.js'

export const WindowAppointment = closed({ id: Id, day: CalendarDate, half: Type.Union([Type.Literal('morning'), Type.Literal('afternoon')]), seat: Count, service: Type.String(), name: Type.String(), phone: Type.String() })
export type WindowAppointment = Static<typeof WindowAppointment>

export const AppointmentRules = closed({
  /** Seats of each half day; 0 = none. */
  morning: Type.Integer({ minimum: 0, maximum: 500 }),
  afternoon: Type.Integer({ minimum: 0, maximum: 500 }),
  /** Calendar days ahead that may be booked. */
  daysAhead: Type.Integer({ minimum: 1, maximum: 60 }),
})
export type AppointmentRules = Static<typeof AppointmentRules>

export const EarlierCase = closed({
  number: Type.String(), business: Type.String(), title: Type.String(), statusText: Type.String(), receivedAt: Instant,
  /** What the applicant gave then, for fields of the form asked for; without files and without anything he did not write himself. */
  values: JsonObject,
})
export type EarlierCase = Static<typeof EarlierCase>

const work = { access: 'serve_window', tag: '综合窗口' } as const

export const windowEndpoints = [
  endpoint({
    ...work, method: 'GET', path: '/window/appointments', operationId: 'listWindowAppointments', summary: '某日的窗口预约', query: closed({ day: CalendarDate }),
    responses: { 200: closed({ data: Type.Array(WindowAppointment) }) }, sensitive: true,
  }),
  endpoint({ ...work, method: 'GET', path: '/window/appointment-rules', operationId: 'readAppointmentRules', summary: '每半天可预约数', responses: { 200: AppointmentRules } }),
  endpoint({
    ...work, method: 'PUT', path: '/window/appointment-rules', operationId: 'saveAppointmentRules', summary: '设定每半天可预约数', body: AppointmentRules, responses: { 200: AppointmentRules },
  }),
  endpoint({
    ...work, method: 'GET', path: '/window/prints/{documents}', operationId: 'printTogether', summary: '批量打印文书（合成一份 PDF，最多 30 份）',
    params: closed({ documents: Type.String({ minLength: 1, maxLength: 6000, description: '文书编号（id），以逗号分隔' }) }),
    responses: { 200: { binary: ['application/pdf'], description: '各份依次排列' } }, sensitive: true,
  }),
  endpoint({
    ...work, method: 'POST', path: '/window/applicants', operationId: 'findApplicant', summary: '按证件号查找申请人以前的办件（留痕）',
    body: closed({ idNumber: Type.String({ minLength: 6, maxLength: 30 }), definitionKey: Id }), responses: { 200: closed({ data: Type.Array(EarlierCase) }) }, sensitive: true,
  }),
  endpoint({
    ...work, method: 'POST', path: '/window/inquiry-passwords', operationId: 'reissueInquiryPassword', summary: '核对证件后重发查询密码（只显示一次，原密码作废，留痕）',
    body: closed({
      number: Type.String({ minLength: 1, maxLength: 60 }),
      /** As it stands on the document shown. */
      idNumber: Type.String({ minLength: 6, maxLength: 30 }),
      /** The clerk has seen the document and the person, or the mandate. */
      identityChecked: Type.Literal(true),
    }),
    responses: { 201: FilingReceipt }, sensitive: true,
  }),
  endpoint({
    ...work, method: 'POST', path: '/window/materials', operationId: 'findKeptMaterials', summary: '按证件号查找本事项可以免交的已有材料（留痕）',
    body: closed({ idNumber: Type.String({ minLength: 6, maxLength: 30 }), definitionKey: Id }), responses: { 200: closed({ data: Type.Array(KeptMaterial) }) }, sensitive: true,
  }),
] as const
