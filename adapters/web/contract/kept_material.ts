import { Type, type Static } from 'typebox'
import { closed, Id, Instant, nullable } from './schema.js'

export const MaterialGradeName = Type.Union([Type.Literal('A'), Type.Literal('B'), Type.Literal('C'), Type.Literal('D')], {
  description: 'A 机关签发可直接使用 · B 原件已核验 · C 申请人提交待核原件 · D 自拟或承诺（国办函〔2016〕108号）',
})

/** 已有材料: given or issued once, offered in place of the material `code` of an application. */
export const KeptMaterial = closed({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  grade: MaterialGradeName,
  gradeText: Type.String(),
  business: Type.String(),
  caseNumber: Type.String(),
  /** Unit that verified or issued it. */
  department: Type.String(),
  since: Instant,
  validUntil: nullable(Instant),
})
export type KeptMaterial = Static<typeof KeptMaterial>

/** What is taken over instead of being asked for: the material of the application, and the record of the register. */
export const ReusedMaterials = Type.Array(closed({ code: Type.String({ minLength: 1, maxLength: 100 }), record: Id }), { maxItems: 50 })
export type ReusedMaterials = Static<typeof ReusedMaterials>
