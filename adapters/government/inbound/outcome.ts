import type { InboundMaterialRow, InboundMessageRow, InboundObjectRow } from '#processes/foundation/inbound/ports'
import type { Refusal } from '#processes/foundation/inbound/reasons'

/** What judging a message comes to. */
export type Outcome =
  | { kind: 'taken'; object: InboundObjectRow; materials: readonly InboundMaterialRow[] }
  | { kind: 'refused'; refusal: Refusal }

export const refused = (refusal: Refusal): Outcome => ({ kind: 'refused', refusal })

/** The message as it is kept after its judgement. */
export function judged(message: InboundMessageRow, outcome: Outcome, nowMs: number): InboundMessageRow {
  const settled = { ...message, settledAtMs: nowMs }
  if (outcome.kind === 'refused') {
    const { code, reason, field } = outcome.refusal
    return { ...settled, status: 'refused', reasonCode: code, reason: reason.slice(0, 1000), field: field?.slice(0, 190) ?? null }
  }
  const { instanceId, number } = outcome.object
  return { ...settled, status: outcome.kind, reasonCode: null, reason: null, field: null, instanceId, number }
}

/** The answer a message gets, the same whenever it is asked again. */
export interface InboundAnswer {
  status: number
  body: Readonly<Record<string, string>>
}

const REFUSED_STATUS: Readonly<Record<string, number>> = { R01: 401, R07: 409 }

export function refusalAnswer({ code, reason, field }: Refusal): InboundAnswer {
  return { status: REFUSED_STATUS[code] ?? 422, body: { code, success: 'false', reason, ...(field ? { field } : {}) } }
}

export function answerOf(message: InboundMessageRow): InboundAnswer {
  const { status, number, reasonCode, reason, field } = message
  if (status === 'refused') return refusalAnswer({ code: (reasonCode ?? 'R02') as Refusal['code'], reason: reason ?? '', ...(field ? { field } : {}) })
  const answer = { code: '0', success: 'true', ...(number ? { localNo: number } : {}) }
  if (status === 'taken') return { status: 200, body: { ...answer, status } }
  return { status: 202, body: { ...answer, status: 'held' } }
}
