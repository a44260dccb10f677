/**
 * What a document is printed from: the data as they stood when its number was taken, kept with the number for ever.
 * Instants are epoch milliseconds; templates print them in Asia/Shanghai. Plain JSON, so that it can be stored and compared.
 */
export interface DocumentSnapshot {
  /** 文书: `number` is the whole 文书编号 (长食受〔2026〕1号), `dateMs` the day printed beside the seal, `atMs` the instant (送达时间), absent before 0.2.0. */
  document: { number: string; dateMs: number; atMs?: number }
  /** 出具单位. */
  unit: {
    name: string
    sealName: string
    address: string
    /** 咨询电话 and 监督电话. */
    phone: string
    supervisionPhone: string
  }
  /** 申请人. `idNumber` is printed as given: mask it before it comes here where the document goes to third parties. */
  applicant: { name: string; idKind: string; idNumber: string; contact?: string; phone?: string; agent?: string }
  /** 事项名称 and 实施编码. */
  item: { name: string; code: string }
  /** 办件. `promisedDays` counts working days; `legalBasis` names the law that the promise rests on. */
  case: {
    number: string
    title: string
    receivedAtMs: number
    acceptedAtMs?: number
    promisedDueMs?: number
    promisedDays?: number
    legalDays?: number
  }
  /** 材料清单. `form`: 原件, 复印件 or 电子. `pages` is null when nobody counted. */
  materials: DocumentMaterial[]
  /** 经办人. */
  handler: { name: string }
  /** 查询网址 and 查询密码. */
  inquiry: { url: string; password: string }
  /** 补正: everything that is missing, said at once. */
  supplement?: { items: { name: string; missing: string; basis: string }[]; dueMs: number }
  /** 不予受理 and 不予许可. */
  refusal?: { reasons: string[]; bases: string[] }
  /** 救济: where and how long one may appeal; the text is configured by the unit. */
  remedies?: { reconsideration: string; litigation: string }
  /** 特别程序: which one, and the working days it takes, which are told in writing. */
  procedure?: { kind: string; days: number; reason: string; basis: string; stopsClock: boolean }
  /** 延期: the reason is told to the applicant. */
  extension?: { days: number; reason: string; basis: string; approver: string }
  /** 准予许可. */
  permit?: { content: string; certificateNumber: string; validFromMs: number; validToMs: number; bases: string[] }
}

export interface DocumentMaterial {
  name: string
  form: string
  copies: number
  pages: number | null
}
