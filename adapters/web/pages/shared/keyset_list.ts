import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { sentenceOf } from '../api/problem.js'
import { request } from '../api/request.js'
import type { Page } from '../api/types.js'

export interface KeysetList<T> {
  rows: ShallowRef<T[]>
  state: Ref<'first' | 'ready' | 'more'>
  problem: Ref<string>
  hasMore: ComputedRef<boolean>
  /** From the top, as many rows as are shown now (a thousand at most): nobody loses the line he reads because something has come in. The old ones stand until the new ones are there. */
  load(): Promise<void>
  loadMore(): Promise<void>
}

const PAGE_SIZE = 50
const MOST_AT_ONCE = 200
const MOST_AGAIN = 1000

/** A list that is read page by page; of two answers under way only the later question's counts. `whenRead`: for what a page says beside its rows. */
export function createKeysetList<T, P extends Page<T> = Page<T>>(path: string, query: () => Record<string, string>, whenRead?: (page: P) => void): KeysetList<T> {
  const rows = shallowRef<T[]>([])
  const state = ref<'first' | 'ready' | 'more'>('first')
  const problem = ref('')
  const next = ref<string | null>(null)
  let latest = 0

  async function ask(wanted: number, after: string | null, before: readonly T[]): Promise<void> {
    const mine = ++latest
    const read: T[] = []
    try {
      do {
        const page: P = await request<P>('GET', path, { query: { ...query(), limit: Math.min(MOST_AT_ONCE, wanted - read.length), after } })
        if (mine !== latest) return
        whenRead?.(page)
        read.push(...page.data)
        after = page.next
      } while (after !== null && read.length < wanted)
      rows.value = [...before, ...read]
      next.value = after
      problem.value = ''
    } catch (error) {
      if (mine === latest) problem.value = sentenceOf(error)
    }
    if (mine === latest) state.value = 'ready'
  }

  return {
    rows,
    state,
    problem,
    hasMore: computed(() => next.value !== null),
    load: () => ask(Math.min(MOST_AGAIN, Math.max(PAGE_SIZE, rows.value.length)), null, []),
    async loadMore() {
      if (state.value !== 'ready' || next.value === null) return
      state.value = 'more'
      await ask(PAGE_SIZE, next.value, rows.value)
    },
  }
}
