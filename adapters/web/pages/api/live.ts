import { onScopeDispose, reactive, ref, watch } from 'vue'
import { session } from '../session/session.js'
import { Problem } from './problem.js'
import { addressOf, request } from './request.js'
import type { InstanceNews, TaskCounts } from './types.js'

/** Counts beside the navigation; the server sends them whenever they change. */
export const counts = reactive<TaskCounts>({ todo: 0, claimable: 0, started: 0, copied: 0, drafts: 0 })
/** Whether the counts have been heard yet: until then zero means unknown, not none. */
export const areCountsKnown = ref(false)

const inboxListeners = new Set<() => void>()
const instanceListeners = new Set<(news: InstanceNews) => void>()
const AGAIN_MS = 5000
let stream: EventSource | null = null
/** The instance that the page last asked to be told of. */
let watched: string | null = null

function parsed<T>(event: Event): T | null {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as T
  } catch {
    return null
  }
}

/** Opens the stream once a session; the browser reconnects by itself until it is refused, and each reconnection looks again at what was missed. */
export function openStream(): void {
  if (stream) return
  stream = new EventSource(addressOf(watched === null ? '/stream' : `/stream?instance=${encodeURIComponent(watched)}`))
  let opened = false
  stream.addEventListener('open', () => {
    if (opened) void refreshCounts()
    opened = true
  })
  stream.addEventListener('error', () => stream?.readyState === EventSource.CLOSED && comeBack())
  // The question is answered with 401, and the frame asks for the password.
  stream.addEventListener('ended', () => void refreshCounts().catch(() => undefined))
  stream.addEventListener('inbox', (event) => {
    const news = parsed<{ counts?: TaskCounts }>(event)
    if (news?.counts) takeCounts(news.counts)
    for (const listener of inboxListeners) listener()
  })
  stream.addEventListener('instance', (event) => {
    const news = parsed<InstanceNews>(event)
    if (news) for (const listener of instanceListeners) listener(news)
  })
}

/** A refused stream the browser leaves alone for good: the session has ended, or something before the server answered in its place. */
function comeBack(): void {
  stream = null
  setTimeout(() => {
    if (stream) return
    if (session.ended) comeBack()
    else refreshCounts().then(openStream, (error: unknown) => error instanceof Problem && error.status === 403 || comeBack())
  }, AGAIN_MS)
}

export function closeStream(): void {
  stream?.close()
  stream = null
  watched = null
}

/** A stream tells of one instance, named when it is opened; it keeps telling of the last one until another is looked at. */
function watchInstance(id: string): void {
  if (watched === id) return
  watched = id
  if (!stream) return
  stream.close()
  stream = null
  openStream()
}

export async function refreshCounts(): Promise<void> {
  takeCounts(await request<TaskCounts>('GET', '/tasks/counts', { headers: { 'x-background': 'yes' } }))
}

function takeCounts(heard: TaskCounts): void {
  Object.assign(counts, heard)
  areCountsKnown.value = true
}

/** Runs `listener` when work came to or left this person's inbox, until the component goes. */
export function onInboxNews(listener: () => void): void {
  inboxListeners.add(listener)
  onScopeDispose(() => inboxListeners.delete(listener))
}

/**
 * Runs `listener` with where this page's instance stands, as soon as the page knows which it is and whenever it moves on, until the component
 * goes. The same revision may be told more than once.
 */
export function onInstanceNews(instanceId: () => string | null | undefined, listener: (news: InstanceNews) => void): void {
  const hear = (news: InstanceNews): void => {
    if (news.id === instanceId()) listener(news)
  }
  instanceListeners.add(hear)
  onScopeDispose(() => instanceListeners.delete(hear))
  watch(instanceId, (id) => id && watchInstance(id), { immediate: true })
}
