import type { CommandStore, CommandTransaction } from '../ports/command_store.js'
import { decideGroup, type GroupDecision } from './decide_group.js'
import type { GroupWorld } from './group_world.js'
import { lockOrder, readGroup } from './read_group.js'
import type { StateCache } from './state_cache.js'
import type { WorkItem } from './work_item.js'

/** What a group needs beside its transaction. */
export interface GroupSurroundings {
  store: CommandStore
  cache: StateCache
  /** Built anew for every attempt: the clock moves on. */
  world: () => GroupWorld
  loadPackage(packageId: string): Promise<void>
  isCounter(table: string): boolean
  /** Tells other nodes, in the group's own transaction; absent where there can be none. */
  announce?(decision: GroupDecision): void
  /** For tests of the crash window: called between the last statement and the commit. */
  beforeCommit?: () => void
  /** The same, between the commit and the answers. */
  afterCommit?: () => void
}

/** Passes a group may need until everything it reads is read; each pass reads something new. */
const MAXIMUM_PASSES = 32

const decideWithReads = async (
  items: readonly WorkItem[], transaction: CommandTransaction, surroundings: GroupSurroundings,
): Promise<GroupDecision> => {
  const world = surroundings.world()
  const rows = await readGroup(items, transaction, surroundings.cache)
  for (let pass = 0; pass < MAXIMUM_PASSES; pass += 1) {
    const decision = decideGroup(items, rows, world)
    if (decision.kind === 'decided') return decision
    for (const packageId of decision.packages) await surroundings.loadPackage(packageId)
    if (decision.attachments.size) {
      const found = await transaction.attachments([...decision.attachments])
      for (const id of decision.attachments) rows.attachments.set(id, found.get(id) ?? null)
    }
    for (const id of decision.journals) rows.journals.set(id, await transaction.journal(id))
    if (decision.drafts.size) {
      const found = await transaction.drafts([...decision.drafts])
      for (const id of decision.drafts) rows.drafts.set(id, found.get(id) ?? [])
    }
    if (decision.rows.size) {
      const keys = lockOrder(decision.rows.values(), surroundings.isCounter)
      for (const [key, row] of await transaction.lockBusinessRows(keys)) rows.businessRows.set(key, row)
    }
  }
  throw new Error(`Expected a group to have read everything after ${MAXIMUM_PASSES} passes, but it asks for more.`)
}

/** One group in one transaction: lock, decide, write, commit. Rejects when the database refuses; nothing is written then. */
export const runGroup = async (items: readonly WorkItem[], surroundings: GroupSurroundings): Promise<GroupDecision> => {
  const decided = await surroundings.store.transaction(async (transaction) => {
    const decision = await decideWithReads(items, transaction, surroundings)
    surroundings.announce?.(decision)
    await transaction.write(decision.writes.tables(), decision.businessChanges)
    if (surroundings.beforeCommit) {
      await transaction.flush()
      surroundings.beforeCommit()
    }
    return decision
  })
  surroundings.afterCommit?.()
  return decided
}
