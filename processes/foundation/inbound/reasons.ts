/** Why a message is not taken in: the codes a sender may rely on, and what people read. */
export const REASONS = {
  R01: '签名、时间戳或随机串不正确。请核对应用标识、密钥和时钟后重新签名。',
  R02: '必填内容没有填写，或者格式不正确。',
  R03: '这个事项或渠道没有开通。请核对事项编码，或联系县级平台管理员。',
  R04: '原件已经撤回。',
  R05: '没有收到过原件。',
  R06: '已经受理、立案、决定或办结，不能再更正或撤回。',
  R07: '同一编号的报文已经收到过，但内容不同。修改请发送更正。',
  R08: '材料不能取得，或与摘要不符。',
  R09: '不属于本县职责。',
  R10: '带有演练标记，不接收。',
} as const
export type ReasonCode = keyof typeof REASONS

/** A refusal as the sender is told it. */
export interface Refusal {
  code: ReasonCode
  reason: string
  /** Which part of the message is at fault. */
  field?: string
}

export const refusal = (code: ReasonCode, reason: string = REASONS[code], field?: string): Refusal => ({ code, reason, ...(field === undefined ? {} : { field }) })
