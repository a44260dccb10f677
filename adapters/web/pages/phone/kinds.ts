import { shallowRef, type ShallowRef } from 'vue'
import { request } from '../api/request.js'
import type { SnapshotKind } from '../api/types.js'

const STORED_AS = 'xingliu.phone.kinds'

/** What can be reported, as it was when there last was a network: nothing personal. */
export function rememberedKinds(): { kinds: ShallowRef<readonly SnapshotKind[]>; load(): Promise<void> } {
  const kinds = shallowRef<readonly SnapshotKind[]>(JSON.parse(localStorage.getItem(STORED_AS) ?? '[]') as SnapshotKind[])
  return {
    kinds,
    async load() {
      const answer = await request<{ data: SnapshotKind[] }>('GET', '/public/snapshot-kinds').catch(() => null)
      if (answer === null) return
      kinds.value = answer.data
      localStorage.setItem(STORED_AS, JSON.stringify(answer.data))
    },
  }
}
