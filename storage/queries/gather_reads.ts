/** Keys in one statement. */
const MOST = 500

interface Asked<Key, Value> {
  key: Key
  resolve(value: Value): void
  reject(error: unknown): void
}

/**
 * One look-up that many ask for at the same time: what is asked in one turn of the event loop goes to the database as one statement, since the
 * round trip costs ten times the row. Nobody waits for others: the statement leaves as soon as the code under way has asked all it asks.
 * `readAll` answers a value per key, in their order; when it rejects, everybody who asked is told.
 */
export const gatherReads = <Key, Value>(readAll: (keys: readonly Key[]) => Promise<readonly Value[]>): ((key: Key) => Promise<Value>) => {
  let asked: Asked<Key, Value>[] = []

  const readNow = async (list: readonly Asked<Key, Value>[]): Promise<void> => {
    try {
      const values = await readAll(list.map(({ key }) => key))
      for (const [index, one] of list.entries()) one.resolve(values[index] as Value)
    } catch (error) {
      for (const one of list) one.reject(error)
    }
  }

  const leave = (): void => {
    const all = asked
    asked = []
    for (let from = 0; from < all.length; from += MOST) void readNow(all.slice(from, from + MOST))
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (asked.length === 0) process.nextTick(leave)
      asked.push({ key, resolve, reject })
    })
}
