/** Other nodes' changes are looked for so often. */
const POLL_MS = 1_000

export interface Polled {
  stop(): void
}

/** Something kept in memory and loaded again when its revision in the database has grown. */
export async function keepLoaded<T>(store: { revision(): Promise<number>; load(): Promise<T> }): Promise<{ current(): T; refresh(): Promise<void> } & Polled> {
  let revision = await store.revision()
  let loaded = await store.load()
  const refresh = async () => {
    const latest = await store.revision()
    if (latest === revision) return
    loaded = await store.load()
    revision = latest
  }
  // A database that is away for a moment changes nothing: the next look finds it again.
  const timer = setInterval(() => void refresh().catch(() => undefined), POLL_MS)
  timer.unref()
  return { current: () => loaded, refresh, stop: () => clearInterval(timer) }
}
