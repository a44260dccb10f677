import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { request } from '../api/request.js'
import { onInboxNews } from '../api/live.js'

/** Other nodes' news and limits that pass come without a commit of this page's own: it looks by itself as well. */
const LOOK_EVERY_MS = 30_000
/** Notices are made a moment after the commit that the stream tells of. */
const AFTER_NEWS_MS = 1_500

const unread = ref(0)
/** As the bell last heard. */
export const unreadNotices: Readonly<Ref<number>> = readonly(unread)

/** Reads how many notices are unread, which counts as no sign of life; a refusal or a lost connection leaves the number as it was. */
export async function lookForNotices(): Promise<void> {
  const answer = await request<{ count: number }>('GET', '/notices/unread', { headers: { 'x-background': 'yes' } }).catch(() => null)
  if (answer) unread.value = answer.count
}

/** The number beside the bell, kept up to date while the component is there. */
export function useUnreadNotices(): Ref<number> {
  const look = (): void => void (document.visibilityState === 'visible' && lookForNotices())
  const timer = window.setInterval(look, LOOK_EVERY_MS)
  let soon = 0
  onInboxNews(() => {
    window.clearTimeout(soon)
    soon = window.setTimeout(look, AFTER_NEWS_MS)
  })
  onScopeDispose(() => {
    window.clearInterval(timer)
    window.clearTimeout(soon)
  })
  look()
  return unread
}
