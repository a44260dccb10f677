import type { Taken } from '#processes/foundation/alarms/message'

/** Something a line did not take, and why. */
export interface Refusal {
  atMs: number
  /** `source/deviceId`, or as much of it as was told. */
  device: string
  /** E_LINE_… of the line, or what the intake said. */
  code: string
  /** In Chinese: what is wrong and what to do. */
  message: string
  /** As it came, at most 500 characters of it. */
  raw: string
}

export interface LineFigures {
  connections: number
  accepted: number
  duplicates: number
  /** By code. */
  refused: Readonly<Record<string, number>>
  lastAtMs: number | null
}

/** What has come by a line since the start, and its last refusals. */
export interface LineRecord {
  connected(change: 1 | -1): void
  /** Counts what became of the messages of `device`. */
  count(taken: readonly Taken[], device: string, raw: string, atMs: number): void
  refuse(refusal: Refusal): void
  figures(): LineFigures
  /** Newest first, at most a hundred. */
  refusals(): readonly Refusal[]
}

const KEPT = 100
const LONGEST_RAW = 500

export function createLineRecord(): LineRecord {
  const counts = { connections: 0, accepted: 0, duplicates: 0, lastAtMs: null as number | null }
  const refused = new Map<string, number>()
  const kept: Refusal[] = []
  const refuse = (refusal: Refusal): void => {
    refused.set(refusal.code, (refused.get(refusal.code) ?? 0) + 1)
    kept.unshift({ ...refusal, raw: refusal.raw.slice(0, LONGEST_RAW) })
    if (kept.length > KEPT) kept.pop()
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
    refusals: () => [...kept],
  }
}
