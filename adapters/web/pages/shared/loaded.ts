import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { sentenceOf } from '../api/problem.js'
import { request, type RequestOptions } from '../api/request.js'

export interface Loaded<T> {
  value: ShallowRef<T | null>
  problem: Ref<string>
  /** Reads it again; the old value stands until the new one is there. */
  load(): Promise<void>
}

/** One resource of the API that a page shows. */
export function useLoaded<T>(path: () => string, query?: () => RequestOptions['query']): Loaded<T> {
  const value = shallowRef<T | null>(null)
  const problem = ref('')
  let latest = 0
  return {
    value,
    problem,
    async load() {
      const mine = ++latest
      try {
        const answer = await request<T>('GET', path(), { query: query?.() })
        if (mine === latest) [value.value, problem.value] = [answer, '']
      } catch (error) {
        if (mine === latest) problem.value = sentenceOf(error)
      }
    },
  }
}
