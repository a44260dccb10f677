import { receiptOfVerdict } from '#adapters/government/platform_target'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'
import type { InboundPorts } from './desk_ports.js'

/** A verdict that a platform sends by itself on what we sent. Null = taken in (or known already), else why not. */
export async function takeReceipt({ receiveReceipt }: Pick<InboundPorts, 'receiveReceipt'>, appId: string, data: Readonly<Record<string, unknown>>): Promise<Refusal | null> {
  const { messageId, status } = data
  if (typeof messageId !== 'string' || messageId === '' || messageId.length > 64) return refusal('R02', '没有写明回执对应的 messageId。', 'data.messageId')
  const receipt = receiptOfVerdict(data)
  // that it is still waiting there is no verdict, and no fault either
  if (receipt === null) return status === 'queued' ? null : refusal('R02', '回执状态不在约定之内。', 'data.status')
  return (await receiveReceipt(appId, messageId, receipt)) === 'unknown' ? refusal('R05', '没有发过这份报文。') : null
}
