import { randomUUID } from 'node:crypto'
import type { PlatformName } from '../interface/field.js'
import { receiptOf, type Entry, type Status } from '../ledger/ledger.js'
import type { Desk } from '../server/desk.js'
import { callCounty, isSettled } from './call_county.js'

/** Receipts that a platform brings to the county by itself. */
export interface ReceiptCalls {
  /** Plans the calls of an entry that was just taken. */
  plan(entry: Entry): void
  /** Plans what was owed when the process ended. */
  resume(): void
  stop(): void
}

export function createReceiptCalls(desk: () => Desk): ReceiptCalls {
  const timers = new Set<NodeJS.Timeout>()
  const later = (atMs: number, then: () => Promise<void>) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void then()
    }, Math.max(0, atMs - desk().clock.nowMs()))
    timers.add(timer)
  }
  const plan = (entry: Entry) => {
    const settings = desk().settings.platforms[entry.platform as PlatformName]
    if (!settings.callbacks) return
    const due = dueReceipts(entry)
    const times = due.map(({ atMs }) => atMs)
    if (settings.isShuffled) times.reverse()
    for (const [index, { status }] of due.entries()) {
      for (let copy = 0; copy < settings.copies; copy++) later(times[index]! + copy, () => tell(desk(), entry, status))
    }
  }
  return {
    plan,
    resume: () => desk().ledger.entries().forEach(plan),
    stop: () => timers.forEach((timer) => clearTimeout(timer)),
  }
}

/** What the answer to the message itself did not say yet, and was not told since. */
function dueReceipts(entry: Entry): { status: Status; atMs: number }[] {
  const verdict = entry.revealAtMs > entry.receivedAtMs ? [{ status: entry.verdict.status, atMs: entry.revealAtMs }] : []
  const confirmation = entry.verdict.status === 'accepted' && entry.confirmAtMs !== null ? [{ status: 'confirmed' as const, atMs: entry.confirmAtMs }] : []
  return [...verdict, ...confirmation].filter(({ status }) => !entry.told.includes(status))
}

async function tell(desk: Desk, entry: Entry, status: Status): Promise<void> {
  const messageId = randomUUID()
  const { times, afterMs } = desk.settings.retry
  for (let attempt = 0; attempt <= times; attempt++) {
    const answer = await callCounty(desk, { platform: entry.platform as PlatformName, dataset: 'receipts', messageId, data: receiptOf(entry, desk.clock.nowMs(), status) })
    if (isSettled(answer)) return desk.ledger.noteTold(entry.messageId, status, `${answer.status} ${answer.text}`, desk.clock.nowMs())
    await new Promise((resolve) => setTimeout(resolve, afterMs))
  }
}
