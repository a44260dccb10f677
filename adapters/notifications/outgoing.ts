/** One message to one receiver, in words. */
export interface OutgoingMessage {
  /** The same at each try: a receiver that looks at it takes a repetition for what it is. */
  id: string
  subject: string
  /** One line each; several when they were gathered. */
  lines: readonly { subject: string; line: string; address: string }[]
}

/** What became of one try. `permanent`: it will not get better by itself. */
export type Posted = { ok: true } | { ok: false; isPermanent: boolean; reason: string }

export const failed = (reason: string, isPermanent = false): Posted => ({ ok: false, isPermanent, reason })
