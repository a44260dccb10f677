/** Lets one piece of work through at a time, in order of arrival. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>
}

/**
 * The one door for all writes of a process to SQLite. A second synchronous writer would block the very event loop
 * that the first one needs to commit.
 */
export const createGate = (): Gate => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    pass(work) {
      const turn = last.then(work, work)
      last = turn.then(
        () => undefined,
        () => undefined,
      )
      return turn
    },
  }
}
