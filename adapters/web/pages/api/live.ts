import { onScopeDispose, reactive } from 'vue'
import { addressOf, request } from './request.js'
import type { InstanceNews, TaskCounts } from './types.js'

/** Counts beside the navigation; the server sends them whenever they change. */
export const counts = reactive<TaskCounts>({ todo: 0, claimable: 0, started: 0, drafts: 0 })

const inboxListeners = new Set<() => void>()
const instanceListeners = new Set<(news: InstanceNews) => void>()
let stream: EventSource | null = null

function parsed<T>(event: Event): T | null {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as T
  } catch {
    return null
  }
}

/** Opens the stream once a session; the browser itself reconnects, and each reconnection looks again at what was missed. */
export function openStream(): void {
  if (stream) return
  stream = new EventSource(addressOf('/stream'))
  let opened = false
  stream.addEventListener('open', () => {
    if (opened) void refreshCounts()
    opened = true
  })
  stream.addEventListener('inbox', (event) => {
    const news = parsed<{ counts?: TaskCounts }>(event)
    if (news?.counts) Object.assign(counts, news.counts)
    for (const listener of inboxListeners) listener()
  })
  stream.addEventListener('instance', (event) => {
    const news = parsed<InstanceNews>(event)
    if (news) for (const listener of instanceListeners) listener(news)
  })
}

export function closeStream(): void {
  stream?.close()
  stream = null
}

export async function refreshCounts(): Promise<void> {
  Object.assign(counts, await request<TaskCounts>('GET', '/tasks/counts'))
}

/** Runs `listener` when work came to or left this person's inbox, until the component goes. */
export function onInboxNews(listener: () => void): void {
  inboxListeners.add(listener)
  onScopeDispose(() => inboxListeners.delete(listener))
}

/** Runs `listener` when something happened in an instance this person may see, until the component goes. */
export function onInstanceNews(listener: (news: InstanceNews) => void): void {
  instanceListeners.add(listener)
  onScopeDispose(() => instanceListeners.delete(listener))
}
