import type { WorkItem } from './work_item.js'

/** From so many commands on, two groups are made of what waits for an idle bus: one is decided while the other is written. */
const WORTH_TWO = 16
/** A group beside another has at least this share of its commands: a transaction for a few costs what one for many does. */
const LEAST_SHARE = 1 / 4

export interface GroupQueue {
  add(item: WorkItem): void
  /** Commands a group had no time for: first in line again. */
  putBack(items: readonly WorkItem[]): void
  /** Takes out what waits and fits. */
  remove(fits: (item: WorkItem) => boolean): WorkItem[]
  /** The next group to begin now, in order of arrival; null when nothing may begin. An instance is in one group at a time. */
  take(): readonly WorkItem[] | null
  /** A group is over. */
  done(group: readonly WorkItem[]): void
  isIdle(): boolean
  readonly waiting: number
}

/** What waits for its group, and what is under way: up to `atOnce` groups at a time, each of at most `groupSize` commands. */
export const createGroupQueue = ({ groupSize, atOnce }: { groupSize: number; atOnce: number }): GroupQueue => {
  let waiting: WorkItem[] = []
  const underWay = new Set<readonly WorkItem[]>()
  /** Instances of the groups under way. */
  const busy = new Set<string>()

  /** How many may begin, and how few are not worth it. */
  const room = (): { most: number; least: number } => {
    if (underWay.size >= atOnce) return { most: 0, least: 1 }
    const largest = Math.max(0, ...[...underWay].map((group) => group.length))
    const isAlone = underWay.size === 0 && atOnce > 1 && waiting.length >= WORTH_TWO
    return { most: Math.min(groupSize, isAlone ? Math.ceil(waiting.length / 2) : Infinity), least: Math.max(1, largest * LEAST_SHARE) }
  }

  /** In order of arrival; what belongs to an instance under way stays, and with it all that came after it for the same. */
  const choose = (most: number): { group: WorkItem[]; left: WorkItem[] } => {
    if (busy.size === 0) return { group: waiting.slice(0, most), left: waiting.slice(most) }
    const group: WorkItem[] = []
    const left: WorkItem[] = []
    let looked = 0
    for (; looked < waiting.length && group.length < most; looked += 1) {
      const item = waiting[looked] as WorkItem
      ;(busy.has(item.envelope.instanceId) ? left : group).push(item)
    }
    return { group, left: left.concat(waiting.slice(looked)) }
  }

  return {
    add: (item) => void waiting.push(item),
    putBack: (items) => {
      if (items.length) waiting = [...items, ...waiting]
    },
    remove(fits) {
      const removed: WorkItem[] = []
      const left: WorkItem[] = []
      for (const item of waiting) (fits(item) ? removed : left).push(item)
      waiting = left
      return removed
    },
    take() {
      const { most, least } = room()
      if (waiting.length === 0 || most === 0) return null
      const { group, left } = choose(most)
      if (group.length < least) return null
      waiting = left
      underWay.add(group)
      for (const { envelope } of group) busy.add(envelope.instanceId)
      return group
    },
    done(group) {
      underWay.delete(group)
      for (const { envelope } of group) busy.delete(envelope.instanceId)
    },
    isIdle: () => waiting.length === 0 && underWay.size === 0,
    get waiting() {
      return waiting.length
    },
  }
}
