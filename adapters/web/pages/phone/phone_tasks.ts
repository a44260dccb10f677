import { computed, type ComputedRef } from 'vue'
import type { TaskSummary } from '../api/types.js'
import { createKeysetList } from '../shared/keyset_list.js'

export interface PhoneTasks {
  /** What I have first, then what is offered; as many as have been asked for. */
  rows: ComputedRef<readonly TaskSummary[]>
  isReady: ComputedRef<boolean>
  hasMore: ComputedRef<boolean>
  problem: ComputedRef<string>
  load(): Promise<unknown>
  loadMore(): Promise<unknown>
}

/** Work of these definitions that is mine or may become mine, read page by page. */
export function createPhoneTasks(definitions: readonly string[]): PhoneTasks {
  const lists = (['todo', 'claimable'] as const).flatMap((view) => definitions.map((definitionKey) => createKeysetList<TaskSummary>('/tasks', () => ({ view, definitionKey }))))
  return {
    rows: computed(() => {
      const found = new Map(lists.flatMap(({ rows }) => rows.value).map((task) => [task.id, task]))
      return [...found.values()].filter(({ kind }) => kind === 'task')
    }),
    isReady: computed(() => lists.every(({ state }) => state.value !== 'first')),
    hasMore: computed(() => lists.some(({ hasMore }) => hasMore.value)),
    problem: computed(() => lists.map(({ problem }) => problem.value).find((sentence) => sentence !== '') ?? ''),
    load: () => Promise.all(lists.map((list) => list.load())),
    loadMore: () => Promise.all(lists.map((list) => list.loadMore())),
  }
}
