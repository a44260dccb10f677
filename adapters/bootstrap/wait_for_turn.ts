import { setTimeout as pause } from 'node:timers/promises'

const PAUSE_MS = 200
/** Each has waited its turn in the queue already, some fifteen seconds: a machine that does nothing for ten minutes is told of. */
const MOST_TRIES = 40

/**
 * Asks again for what the command bus refused unread because it had waited too long. For work that nobody stands in front of, as the demo's: a person
 * is told that the system is busy instead.
 */
export async function waitForTurn<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === MOST_TRIES || !isBusy(error)) throw error
    }
    await pause(PAUSE_MS)
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'E_BUS_OVERLOADED'
