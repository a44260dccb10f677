import { setTimeout as pause } from 'node:timers/promises'
import type { DeviceMessage, Intake, Taken } from '#processes/foundation/alarms/message'

const SHORTEST_MS = 20
const LONGEST_MS = 1_000

/**
 * Hands messages to the intake and waits while its queue is full, so that who sends waits, too. Rejects when the intake breaks or
 * `signal` aborts: then nothing may be acknowledged, and the sender sends again.
 */
export async function handOver(intake: Intake, messages: readonly DeviceMessage[], receivedAtMs: number, signal: AbortSignal): Promise<Taken[]> {
  for (let waitMs = SHORTEST_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_MS)) {
    signal.throwIfAborted()
    try {
      return await intake.take(messages, receivedAtMs)
    } catch (error) {
      if (!isBusy(error)) throw error
    }
    await pause(waitMs, undefined, { signal })
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'E_INTAKE_BUSY'
