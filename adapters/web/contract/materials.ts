/** 申请材料 of a case: what each proves, 原件核验, 已有材料. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { KeptMaterial, MaterialGradeName } from './kept_material.js'
import { CalendarDate, closed, Count, Id, Instant, nullable, PersonReference, Reason } from './schema.js'

export const CaseMaterial = closed({
  code: Type.String(),
  name: Type.String(),
  required: Type.Boolean(),
  received: Type.Boolean(),
  form: Type.String(),
  copies: Count,
  note: nullable(Type.String()),
  /** Null = not received. */
  grade: nullable(MaterialGradeName),
  gradeText: nullable(Type.String()),
  /** Where it came from, in words. */
  sourceText: nullable(Type.String()),
  /** Since when it has this grade, and by whom; null where no account gave it. */
  since: nullable(Instant),
  by: nullable(PersonReference),
  /** What the clerk noted who saw the original. */
  verificationNote: nullable(Type.String()),
  /** What the package demands of it, in words. */
  demand: nullable(Type.String()),
  reused: nullable(closed({ caseNumber: Type.String(), business: Type.String(), purpose: Type.String(), until: Instant })),
  /** How the register holds it. */
  record: nullable(closed({ id: Id, state: Type.Union([Type.Literal('valid'), Type.Literal('revoked')]), validUntil: nullable(Instant), revokedReason: nullable(Type.String()) })),
  files: Type.Array(closed({ id: Id, name: Type.String() })),
  canVerify: Type.Boolean(),
  canRevoke: Type.Boolean(),
  /** 已有材料 of the same applicant that may take its place. */
  offers: Type.Array(KeptMaterial),
})
export type CaseMaterial = Static<typeof CaseMaterial>
export const CaseMaterials = closed({ data: Type.Array(CaseMaterial) })
export type CaseMaterials = Static<typeof CaseMaterials>

const handling = { access: 'handle_work', tag: '申请材料' } as const
const ofCase = closed({ instanceId: Id, code: Type.String({ minLength: 1, maxLength: 100 }) })

export const materialEndpoints = [
  endpoint({
    ...handling, method: 'GET', path: '/cases/{instanceId}/materials', operationId: 'readCaseMaterials', summary: '本件申请材料：证据等级、来源、可用的已有材料',
    params: closed({ instanceId: Id }), responses: { 200: CaseMaterials }, sensitive: true,
  }),
  endpoint({
    ...handling, method: 'POST', path: '/cases/{instanceId}/materials/{code}/verification', operationId: 'verifyMaterial', summary: '原件已核验（C 级升为 B 级）',
    params: ofCase,
    body: closed({
      /** The files that were compared with the original: all of the material's. */
      files: Type.Array(Id, { maxItems: 100 }),
      note: Type.Optional(Type.String({ maxLength: 500 })),
      /** Last day of its validity, as it is printed on it. */
      validUntil: Type.Optional(nullable(CalendarDate)),
    }),
    responses: { 200: CaseMaterials }, idempotent: true,
  }),
  endpoint({
    ...handling, method: 'POST', path: '/cases/{instanceId}/materials/{code}/reuse', operationId: 'reuseMaterial', summary: '用已有材料，不再向申请人要',
    params: ofCase, body: closed({ record: Id }), responses: { 200: CaseMaterials }, idempotent: true,
  }),
  endpoint({
    ...handling, method: 'GET', path: '/cases/{instanceId}/materials/{code}/files/{fileId}', operationId: 'readReusedMaterial', summary: '查看已有材料（加注用途与有效期，留痕）',
    params: closed({ instanceId: Id, code: Type.String({ minLength: 1, maxLength: 100 }), fileId: Id }),
    responses: { 200: { binary: ['application/pdf'], description: '加注用途与有效期的 PDF' } }, sensitive: true,
  }),
  endpoint({
    ...handling, method: 'POST', path: '/materials/{id}/revocation', operationId: 'revokeMaterial', summary: '撤销已有材料（写明原因；以后不再提供）',
    params: closed({ id: Id }), body: closed({ reason: Reason }), responses: { 200: CaseMaterials }, idempotent: true,
  }),
] as const
