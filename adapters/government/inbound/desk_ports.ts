import type { Engine } from '#engine/runtime/engine'
import type { Actor } from '#engine/runtime/command_envelope'
import type { Receipt } from '#processes/foundation/deliveries/target'
import type { InboundMaterialRow, InboxStore } from '#processes/foundation/inbound/ports'
import type { ReceiptSubject } from '../receipt_subject.js'
import type { ClientAccess } from './authenticate_client.js'

/** What a withdrawal of a case led to: null = withdrawn, else why not, in words. */
export type WithdrawCase = (instanceId: string, reason: string, actor: Actor) => Promise<string | null>

/** What becomes of a verdict: `unchanged` = it has come before, or later news was quicker; `stranger` = by this member it speaks of something else. */
export type ReceiptTaken = { kind: 'taken' | 'unchanged' | 'unknown' } | { kind: 'stranger'; field: string }

/** Everything the inbox works with; put together in adapters/bootstrap. */
export interface InboundPorts extends ClientAccess {
  engine: Pick<Engine, 'bus' | 'instances' | 'definitions' | 'businessRows' | 'attachments'>
  inbox: InboxStore
  newId(): string
  withdrawCase: WithdrawCase
  /** Takes a verdict on what we sent: by the application that both sides know us as, and our id of the message. */
  receiveReceipt(appId: string, about: ReceiptSubject, receipt: Receipt): Promise<ReceiptTaken>
  /** Fetches a material of a channel; `notYet` = it is not there at the moment. Rejects in words. */
  fetchMaterial(row: Pick<InboundMaterialRow, 'clientId' | 'channel' | 'materialId'>): Promise<Uint8Array | 'notYet'>
  /** The media type by content and the name made safe; rejects in words for what may not be kept. */
  inspectFile(name: string, bytes: Uint8Array): Promise<{ name: string; mediaType: string }>
  /** Something behind the scenes failed and will be tried again. */
  onError(error: unknown, where: string): void
}
