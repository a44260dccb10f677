import type { OutboundMessage } from '#processes/foundation/deliveries/target'
import { membersOf, type Members } from './receipt_of_answer.js'

/** What a verdict that came by itself says it speaks of. */
export interface ReceiptSubject {
  messageId: string
  /** Channel it came by, the first part of the message's schema. */
  platform: string
  /** Empty where it does not say. */
  dataset: string
  /** Of the case as the platform knows it; empty where it does not say. */
  number: string
}

/**
 * Which member of a receipt speaks of another message than this one (`data.dataset`, `data.number`); null = none does. What the receipt leaves out,
 * and a message without the platforms' envelope, is not held against it.
 */
export function strangerIn({ platform, dataset, number }: ReceiptSubject, { body }: Pick<OutboundMessage, 'body'>): string | null {
  const envelope = readEnvelope(body)
  const data = membersOf(envelope?.data)
  if (typeof envelope?.schema !== 'string' || data === null) return null
  const isOtherSet = (dataset !== '' && dataset !== envelope.dataset) || !envelope.schema.startsWith(`${platform}/`)
  if (isOtherSet) return 'data.dataset'
  return number === '' || Object.values(data).includes(number) ? null : 'data.number'
}

function readEnvelope(body: string): Members | null {
  try {
    return membersOf(JSON.parse(body))
  } catch {
    return null
  }
}
