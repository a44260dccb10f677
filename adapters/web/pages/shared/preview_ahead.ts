import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { sentenceOf } from '../api/problem.js'
import { request } from '../api/request.js'
import type { TaskPreview } from '../api/types.js'

export interface PreviewAhead {
  preview: ShallowRef<TaskPreview | null>
  /** Why it would be refused, or could not be foretold. */
  problem: Ref<string>
}

export interface AskedAhead {
  /** Of the task or instance: `/tasks/7`. */
  path(): string
  /** What is chosen; null = nothing to ask yet. What is shown belongs to the choice and goes with it. */
  choice(): unknown
  /** What is typed beside it; read when it is asked. */
  typed?: () => Record<string, unknown>
  /** Counts up when something was typed: asked again, the old answer stays until the new one comes. */
  edits?: () => number
}

const PAUSE_MS = 400

/** What an act would lead to, asked of the server before it is done and again whenever the choice changes. Nothing is written. */
export function usePreviewAhead(asked: AskedAhead): PreviewAhead {
  const preview = shallowRef<TaskPreview | null>(null)
  const problem = ref('')
  let timer = 0
  let running = new AbortController()

  function forget(): void {
    window.clearTimeout(timer)
    running.abort()
  }

  async function ask(): Promise<void> {
    const own = (running = new AbortController())
    const body = { ...(asked.choice() as Record<string, unknown>), ...asked.typed?.() }
    try {
      const found = await request<TaskPreview>('POST', `${asked.path()}/preview`, { body, signal: own.signal })
      if (!own.signal.aborted) [preview.value, problem.value] = [found, '']
    } catch (error) {
      if (!own.signal.aborted) [preview.value, problem.value] = [null, sentenceOf(error)]
    }
  }

  watch(
    () => [JSON.stringify([asked.path(), asked.choice()]), asked.edits?.()] as const,
    ([choice], before) => {
      forget()
      if (choice !== before?.[0]) [preview.value, problem.value] = [null, '']
      if (asked.choice() !== null) timer = window.setTimeout(ask, PAUSE_MS)
    },
    { immediate: true },
  )
  onBeforeUnmount(forget)
  return { preview, problem }
}
