const last = new Map<string, Promise<unknown>>()

/** Runs what concerns one name after what was begun for it before, so that guesses sent at once are counted one by one. */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(name) ?? Promise.resolve()).then(work, work)
  last.set(name, turn)
  try {
    return await turn
  } finally {
    if (last.get(name) === turn) last.delete(name)
  }
}
