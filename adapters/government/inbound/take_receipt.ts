import { receiptOfVerdict } from '#adapters/government/platform_target'
import { textOf } from '#adapters/government/receipt_of_answer'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'
import type { InboundPorts } from './desk_ports.js'

/** A verdict that a platform sends by itself on what we sent. Null = taken in (or known already), else why not. */
export async function takeReceipt(
  { receiveReceipt }: Pick<InboundPorts, 'receiveReceipt'>, sender: { appId: string; platform: string }, data: Readonly<Record<string, unknown>>,
): Promise<Refusal | null> {
  const { messageId, status } = data
  if (typeof messageId !== 'string' || messageId === '' || messageId.length > 64) return refusal('R02', '没有写明回执对应的 messageId。', 'data.messageId')
  const receipt = receiptOfVerdict(data)
  // that it is still waiting there is no verdict, and no fault either
  if (receipt === null) return status === 'queued' ? null : refusal('R02', '回执状态不在约定之内。', 'data.status')
  const about = { messageId, platform: sender.platform, dataset: textOf(data.dataset), number: textOf(data.number) }
  const answer = await receiveReceipt(sender.appId, about, receipt)
  if (answer.kind === 'stranger') return refusal('R02', '回执说的不是这份报文：数据集或编号不一致。', answer.field)
  return answer.kind === 'unknown' ? refusal('R05', '没有发过这份报文。') : null
}
