/** One message to one receiver, in words. */
export interface OutgoingMessage {
  /** The same at each try: a receiver that looks at it takes a repetition for what it is. */
  id: string
  subject: string
  /** One line each; several when they were gathered. */
  lines: readonly { subject: string; line: string; address: string }[]
}

export interface NotPosted {
  ok: false
  /** It will not get better by itself. */
  isPermanent: boolean
  reason: string
  /** The receiver wants none: nobody has to look at it. */
  isOwnWish?: boolean
}

/** What became of one try. */
export type Posted = { ok: true } | NotPosted

export const failed = (reason: string, isPermanent = false): NotPosted => ({ ok: false, isPermanent, reason })
