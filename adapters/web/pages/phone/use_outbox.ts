import { onMounted, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { session } from '../session/session.js'
import { openOutbox, type Outbox, type OutboxEntry } from './outbox.js'
import { ownerOfPhone } from './owner.js'
import { sendEntry } from './send_entry.js'

export interface PhoneOutbox {
  entries: ShallowRef<readonly OutboxEntry[]>
  put(entry: OutboxEntry): Promise<void>
  remove(id: string): Promise<void>
  /** Sends what waits, if there is a network and a session. */
  flush(): Promise<void>
}

const LOOK_MS = 30_000

/** The reports of this phone's user, sent as soon as there is a network, one window at a time. */
export function useOutbox(): PhoneOutbox {
  const entries = shallowRef<readonly OutboxEntry[]>([])
  const opening: Promise<Outbox> = openOutbox()

  async function refresh(): Promise<void> {
    const owner = ownerOfPhone()
    entries.value = owner === null ? [] : await (await opening).of(owner)
  }

  async function put(entry: OutboxEntry): Promise<void> {
    await (await opening).put(entry)
    await refresh()
  }

  async function flush(): Promise<void> {
    if (!navigator.onLine || session.user === null || session.ended) return
    await navigator.locks.request('xingliu-collect', { ifAvailable: true }, async (lock) => {
      if (lock === null) return
      const outbox = await opening
      const queued = (await outbox.of(session.user!.id)).filter(({ state }) => state === 'queued').toReversed()
      for (const entry of queued) await sendEntry(entry, put)
    })
    await refresh()
  }

  const wake = (): void => void flush().catch(() => undefined)
  const timer = setInterval(wake, LOOK_MS)
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
  })
  watch(() => session.ended, (ended) => ended || wake())
  onMounted(async () => {
    // A browser that keeps nothing (private windows) says so when something is to be kept.
    await refresh().then(flush, () => undefined)
  })
  return {
    entries, put, flush,
    async remove(id) {
      await (await opening).remove(id)
      await refresh()
    },
  }
}
