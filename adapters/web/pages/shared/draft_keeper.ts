import { computed, onBeforeUnmount, ref, type ComputedRef, type Ref } from 'vue'
import { formatInstant } from '../words/instants.js'
import { t } from '../words/translate.js'

export interface DraftKeeper {
  /** Something was typed: it is saved after a pause. */
  touch(): void
  /** Waits for what is under way and plans nothing more: no draft may arrive after the submission. */
  settle(): Promise<void>
  /** Nothing more is saved from now on. */
  stop(): void
  isDirty: Ref<boolean>
  words: ComputedRef<string>
}

const PAUSE_AFTER_TYPING_MS = 1500
const PAUSE_AFTER_FAILURE_MS = 10_000

/** Keeps a draft on the server while somebody types; what cannot be saved now stays on the page and is tried again. */
export function useDraftKeeper(save: () => Promise<{ savedAt: string }>): DraftKeeper {
  const isDirty = ref(false)
  const savedAt = ref<string | null>(null)
  const hasFailed = ref(false)
  let timer = 0
  let underway: Promise<void> = Promise.resolve()
  let isStopped = false

  function plan(pauseMs: number): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void saveNow(), pauseMs)
  }

  function saveNow(): Promise<void> {
    window.clearTimeout(timer)
    underway = underway.then(async () => {
      if (!isDirty.value || isStopped) return
      isDirty.value = false
      try {
        savedAt.value = (await save()).savedAt
        hasFailed.value = false
      } catch {
        isDirty.value = true
        hasFailed.value = true
        if (!isStopped) plan(PAUSE_AFTER_FAILURE_MS)
      }
    })
    return underway
  }

  const warnBeforeLeaving = (event: BeforeUnloadEvent): void => {
    if (isDirty.value && !isStopped) event.preventDefault()
  }
  window.addEventListener('beforeunload', warnBeforeLeaving)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', warnBeforeLeaving)
    void saveNow()
  })

  return {
    isDirty,
    touch() {
      if (isStopped) return
      isDirty.value = true
      plan(PAUSE_AFTER_TYPING_MS)
    },
    async settle() {
      window.clearTimeout(timer)
      await underway
    },
    stop() {
      isStopped = true
      window.clearTimeout(timer)
    },
    words: computed(() => {
      if (hasFailed.value) return t('draft.failed')
      if (isDirty.value) return t('draft.pending')
      return savedAt.value ? t('draft.saved', { at: formatInstant(savedAt.value).slice(11) }) : ''
    }),
  }
}
