/**
 * Idempotency keys by intent: the same act with the same content keeps its key however often the button is pressed or the
 * connection breaks; another content is another intent and gets a new key.
 */
export interface Intents {
  keyFor(act: string, content: unknown): string
}

export function createIntents(newKey: () => string = () => crypto.randomUUID()): Intents {
  const known = new Map<string, { content: string; key: string }>()
  return {
    keyFor(act, content) {
      const text = JSON.stringify(content)
      const former = known.get(act)
      if (former?.content === text) return former.key
      const key = newKey()
      known.set(act, { content: text, key })
      return key
    },
  }
}
