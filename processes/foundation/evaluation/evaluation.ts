import type { JsonReader } from '../manifest/json_reader.js'
import type { LifecycleState } from '../lifecycle/lifecycle.js'

/** How a package takes 好差评 (`evaluation` of its `manifest.json`): each evaluation of a closed case is one instance of its process. */
export interface EvaluationDeclaration {
  /** Machine of `lifecycle.json` that people see. */
  lifecycle: string
  /** Satisfaction up to which it is 差评: it demands a reason, and 整改 follows. Five steps, 5 非常满意 … 1 非常不满意. */
  badUpTo: number
}

export const readEvaluation = (reader: JsonReader): EvaluationDeclaration => ({ lifecycle: reader.text('lifecycle'), badUpTo: reader.count('badUpTo', 2) })

/** Row of `evaluations`; key = `<case key>/<evaluation number>`. */
export interface EvaluationRow {
  caseKey: string
  number: number
  caseNumber: string
  business: string
  department: string
  /** 5 非常满意 … 1 非常不满意; other systems' codes run the other way and are mapped where they are spoken. */
  satisfaction: number
  text: string
  isBad: boolean
  channel: string
  evaluatedAtMs: number
  instanceId: string
  lifecycle: LifecycleState
  status: string
  statusText: string
  closedAtMs: number | null
}

export const evaluationKey = (caseKey: string, number: number): string => `${caseKey}/${number}`

/** What starts an evaluation: the variables of its process. */
export interface EvaluationInput {
  caseKey: string
  evaluationNumber: number
  satisfaction: number
  text: string
  channel: string
}
