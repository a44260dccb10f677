/**
 * How much a received material proves (国办函〔2016〕108号): A issued by an agency under its seal, used as it is · B its original was seen
 * once by a clerk, used again without being asked for · C brought by the applicant, the original still to be seen · D made or promised by
 * the applicant himself.
 */
export type MaterialGrade = 'A' | 'B' | 'C' | 'D'

export const MATERIAL_GRADES: readonly MaterialGrade[] = ['A', 'B', 'C', 'D']

/** What a grade is called on pages and in refusals. */
export const GRADE_TEXTS: Readonly<Record<MaterialGrade, string>> = {
  A: 'A级（机关签发，可直接使用）',
  B: 'B级（原件已核验）',
  C: 'C级（申请人提交，待核原件）',
  D: 'D级（自拟或承诺）',
}

export const isMaterialGrade = (text: unknown): text is MaterialGrade => MATERIAL_GRADES.some((grade) => grade === text)

/** A is the best, D the least. */
export const isAtLeast = (grade: MaterialGrade, least: MaterialGrade): boolean => grade <= least
