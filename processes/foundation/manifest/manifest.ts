import type { ItemResult } from '../case/case_rows.js'
import type { MaterialGrade } from '../materials/grade.js'
import type { EvaluationDeclaration } from '../evaluation/evaluation.js'
import type { PublicService } from '../public/public_service.js'
import type { DeclaredValue } from './declared_value.js'

/**
 * What `manifest.json` of a business says: everything the foundation must know to keep its case records, clocks, numbers and
 * documents. Values that begin with `=` are FEEL over the variables of the instance. Days are working days.
 */
export interface Manifest {
  key: string
  name: string
  /** 一件事一次办, 单项许可 … as the catalogue groups them. */
  category: string
  description: string
  /** Unit that accepts and hands out. */
  department: string
  /** 主题编码 of the joint matter; never parsed. Empty for work inside the house. */
  implementationCode: string
  /** Shared pieces that were not found when the folder was read (`pieces`); empty = all are worked in. */
  missingPieces: readonly string[]
  /** Process id that begins a case. */
  process: string
  /** Form of the start event. */
  formKey: string
  /** Where applicants ask after their case; printed on documents. Empty for work inside the house. */
  inquiryUrl: string
  materials: readonly MaterialDeclaration[]
  items: readonly ItemDeclaration[]
  case: CaseDeclaration | null
  /** Null = handled at the window alone. */
  public: PublicService | null
  /** For the package that takes evaluations of other packages' cases. */
  evaluation: EvaluationDeclaration | null
  registers: Readonly<Record<string, RegisterDeclaration>>
  documents: Readonly<Record<string, DocumentDeclaration>>
}

/** 申请材料. */
export interface MaterialDeclaration {
  code: string
  name: string
  required: boolean
  /** 原件, 复印件 or 电子. */
  form: string
  copies: number
  issuer: string | null
  note: string | null
  /** Items that ask for it; empty = the joint application itself. */
  items: readonly string[]
  /** Form field that holds its attachments. */
  field: string | null
  /** Asked only when true. */
  when: DeclaredValue | null
  /** Made or promised by the applicant himself: grade D, with no original to be seen. */
  selfMade: boolean
  /** What it has to prove; null = nothing is demanded. */
  evidence: EvidenceDemand | null
  /** Given once, it is not asked for again; null = it belongs to its own case alone. */
  reuse: { kind: string; validDays: number; useDays: number } | null
}

/** What a received material has to prove before an item is granted; one that is missing is 容缺 and 补正's matter. */
export interface EvidenceDemand {
  /** Least grade at the decision; null = any. */
  least: MaterialGrade | null
  /** By when a clerk must have seen the original (A needs no seeing); null = it need not be seen. */
  original: 'acceptance' | 'decision' | null
}

/** 事项: one child 办件 of its own department. */
export interface ItemDeclaration {
  code: string
  name: string
  department: string
  /** 实施编码; never parsed. */
  implementationCode: string
  /** In words, for the catalogue: when it belongs to the application. */
  condition: string
  promisedDays: number
  /** Promised in 工作时, inside the office hours of its department; `promisedDays` then is what it counts on the way of the whole. Null = in days. */
  promisedHours: number | null
  legalDays: number
  legalBases: readonly string[]
  /** 结果证照, e.g. 食品经营许可证. */
  resultName: string
  /** 前置事项: codes of the items that have to be granted before this one begins; those not chosen do not count. */
  after: readonly string[]
  /** 特别程序 that its department may begin; empty = none. */
  procedures: readonly ProcedureDeclaration[]
  /** 延期; null = its limit cannot be extended. */
  extension: ExtensionDeclaration | null
  /** Its result as a material of grade A for later cases; null = it is none. */
  gives: GivenMaterial | null
  /** 转报: who above decides what is not decided here, in words, and why; null = it is always decided here. */
  forward: { to: string; basis: string } | null
}

/** The result of an item: entered when `document` is issued, revoked when `revokedBy` is. */
export interface GivenMaterial {
  kind: string
  document: string
  /** 证号 as the platforms above are told it; null = the number of the document. */
  number: DeclaredValue | null
  /** Date of its beginning; null = the day of the document. */
  validFrom: DeclaredValue | null
  /** Date of its end, `2031-11-30`; null = none. */
  validUntil: DeclaredValue | null
  revokedBy: string | null
}

