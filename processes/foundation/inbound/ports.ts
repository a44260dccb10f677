import type { Page, PageRequest } from '#engine/runtime/ports/paging'

/** What may come in: something new, a change of it, its end. */
export type InboundKind = 'application' | 'ticket' | 'dispatch' | 'correction' | 'withdrawal'

/**
 * `waiting`: durable, not judged yet; `held`: what it is about has not arrived; `taken`, `refused`: judged, and the same
 * message gets the same answer from then on.
 */
export type InboundStatus = 'waiting' | 'held' | 'taken' | 'refused'

/** Row of `inbound_messages`: one message from above or beside, with the first answer it got. */
export interface InboundMessageRow {
  id: string
  channel: string
  /** `<channel>/<upperId>`: what it is about. */
  objectKey: string
  /** Number in the sender's own system. */
  upperId: string
  kind: InboundKind
  /** Its place among the messages about it: `v<version>`, each taken once. One that was refused and replaced has its own id behind it. */
  slot: string
  /** The version: 1 the original, one more for each correction or withdrawal. */
  ordinal: number
  /** The sender's id of this message. */
  messageId: string
  /** SHA-256 of its data, hex: the same thing again gets the same answer, another thing under its name none. */
  dataHash: string
  status: InboundStatus
  /** Why it was refused or waits: a code of `REASONS`, the sentence told, and the field at fault. */
  reasonCode: string | null
  reason: string | null
  field: string | null
  /** Process instance it has begun or changed. */
  instanceId: string | null
  /** Our number of it. */
  number: string | null
  clientId: string
  receivedAtMs: number
  settledAtMs: number | null
  /** Judging it failed so often for reasons of ours, and when it is tried again. */
  attempts: number
  retryAtMs: number
  /** JSON of its data, decrypted. Personal: only for people of the case. */
  data: string
}

/** Row of `inbound_objects`: one thing that a sender numbers. */
export interface InboundObjectRow {
  id: string
  channel: string
  upperId: string
  /** Chosen before the case is begun, so that beginning it twice is impossible. */
  instanceId: string
  state: 'none' | 'open' | 'withdrawn'
  number: string | null
  /** Who judges its messages at the moment, and until when. */
  owner: string | null
  leaseUntilMs: number
}

export type MaterialStatus = 'waiting' | 'fetched' | 'failed'

/** Row of `inbound_materials`: a file that a message only names; it is fetched later and laid into the case. */
export interface InboundMaterialRow {
  id: string
  messageId: string
  channel: string
  clientId: string
  instanceId: string
  /** Form field it goes into. */
  field: string
  /** The sender's id of it, and its file name. */
  materialId: string
  name: string
  size: number
  /** SM3 of the file, hex. */
  sm3: string
  status: MaterialStatus
  attempts: number
  retryAtMs: number
  reason: string | null
  attachmentId: string | null
  createdAtMs: number
}

export interface InboundFilter {
  channel?: string
  status?: InboundStatus
  kind?: InboundKind
  /** Beginning of the sender's number or of ours. */
  number?: string
}

/** What a judgement leaves behind. */
export interface InboundJudgement {
  message: InboundMessageRow
  object: InboundObjectRow
  materials: readonly InboundMaterialRow[]
}

export type Kept =
  | { kind: 'new' | 'known'; message: InboundMessageRow }
  /** The same message id, or the same place, stands for something else. */
  | { kind: 'other'; message: InboundMessageRow }

export interface InboxStore {
  /** Keeps a message and the thing it is about, or tells what is kept already. A refused one may be followed by another in its place. */
  keep(message: InboundMessageRow, object: InboundObjectRow): Promise<Kept>
  /** One node at a time judges the messages of a thing; null = another one does. */
  claim(objectKey: string, owner: string, nowMs: number, untilMs: number): Promise<InboundObjectRow | null>
  release(objectKey: string, owner: string): Promise<void>
  /** All messages about a thing that stand, in their order. */
  ofObject(objectKey: string): Promise<InboundMessageRow[]>
  /** Writes a judgement, while the claim is still held; false = it is lost, nothing is written. What was held behind it waits again. */
  settle(judgement: InboundJudgement, owner: string): Promise<boolean>
  /** Judging failed for reasons of ours: tried again from `retryAtMs`. */
  putOff(messageId: string, retryAtMs: number): Promise<void>
  /** Things with a message that could be judged now and nobody judges. */
  due(nowMs: number, limit: number): Promise<string[]>
  find(id: string): Promise<InboundMessageRow | null>
  list(filter: InboundFilter, page: PageRequest): Promise<Page<InboundMessageRow>>
  /** Gives up up to `limit` held messages that came in before: what they waited for never came. They may be sent again. Answers how many. */
  giveUpHeld(receivedBeforeMs: number, nowMs: number, limit: number): Promise<number>
  /** Gives up one that is held, in these words for its sender; false = it is held no more. It may be sent again. */
  giveUp(id: string, reason: string, nowMs: number): Promise<boolean>
  /** Erases what up to `limit` judged messages said that came in before; number, verdict and digest stay. Answers how many. */
  eraseBefore(receivedBeforeMs: number, nowMs: number, limit: number): Promise<number>
  /** Messages of a case, oldest first. */
  ofInstance(instanceId: string): Promise<InboundMessageRow[]>
  materialsOf(instanceId: string): Promise<InboundMaterialRow[]>
  /** Takes materials to be fetched, each for `leaseMs`, so that no other node does. */
  claimMaterials(nowMs: number, leaseMs: number, limit: number): Promise<InboundMaterialRow[]>
  putMaterial(row: InboundMaterialRow): Promise<void>
  /** How many stand in which state, by channel. */
  counts(): Promise<{ channel: string; status: InboundStatus; count: number }[]>
  /** So many more messages that were not even kept: forged, malformed, too large. */
  countTurnedAway(channel: string, code: string, day: string, count: number): Promise<void>
  turnedAway(fromDay: string): Promise<{ channel: string; code: string; count: number }[]>
}

export type SignatureAlgorithm = 'HMAC-SHA256' | 'SM3-HMAC' | 'SM2'

/** Row of `api_clients`: a system that may call, and how it signs. */
export interface ApiClientRow {
  /** The `X-App-Id`. */
  id: string
  name: string
  /** Channels it may send in. */
  channels: readonly string[]
  algorithms: readonly SignatureAlgorithm[]
  /** Where its platform's materials are fetched: what stands before `/<platform>/v1`. Null = it sends none. */
  materialUrl: string | null
  /** Sealed JSON of `ApiClientKeys`. */
  keys: string
  active: boolean
  createdBy: string | null
  createdAtMs: number
  /** When its keys were set. */
  keysAtMs: number
}

/** What is needed to check a client's signature and to open its bodies. */
export interface ApiClientKeys {
  /** Shared secret of the HMACs; null = none. */
  secret: string | null
  /** Its SM2 public key, hex; null = none. */
  publicKey: string | null
  /** 16 bytes hex for SM4; null = bodies come plain. */
  bodyKey: string | null
}

export interface ApiClientStore {
  list(): Promise<ApiClientRow[]>
  find(id: string): Promise<ApiClientRow | null>
  put(row: ApiClientRow): Promise<void>
  /** Whether this nonce is new, on all nodes; it is known until then. */
  takeNonce(clientId: string, nonce: string, untilMs: number, nowMs: number): Promise<boolean>
}
