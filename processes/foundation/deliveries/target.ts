import type { AnyFact, FactKind } from './fact.js'

/** A kind of system above: its mapping, its signer, its client. */
export interface TargetKind {
  kind: string
  /** For people: 省一体化政务服务平台. */
  name: string
  takes: readonly FactKind[]
  /** Version that new rows are mapped by; rows keep theirs. */
  currentMapping: string
  mappings: Readonly<Record<string, Mapping>>
  /** What is wrong with settings before they are saved, in words, by field; absent or empty = nothing. */
  check?(settings: TargetSettings): readonly SettingsProblem[]
  /** One attempt. Never throws for what the other side does: answers what is known. */
  send(message: OutboundMessage, settings: TargetSettings, tools: SendTools): Promise<Receipt>
  /** Asks for the verdict on one sent earlier, null = none yet; absent = verdicts come by callback only. */
  poll?(messageId: string, settings: TargetSettings, tools: SendTools): Promise<Receipt | null>
  /** What the other side has of a day (`2026-11-22`), for 对账; absent = it cannot be asked. */
  ledger?(date: string, settings: TargetSettings, tools: SendTools): Promise<readonly LedgerEntry[]>
}

export interface SettingsProblem {
  path: string
  message: string
}

/** Pure: a fact as the target wants it, or which field of the case is missing or does not fit. */
export type Mapping = (fact: AnyFact, settings: TargetSettings, context: MappingContext) => MappedFact

export interface MappingContext {
  /** When the delivery was made: the same at each attempt, so that the message is, too. */
  nowMs: number
  messageId: string
}

export type MappedFact = { ok: true; message: OutboundMessage } | { ok: false; reason: string }

export interface OutboundMessage {
  /** The delivery's id. */
  messageId: string
  method: 'POST'
  /** Below the target's `url`, with its leading slash. */
  path: string
  contentType: string
  body: string
}

export type Receipt =
  /** Taken; the verdict comes later. */
  | { kind: 'sent'; upperId?: string }
  | { kind: 'accepted'; upperId?: string }
  | { kind: 'confirmed'; upperId?: string }
  /** Refused for what it says: sending it again is useless. */
  | { kind: 'rejected'; code: string; reason: string }
  /** Not known to have been taken: to be sent again, under the same id. */
  | { kind: 'retry'; code: string; reason: string; retryAfterMs?: number }

/** What a target is set to; secrets resolved. */
export interface TargetSettings {
  id: string
  kind: string
  name: string
  url: string
  appId: string
  algorithm: 'HMAC-SHA256' | 'SM3-HMAC' | 'SM2'
  encryptBody: boolean
  /** HMAC secret, or SM2 private key (hex). */
  secret: string
  /** SM4 key, 16 bytes hex. */
  bodyKey: string | null
  /** Requests under way at once. */
  concurrency: number
  /** Requests a second; null = as fast as it answers. */
  perSecond: number | null
  /** Local time of day, `HH:mm`; over midnight where `from` is later. Null = always. */
  window: { from: string; to: string } | null
  timeoutMs: number
  /** Code tables and local mapping: table → our code → theirs. */
  codes: Readonly<Record<string, Readonly<Record<string, string>>>>
  options: Readonly<Record<string, unknown>>
  /** Businesses told; null = all. */
  businesses: readonly string[] | null
  enabled: boolean
}

export interface SendTools {
  /** Goes to allowed addresses only. */
  fetch: typeof fetch
  nowMs(): number
  newNonce(): string
}

export interface LedgerEntry {
  messageId: string
  kind: string
  number: string
  status: 'accepted' | 'confirmed' | 'rejected'
}

/** `options` every target kind understands. */
export interface SharedOptions {
  /** Given a derived 过程 row when a case ends without one, for a receiver that insists on a full chain. */
  fullChain?: boolean
  /** Channels whose tickets and events it is told of (`hotline`); absent = all. */
  channels?: readonly string[]
  /** Pause after the first failure, then doubling; absent = a second. */
  firstPauseMs?: number
  /** Attempts until a delivery is a dead letter. */
  maximumAttempts?: number
  /** How long a verdict is waited for before the message is sent once more, under the same id. */
  verdictAfterMs?: number
}

/** What the participant has to know of an enabled target. */
export interface FactTarget {
  id: string
  takes: readonly FactKind[]
  businesses: readonly string[] | null
  /** Of tickets and events: channels told; null = all. */
  channels: readonly string[] | null
  mappingVersion: string
  fullChain: boolean
}
