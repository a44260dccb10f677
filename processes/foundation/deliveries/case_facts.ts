/** Sets of GB/T 39046—2020 in our vocabulary; one 办件 of theirs is one item of a case here. */
export interface CaseFacts {
  application: ApplicationFact
  acceptance: AcceptanceFact
  process: ProcessFact
  special_procedure: SpecialProcedureFact
  completion: CompletionFact
  evaluation: EvaluationFact
  case_progress: CaseProgressFact
}

/** A unit; its 统一社会信用代码 stands in the target's own table, by `id`. */
export interface UnitRef {
  id: string
  name: string
}

/** A person of ours who acted; `system` by itself. */
export interface PersonRef {
  id: string
  name: string
}

/** Which 办件 a fact belongs to. */
export interface ItemIdentity {
  /** 办件编号 of the item. */
  itemNumber: string
  /** 办件编号 of the joint case. */
  caseNumber: string
  itemCode: string
  itemName: string
  /** 实施编码. */
  implementationCode: string
  /** Unit that decides the item. */
  unit: UnitRef
  /** Key and name of the business (一件事). */
  business: string
  businessName: string
}

/** 申请. */
export interface ApplicationFact extends ItemIdentity {
  title: string
  /** Nothing takes working days: 即办件; else 承诺件. */
  itemKind: 'immediate' | 'promised'
  applicant: {
    name: string
    kind: 'person' | 'organisation'
    /** As the form has it: 身份证, 统一社会信用代码 … */
    idKind: string
    idNumber: string
    contact: string
    phone: string
    agent: string
  }
  /** 申报来源: handed in at the window, online by the applicant, or sent by a platform above. */
  source: 'window' | 'online' | 'platform'
  appliedAtMs: number
  materials: readonly MaterialFact[]
  /** Number the platform above gave it, where it came from there. */
  upperNumber: string | null
}

export interface MaterialFact {
  code: string
  name: string
  received: boolean
  /** 原件, 复印件, 电子, 已有材料. */
  form: string
  copies: number
  receivedAtMs: number
}

/** 受理 or 不予受理. */
export interface AcceptanceFact extends ItemIdentity {
  accepted: boolean
  /** Accepting unit: the window's, or the item's own. */
  acceptingUnit: UnitRef
  acceptedBy: PersonRef
  acceptedAtMs: number
  /** 受理文书编号; null = none was issued. */
  documentNumber: string | null
  promisedDueAtMs: number | null
  itemKind: 'immediate' | 'promised'
  /** Nobody told the applicant anything in five working days (行政许可法 32). */
  bySilence: boolean
  /** Of a refusal: why, in words. */
  reason: string | null
}

/** 过程: a step of the item that is done. */
export interface ProcessFact extends ItemIdentity {
  /** Our task id; of a derived one the item's number and `#1`. */
  stepId: string
  stepName: string
  action: 'passed' | 'returned' | 'other'
  handler: PersonRef
  opinion: string
  beganAtMs: number
  endedAtMs: number
  /** No such step took place: a receiver insists on one between 受理 and the end of a case, and its target is set to be given it. */
  derived: boolean
}

/** 特别程序 as it begins (`endedAtMs` null), and again as it ends. */
export interface SpecialProcedureFact extends ItemIdentity {
  /** n-th of the item, from 1; told twice under one number. */
  position: number
  /** 听证, 检测, 延期 … */
  name: string
  kind: 'extension' | 'other'
  stopsClock: boolean
  basis: string
  reason: string
  /** Working days the applicant was told. */
  days: number | null
  documentNumber: string | null
  beganAtMs: number
  endedAtMs: number | null
  handler: PersonRef
}

/** How an item ended. `deemed_withdrawn` is 补正逾期，视为撤回; `cancelled` is every other end without decision. */
export type CompletionResult = 'granted' | 'refused' | 'not_accepted' | 'withdrawn' | 'deemed_withdrawn' | 'forwarded' | 'cancelled'

/** A 结果证照: number and days as the package says where they stand, else those of the document that gives it. */
export interface CertificateFact {
  name: string
  number: string | null
  issuedBy: UnitRef
  issuedAtMs: number
  /** Days, `2031-12-31`; absent = valid from the day it was issued, null = no end. */
  validFrom?: string
  validUntil: string | null
}

/** 办结. */
export interface CompletionFact extends ItemIdentity {
  result: CompletionResult
  resultText: string
  handler: PersonRef
  completedAtMs: number
  /** 结果证照 of a granted item. */
  certificates: readonly CertificateFact[]
  /** Within the promised days; null = it had none. */
  onTime: boolean | null
  /** 1 = the first; a case woken and ended again is told again. */
  sequence: number
}

/** 评价, of the whole case. */
export interface EvaluationFact {
  caseNumber: string
  business: string
  businessName: string
  /** Item numbers the evaluation stands for. */
  itemNumbers: readonly string[]
  implementationCodes: readonly string[]
  unit: UnitRef
  evaluator: string
  channel: string
  evaluatedAtMs: number
  /** 次数. */
  evaluationNumber: number
  /** 5 非常满意 … 1 非常不满意. */
  satisfaction: 1 | 2 | 3 | 4 | 5
  text: string
  isBad: boolean
  /** Who applied, for 好差评 of the state, which wants to know; absent = facts of before. */
  applicant?: Pick<ApplicationFact['applicant'], 'name' | 'kind' | 'idKind' | 'idNumber'>
  /** Items it stands for, in the order of `itemNumbers`; absent = facts of before. */
  items?: readonly { number: string; name: string; implementationCode: string; unit: UnitRef }[]
}

/** Progress for the applicant, in words he understands. */
export interface CaseProgressFact {
  caseNumber: string
  title: string
  business: string
  businessName: string
  applicantName: string
  applicantIdKind: string
  applicantIdNumber: string
  phone: string
  /** Of our life-cycle. */
  status: string
  statusText: string
  unit: UnitRef
  promisedDueAtMs: number | null
  closedAtMs: number | null
  /** n-th told, from 1. */
  sequence: number
}
