import type { Receipt } from '#processes/foundation/deliveries/target'
import { refusal, type Refusal } from '#processes/foundation/inbound/reasons'
import type { InboundPorts } from './desk_ports.js'

/** A verdict that a platform sends by itself on what we sent. Null = taken in (or known already), else why not. */
export async function takeReceipt({ receiveReceipt }: Pick<InboundPorts, 'receiveReceipt'>, appId: string, data: Readonly<Record<string, unknown>>): Promise<Refusal | null> {
  const { messageId } = data
  if (typeof messageId !== 'string' || messageId === '' || messageId.length > 64) return refusal('R02', '没有写明回执对应的 messageId。', 'data.messageId')
  const receipt = readReceipt(data)
  if (receipt === null) return refusal('R02', '回执状态不在约定之内。', 'data.status')
  return (await receiveReceipt(appId, messageId, receipt)) === 'unknown' ? refusal('R05', '没有发过这份报文。') : null
}

/** The verdict in our words; null = a state that nobody has agreed on. */
function readReceipt({ status, upperId, refusalCode, reason }: Readonly<Record<string, unknown>>): Receipt | null {
  const named = typeof upperId === 'string' && upperId !== '' ? { upperId: upperId.slice(0, 190) } : {}
  if (status === 'queued') return { kind: 'sent', ...named }
  if (status === 'accepted' || status === 'confirmed') return { kind: status, ...named }
  if (status !== 'rejected') return null
  return { kind: 'rejected', code: textOf(refusalCode, 40), reason: textOf(reason, 500) || '对方没有说明原因。' }
}

const textOf = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '')
