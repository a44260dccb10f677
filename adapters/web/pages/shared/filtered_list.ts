import { router, usePage } from '@inertiajs/vue3'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { parameterInAddress } from '../words/address.js'
import { createKeysetList, type KeysetList } from './keyset_list.js'

export interface FilteredList<T, Name extends string> extends KeysetList<T> {
  query: ComputedRef<Record<Name, string>>
  /** What stands in the search field; it counts once it is sent by `show`. */
  typed: Ref<string>
  /** Puts other filters into the address. */
  show(change: Partial<Record<Name, string>>): void
}

export interface FilteredListOptions<Name extends string> {
  /** Of the API. */
  path: string
  /** Of the page. */
  address: string
  /** Filters by name, each with the values it knows (anything else is dropped); null = any text. */
  filters: Readonly<Record<Name, readonly string[] | null>>
  /** The filter that is typed. */
  search: Name
}

/** A list whose filters live in the page's address: as a bookmark, behind the back button, sent to a colleague. */
export function useFilteredList<T, Name extends string>({ path, address, filters, search }: FilteredListOptions<Name>): FilteredList<T, Name> {
  const page = usePage()
  const names = Object.keys(filters) as Name[]
  const valueOf = (name: Name): string => {
    const value = parameterInAddress(page.url, name)
    return filters[name] === null || filters[name].includes(value) ? value : ''
  }
  const query = computed(() => Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, string>)
  const typed = ref(query.value[search])
  const list = createKeysetList<T>(path, () => query.value)

  watch(
    query,
    (now) => {
      typed.value = now[search]
      list.rows.value = []
      list.state.value = 'first'
      void list.load()
    },
    { immediate: true },
  )

  return {
    ...list,
    query,
    typed,
    show(change) {
      const filled = Object.entries<string>({ ...query.value, ...change }).filter(([, value]) => value)
      const text = new URLSearchParams(filled).toString()
      router.replace({ url: text ? `${address}?${text}` : address, preserveState: true, preserveScroll: true })
    },
  }
}
