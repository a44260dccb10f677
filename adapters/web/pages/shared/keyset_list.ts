import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { sentenceOf } from '../api/problem.js'
import { request } from '../api/request.js'
import type { Page } from '../api/types.js'

export interface KeysetList<T> {
  rows: ShallowRef<T[]>
  state: Ref<'first' | 'ready' | 'more'>
  problem: Ref<string>
  hasMore: ComputedRef<boolean>
  /** From the top, as many rows as are shown now; the old ones stand until the new ones are there. */
  load(): Promise<void>
  loadMore(): Promise<void>
}

const PAGE_SIZE = 50
const MOST_AT_ONCE = 200

/** A list that is read page by page; of two answers under way only the later question's counts. */
export function createKeysetList<T>(path: string, query: () => Record<string, string>): KeysetList<T> {
  const rows = shallowRef<T[]>([])
  const state = ref<'first' | 'ready' | 'more'>('first')
  const problem = ref('')
  const next = ref<string | null>(null)
  let latest = 0

  async function ask(limit: number, after: string | null, take: (page: Page<T>) => void): Promise<void> {
    const mine = ++latest
    try {
      const page = await request<Page<T>>('GET', path, { query: { ...query(), limit, after } })
      if (mine !== latest) return
      take(page)
      next.value = page.next
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
    load: () => ask(Math.min(MOST_AT_ONCE, Math.max(PAGE_SIZE, rows.value.length)), null, (page) => (rows.value = page.data)),
    async loadMore() {
      if (state.value !== 'ready' || next.value === null) return
      state.value = 'more'
      await ask(PAGE_SIZE, next.value, (page) => (rows.value = [...rows.value, ...page.data]))
    },
  }
}
