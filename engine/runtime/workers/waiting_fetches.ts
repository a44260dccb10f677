/** Fetches that wait for a job of one of their topics. */
export interface WaitingFetches {
  /** From now on offers are noted for it, so that none falls between a look and the wait. */
  join(topics: readonly string[]): WaitingFetch
  /** A job of this topic can be taken: whoever has waited longest looks for it. */
  offer(topic: string): void
  /** Nobody waits any longer. */
  close(): void
  readonly isClosed: boolean
  readonly size: number
}

export interface WaitingFetch {
  /** Resolves at an offer, after `milliseconds`, when the signal aborts, or at the close, whichever comes first. */
  next(milliseconds: number, signal: AbortSignal): Promise<void>
  leave(): void
}

interface Waiter {
  topics: ReadonlySet<string>
  isOffered: boolean
  wake(): void
}

export const createWaitingFetches = (): WaitingFetches => {
  const waiters = new Set<Waiter>()
  const board = { isClosed: false }

  const wait = (waiter: Waiter, milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        waiter.wake = () => undefined
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end)
      waiter.wake = end
      if (waiter.isOffered || signal.aborted || board.isClosed) end()
    })

  return {
    join(topics) {
      const waiter: Waiter = { topics: new Set(topics), isOffered: false, wake: () => undefined }
      waiters.add(waiter)
      return {
        async next(milliseconds, signal) {
          await wait(waiter, milliseconds, signal)
          waiter.isOffered = false
        },
        leave: () => void waiters.delete(waiter),
      }
    },
    offer(topic) {
      for (const waiter of waiters) {
        if (waiter.isOffered || !waiter.topics.has(topic)) continue
        waiter.isOffered = true
        waiter.wake()
        return
      }
    },
    close() {
      board.isClosed = true
      for (const waiter of waiters) waiter.wake()
    },
    get isClosed() {
      return board.isClosed
    },
    get size() {
      return waiters.size
    },
  }
}
