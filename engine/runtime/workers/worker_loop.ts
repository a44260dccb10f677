/** A piece of background work that comes back after a while, or at once when told that there is something to do. */
export interface WorkerLoop {
  start(): void
  /** Works soon rather than at the next interval. */
  wake(): void
  /** Resolves when the piece at hand is done; none follows. */
  stop(): Promise<void>
}

/**
 * `work` answers whether there is more at once. An exception is reported and the loop goes on after the interval: what it
 * left undone lies in the database.
 */
export const createWorkerLoop = (
  work: (signal: AbortSignal) => Promise<boolean>, intervalMs: number, onError: (error: unknown) => void,
): WorkerLoop => {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let isStarted = false
  let isWoken = false

  const schedule = (afterMs: number): void => {
    if (abort.signal.aborted) return
    timer = setTimeout(run, afterMs)
    timer.unref()
  }

  const runOnce = async (): Promise<void> => {
    isWoken = false
    try {
      while (!abort.signal.aborted && (await work(abort.signal)));
    } catch (error) {
      onError(error)
    }
  }

  function run(): void {
    if (running) {
      isWoken = true
      return
    }
    if (timer) clearTimeout(timer)
    running = runOnce().finally(() => {
      running = null
      schedule(isWoken ? 0 : intervalMs)
    })
  }

  return {
    start() {
      if (isStarted) return
      isStarted = true
      run()
    },
    wake() {
      if (isStarted && !abort.signal.aborted) run()
    },
    async stop() {
      abort.abort()
      if (timer) clearTimeout(timer)
      await running
    },
  }
}
