import { ref, watch, type Ref } from 'vue'
import { createKeysetList, type KeysetList } from './keyset_list.js'

/** A list behind a switch that is sent as `state` (待处理 | 已处理 …): turning it begins the list anew. */
export function createSwitchedList<T, S extends string>(path: string, first: S): KeysetList<T> & { shown: Ref<S> } {
  const shown = ref(first) as Ref<S>
  const list = createKeysetList<T>(path, () => ({ state: shown.value }))
  watch(
    shown,
    () => {
      list.rows.value = []
      list.state.value = 'first'
      void list.load()
    },
    { immediate: true },
  )
  return { ...list, shown }
}
