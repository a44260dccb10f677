import type { CommittedNews } from '../engine.js'

/** Tells listeners of committed commands; one that throws disturbs neither the others nor the bus. */
export const createNewsBoard = (onError: (error: unknown, where: string) => void) => {
  const listeners = new Set<(news: CommittedNews) => void>()
  return {
    subscribe(listener: (news: CommittedNews) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(news: () => CommittedNews): void {
      if (listeners.size === 0) return
      const told = news()
      for (const listener of listeners) {
        try {
          listener(told)
        } catch (error) {
          onError(error, 'listener')
        }
      }
    },
  }
}