/** A 特别程序 of an item. */
export interface ProcedureDeclaration {
  /** 听证, 检测, 现场踏勘 … */
  kind: string
  /** Its time does not count. True of itself for the kinds of 行政许可法 45; of any other only by the item's own law, which `basis` names. */
  stopsClock: boolean
  basis: string
}

/** 行政许可法 42: how many working days may be added, once, and who allows it. */
export interface ExtensionDeclaration {
  days: number
  /** In words, printed on the notice: 本机关负责人, 本级人民政府负责人. */
  approver: string
  basis: string
}

/** How a case is read off its process instances. */
export interface CaseDeclaration {
  title: DeclaredValue
  applicant: {
    name: DeclaredValue
    idKind: DeclaredValue
    idNumber: DeclaredValue
    contact: DeclaredValue
    phone: DeclaredValue
    agent: DeclaredValue
  }
  /** Variable with the chosen items: a list of contexts with `code`; empty = a case without items. */
  itemsVariable: string
  /** Variable of a child instance with its own item (`code`). */
  itemVariable: string
  /** Variable with the codes of materials received on paper. */
  receivedVariable: string
  /** Machines of `lifecycle.json`. */
  lifecycle: string
  itemLifecycle: string
  /** Life-cycle events that begin the legal clocks (empty = there are none), end an item, and end the case. */
  acceptedBy: string
  /** 行政许可法 32: nobody told the applicant anything in time; accepted as of the day of receipt. Null = the model has no such way. */
  acceptedBySilence: string | null
  /** 补正 asked for, and handed in: a new receipt. */
  supplementedBy: string | null
  receivedAgainBy: readonly string[]
  /** 特别程序: the events of an item's life-cycle that begin and end it, and what its notice says. */
  procedures: { begin: readonly string[]; end: readonly string[]; kind: DeclaredValue; days: DeclaredValue; reason: DeclaredValue } | null
  /** Events that refuse something, and the reasons that have to be told with them; null = the documents alone see to it. */
  reasons: { events: readonly string[]; value: DeclaredValue } | null
  /** Tasks whose limit is not the department's own: the applicant has it. */
  unsupervisedTasks: readonly string[]
  /** 延期: the events that ask for it and grant it, and the reason told to the applicant. */
  extension: { ask: string; grant: string; reason: DeclaredValue } | null
  /** 转报: the event of an item's life-cycle that passes it on to whom `items[].forward` names; null = there is none. */
  forwardedBy: string | null
  /** 补正逾期: the event by which a case counts as withdrawn because 补正 never came; it closes the case. Null = there is none. */
  deemedWithdrawnBy: string | null
  /** 撤回 by the applicant; null = the model has no such way. */
  withdrawal: WithdrawalDeclaration | null
  /** Life-cycle event of an item → its result. */
  itemResults: Readonly<Record<string, { result: ItemResult; text: string }>>
  closedBy: readonly string[]
  /** Working days added to the longest way through the chosen items (送达, 出件); the legal limit has none of its own. */
  deliveryDays: number
}

/** 撤回: a message to the one case, which the model answers with its document and the life-cycle event. */
export interface WithdrawalDeclaration {
  event: string
  /** Waited for with `gov:correlationKey="=instanceId"`. */
  message: string
  /** Items whose decision ends the right to withdraw; empty = any. */
  until: readonly string[]
}

/** 文书编号 register: `<发文代字><word>〔year〕n号`. */
export interface RegisterDeclaration {
  word: string
}

/** 文书. */
export interface DocumentDeclaration {
  title: string
  /** Resource of the package. */
  template: string
  /** May also be asked for beside the flow, with the register it is numbered in; null = by the flow alone. `atWindow` = by the window, too, that has no task of the case in hand. */
  onRequest: { register: string | null; atWindow: boolean } | null
  /** What must be true before content and number are fixed; the path names the field that has to be filled. */
  requires: readonly { test: DeclaredValue; path: string; message: string }[]
  /** Paths of the snapshot and the values that go there. */
  fields: Readonly<Record<string, DocumentField>>
}

/**
 * A value; the end of the n-th working day after today; the first instant of a date (`2026-11-22`), null when there is none; what several people said
 * at a task, as `{unit, name, outcome, opinion}` with the outcome in words.
 */
export type DocumentField =
  | { kind: 'value'; value: DeclaredValue }
  | { kind: 'workingDaysAfter'; days: DeclaredValue }
  | { kind: 'date'; date: DeclaredValue }
  | { kind: 'opinions'; task: string; words: Readonly<Record<string, string>> }
