import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue'
import { session } from '../session/session.js'
import { formatInstant } from '../words/instants.js'
import { t } from '../words/translate.js'

export type DraftValues = Record<string, unknown>

export interface DraftKeeper {
  /** Something was typed: it is saved after a pause. */
  touch(values: DraftValues): void
  /** Waits for what is under way and plans nothing more: no draft may arrive after the submission. */
  settle(): Promise<void>
  /** Saves at once what is not saved yet. */
  flush(): Promise<void>
  /** Nothing is saved from now on. */
  stop(): void
  isDirty: Ref<boolean>
  words: ComputedRef<string>
}

const PAUSE_AFTER_TYPING_MS = 1500
const PAUSE_AFTER_FAILURE_MS = 10_000

/** Keeps a draft on the server while somebody types; what cannot be saved now stays on the page and is tried again. */
export function useDraftKeeper(save: (values: DraftValues) => Promise<{ savedAt: string }>): DraftKeeper {
  const isDirty = ref(false)
  const savedAt = ref<string | null>(null)
  const hasFailed = ref(false)
  let pending: DraftValues = {}
  let timer = 0
  let underway: Promise<void> = Promise.resolve()
  let isStopped = false

  function plan(pauseMs: number): void {
    window.clearTimeout(timer)
    if (!isStopped) timer = window.setTimeout(saveNow, pauseMs)
  }

  /** One after the other, so that an older draft never arrives after a newer one. */
  function saveNow(): void {
    window.clearTimeout(timer)
    underway = underway.then(async () => {
      if (!isDirty.value || isStopped) return
      isDirty.value = false
      try {
        savedAt.value = (await save(pending)).savedAt
        hasFailed.value = false
      } catch {
        isDirty.value = true
        hasFailed.value = true
        plan(PAUSE_AFTER_FAILURE_MS)
      }
    })
  }

  guardLeaving(() => isDirty.value && !isStopped, saveNow)
  // Signed in again: what could not be saved goes at once.
  watch(
    () => session.ended,
    (hasEnded) => !hasEnded && hasFailed.value && saveNow(),
  )

  return {
    isDirty,
    touch(values) {
      pending = values
      isDirty.value = true
      plan(PAUSE_AFTER_TYPING_MS)
    },
    async settle() {
      window.clearTimeout(timer)
      await underway
    },
    async flush() {
      saveNow()
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

/** Asks before the window closes over unsaved work; going to another page of ours saves it on the way. */
function guardLeaving(hasUnsaved: () => boolean, saveNow: () => void): void {
  const warn = (event: BeforeUnloadEvent): void => {
    if (hasUnsaved()) event.preventDefault()
  }
  window.addEventListener('beforeunload', warn)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', warn)
    saveNow()
  })
}
