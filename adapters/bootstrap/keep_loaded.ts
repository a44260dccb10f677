import type { SharedLook } from '#engine/runtime/workers/shared_look'

export interface Polled {
  stop(): void
}

/** Something kept in memory and loaded again when its revision in the database has grown. */
export async function keepLoaded<T>(store: { revision(): Promise<number>; load(): Promise<T> }, looks: SharedLook): Promise<{ current(): T; refresh(): Promise<void> } & Polled> {
  let revision = await store.revision()
  let loaded = await store.load()
  const refresh = async () => {
    const latest = await store.revision()
    if (latest === revision) return
    loaded = await store.load()
    revision = latest
  }
  return { current: () => loaded, refresh, stop: looks.add(refresh) }
}
