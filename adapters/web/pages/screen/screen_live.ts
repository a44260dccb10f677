import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { addressOf, request } from '../api/request.js'
import type { Screen } from '../api/types.js'

/** Looks again by itself so often, though nobody says that anything has changed: limits pass by the clock alone. */
const LOOK_AGAIN_MS = 60_000

/** What the screen shows, kept up to date by the server's word and by the clock; the last figures stand while the connection is away. */
export function useScreen() {
  const screen = shallowRef<Screen | null>(null)
  /** Since when nothing new could be had; null = all is well. */
  const staleSinceMs = ref<number | null>(null)
  let stream: EventSource | null = null
  let timer = 0

  async function look(): Promise<void> {
    try {
      screen.value = await request<Screen>('GET', '/screen')
      staleSinceMs.value = null
    } catch {
      staleSinceMs.value ??= Date.now()
    }
  }

  onMounted(() => {
    void look()
    timer = window.setInterval(() => void look(), LOOK_AGAIN_MS)
    stream = new EventSource(addressOf('/screen/stream'))
    stream.addEventListener('changed', () => void look())
    stream.addEventListener('open', () => staleSinceMs.value !== null && void look())
  })
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    stream?.close()
  })
  return { screen, staleSinceMs }
}
