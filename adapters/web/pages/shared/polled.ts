import { onBeforeUnmount, onMounted } from 'vue'

/** Looks again every so often while somebody can see the page, and at once when he comes back to it. */
export function usePolling(look: () => Promise<unknown>, everyMs: number): void {
  let timer = 0
  let isOver = false
  const plan = (): void => {
    window.clearTimeout(timer)
    if (!isOver) timer = window.setTimeout(turn, everyMs)
  }
  async function turn(): Promise<void> {
    if (!document.hidden) await look().catch(() => undefined)
    plan()
  }
  const comeBack = (): void => {
    if (!document.hidden) void turn()
  }
  onMounted(() => {
    plan()
    document.addEventListener('visibilitychange', comeBack)
  })
  onBeforeUnmount(() => {
    isOver = true
    window.clearTimeout(timer)
    document.removeEventListener('visibilitychange', comeBack)
  })
}
