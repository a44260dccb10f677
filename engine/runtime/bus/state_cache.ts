import type { InstanceState } from '#engine/kernel/state'
import type { OpenTasks } from './open_tasks.js'
import type { SearchText } from './search_terms.js'

/** An instance as it was last written by this process. */
export interface KnownInstance {
  state: InstanceState
  headHash: string
  packageId: string
  search: SearchText
  tasks: OpenTasks
  /** Who is known to stand in `instance_participants` already. */
  participants: ReadonlySet<string>
  /** Characters of JSON, as a measure of its size. */
  bytes: number
}

/** States just written, so that the next command of the same instance need not read and parse them. Least recently used ones go first. */
export interface StateCache {
  get(instanceId: string): KnownInstance | undefined
  put(instanceId: string, known: KnownInstance): void
  forget(instanceId: string): void
  readonly bytes: number
}

export const createStateCache = (maximumBytes: number): StateCache => {
  const entries = new Map<string, KnownInstance>()
  let bytes = 0
  const forget = (instanceId: string): void => {
    const entry = entries.get(instanceId)
    if (!entry) return
    entries.delete(instanceId)
    bytes -= entry.bytes
  }
  return {
    get: (instanceId) => entries.get(instanceId),
    put(instanceId, known) {
      forget(instanceId)
      entries.set(instanceId, known)
      bytes += known.bytes
      for (const oldest of entries.keys()) {
        if (bytes <= maximumBytes) break
        forget(oldest)
      }
    },
    forget,
    get bytes() {
      return bytes
    },
  }
}
