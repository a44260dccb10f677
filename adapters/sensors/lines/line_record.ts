import type { Taken } from '#processes/foundation/alarms/message'
import type { Refusal } from '#processes/foundation/alarms/refusals'

export interface LineFigures {
  connections: number
  accepted: number
  duplicates: number
  /** By code. */
  refused: Readonly<Record<string, number>>
  lastAtMs: number | null
}

/** What has come by a line since the start. */
export interface LineRecord {
  connected(change: 1 | -1): void
  /** Counts what became of the messages of `device`. */
  count(taken: readonly Taken[], device: string, raw: string, atMs: number): void
  refuse(refusal: Refusal): void
  figures(): LineFigures
}

/** `told` hears of each refusal. */
export function createLineRecord(told: (refusal: Refusal) => void): LineRecord {
  const counts = { connections: 0, accepted: 0, duplicates: 0, lastAtMs: null as number | null }
  const refused = new Map<string, number>()
  const refuse = (refusal: Refusal): void => {
    refused.set(refusal.code, (refused.get(refusal.code) ?? 0) + 1)
    told(refusal)
  }
  return {
    connected(change) {
      counts.connections += change
    },
    count(taken, device, raw, atMs) {
      counts.lastAtMs = atMs
      for (const one of taken) {
        if (one.kind === 'accepted') counts.accepted += 1
        else if (one.kind === 'duplicate') counts.duplicates += 1
        else refuse({ atMs, device, code: one.code, message: one.message, raw })
      }
    },
    refuse,
    figures: () => ({ ...counts, refused: Object.fromEntries(refused) }),
  }
}
