import { nextTick, ref, type Ref } from 'vue'
import { onShortcut } from '../frame/shortcuts.js'

interface Identified {
  id: string
}

/** `j` and `k` walk through the rows, `Enter` opens the one walked to, `x` selects it. */
export function useRowKeys<T extends Identified>(
  rows: Readonly<Ref<readonly T[]>>,
  acts: { open(row: T): void; toggle(row: T): void },
): { currentId: Ref<string> } {
  const currentId = ref('')
  const index = (): number => rows.value.findIndex((row) => row.id === currentId.value)
  const current = (): T | undefined => rows.value[index()]

  function walk(by: 1 | -1): void {
    const target = rows.value[Math.min(rows.value.length - 1, Math.max(0, index() + by))]
    if (!target) return
    currentId.value = target.id
    void nextTick(() => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(target.id)}"] a`)?.focus())
  }

  onShortcut('j', () => walk(1))
  onShortcut('k', () => walk(-1))
  onShortcut('x', () => {
    const row = current()
    if (row) acts.toggle(row)
  })
  onShortcut('Enter', (event) => {
    // A focused link or button does its own work.
    if (event.target instanceof HTMLElement && event.target.closest('a, button')) (event.target.closest('a, button') as HTMLElement).click()
    else {
      const row = current()
      if (row) acts.open(row)
    }
  })
  return { currentId }
}
