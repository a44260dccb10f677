import type { CommandStore, CommandTransaction } from '../ports/command_store.js'
import { decideGroup, type GroupDecision } from './decide_group.js'
import type { GroupWorld } from './group_world.js'
import type { Foresight } from './foresight.js'
import { knownRows } from './known_rows.js'
import { lockOrder, readGroup } from './read_group.js'
import type { StateCache } from './state_cache.js'
import type { WorkItem } from './work_item.js'

/** What a group needs beside its transaction. */
export interface GroupSurroundings {
  store: CommandStore
  cache: StateCache
  foresight: Foresight
  /** Built anew for every attempt: the clock moves on. */
  world: () => GroupWorld
  loadPackage(packageId: string): Promise<void>
  isCounter(table: string): boolean
  /** Tells other nodes and queues what people are to be told, in the group's own transaction. */
  announce?(decision: GroupDecision): void
  /** For tests of the crash window: called between the last statement and the commit. */
  beforeCommit?: () => void
  /** The same, between the commit and the answers. */
  afterCommit?: () => void
}

/** Passes a group may need until everything it reads is read; each pass reads something new. */
const MAXIMUM_PASSES = 32

/**
 * Decides on what this process wrote last, with nothing read; that it still stands is checked under the locks of the very transaction, on the
 * way to its commit (`expectInstances`). Null when the database has to be asked.
 */
const decideAhead = async (items: readonly WorkItem[], transaction: CommandTransaction, surroundings: GroupSurroundings): Promise<GroupDecision | null> => {
  const { askingRows } = surroundings.foresight
  const rows = knownRows(items, surroundings.cache, askingRows)
  if (rows === null) return null
  const decision = decideGroup(items, rows, surroundings.world())
  if (decision.kind === 'missing') {
    for (const definitionId of decision.askingRows) askingRows.add(definitionId)
    return null
  }
  // what failed may have failed because something was not read
  if (decision.outcomes.some(({ kind }) => kind === 'failed')) return null
  const expected = [...rows.instances].map(([id, { state }]) => ({ id, revision: state.revision }))
  if (expected.length) await transaction.expectInstances(expected)
  return decision
}

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

/**
 * One group in one transaction: lock, decide, write, commit; `mayDecideAhead`: decide, lock, write, commit where that is enough. Rejects when
 * the database refuses; nothing is written then.
 */
export const runGroup = async (items: readonly WorkItem[], surroundings: GroupSurroundings, mayDecideAhead: boolean): Promise<GroupDecision> => {
  const decided = await surroundings.store.transaction(async (transaction) => {
    const ahead = mayDecideAhead ? await decideAhead(items, transaction, surroundings) : null
    const decision = ahead ?? (await decideWithReads(items, transaction, surroundings))
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
