import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, Sending } from './scenario.js'
import type { Sender } from './sender.js'

export interface Played {
  /** Messages by line. */
  sent: Readonly<Record<string, number>>
  failed: number
  /** Of the first that failed. */
  fault: string | null
  milliseconds: number
}

/** Sends what a scenario says when it says so, each device by its line; resolves when all is acknowledged. */
export async function playScenario(scenario: Scenario, senders: Readonly<Record<string, Sender>>, lineOf: (sending: Sending) => string): Promise<Played> {
  const sent: Record<string, number> = {}
  const state = { failed: 0, fault: null as string | null }
  const startedMs = Date.now()
  const underway: Promise<void>[] = []
  for (const sending of scenario.sendings) {
    const waitMs = startedMs + sending.afterMs - Date.now()
    if (waitMs > 0) await pause(waitMs)
    const line = lineOf(sending)
    sent[line] = (sent[line] ?? 0) + 1
    underway.push(senders[line]!.send(sending, Date.now()).catch((error: unknown) => {
      state.failed += 1
      state.fault ??= error instanceof Error ? error.message : String(error)
    }))
  }
  await Promise.all(underway)
  return { sent, ...state, milliseconds: Date.now() - startedMs }
}
