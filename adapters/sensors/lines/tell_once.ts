import type { LineTools } from './line.js'

export interface Fault {
  /** Reports it unless the one before said the same: what is tried again every few seconds would fill the log. */
  tell(error: unknown): void
  /** It works again: the same fault later is news. */
  over(): void
}

/** Nothing is told any more once `ended` has aborted. */
export function tellOnce(tools: Pick<LineTools, 'onError'>, where: string, ended?: AbortSignal): Fault {
  let told: string | null = null
  return {
    tell(error) {
      const text = error instanceof Error ? error.message : String(error)
      if (text === told || ended?.aborted) return
      told = text
      tools.onError(error, where)
    },
    over() {
      told = null
    },
  }
}
