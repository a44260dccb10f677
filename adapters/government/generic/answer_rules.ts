import { declareValue, evaluateDeclared } from '#processes/foundation/manifest/declared_value'
import type { Receipt, SettingsProblem, TargetSettings } from '#processes/foundation/deliveries/target'

const RULES = ['success', 'upperId', 'reason'] as const

/** `options.success`, `upperId`, `reason`: FEEL over `status` and `body` of an answer. Absent `success` = any 2xx. */
export function checkAnswerRules({ options }: TargetSettings): SettingsProblem[] {
  return RULES.flatMap((name) => {
    const declared = options[name] === undefined ? null : declareValue(options[name])
    return declared === null || declared.ok ? [] : [{ path: `options.${name}`, message: declared.message }]
  })
}

/** The verdict in an answer that was read. An answer that is no success is a refusal where it gives a reason or is a 4xx; else nothing is known. */
export function receiptOfAnswer(status: number, body: unknown, { options }: TargetSettings, nowMs: number): Receipt {
  const ask = (name: (typeof RULES)[number]): unknown => {
    const declared = options[name] === undefined ? null : declareValue(options[name])
    return declared?.ok ? evaluateDeclared(declared.value, { status, body }, nowMs) : undefined
  }
  const isDone = status >= 200 && status < 300
  const success = options.success === undefined ? isDone : isDone && ask('success') === true
  const upperId = ask('upperId')
  if (success) return { kind: 'accepted', ...(typeof upperId === 'string' || typeof upperId === 'number' ? { upperId: String(upperId) } : {}) }
  const reason = ask('reason')
  if (typeof reason === 'string' && reason !== '') return { kind: 'rejected', code: String(status), reason: reason.slice(0, 500) }
  if (status >= 400) return { kind: 'rejected', code: String(status), reason: `对方退回（${status}），没有说明原因。` }
  return { kind: 'retry', code: 'E_ANSWER_UNKNOWN', reason: '对方的应答看不懂，将自动重发。请核对“成功的判断”是否配置正确。' }
}
