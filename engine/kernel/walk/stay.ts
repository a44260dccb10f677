import type { Variables } from '../commands.js'
import type { UserId } from '#engine/model/principal'

/** One activation as the journal tells it, alive or long over: a point on the ways the tokens have gone. */
export interface Stay {
  /** Number of the activation. */
  readonly id: number
  readonly element: string
  readonly scope: number
  readonly loop: number | undefined
  /** Stays its token came from; of a fired join: those it took. The first ones inside a scope come from the scope's own stay. */
  from: readonly number[]
  /** Joins: tokens waiting; once fired, those taken. */
  arrivals: readonly Arrival[]
  isJoin: boolean
  /** Activities that begin with several tokens: they have come, and it has begun. */
  hasGathered?: true
  state: 'open' | 'completed' | 'terminated'
  /** Taken back by a return, a withdrawal or a jump: nobody has walked here any more. */
  isUndone: boolean
  /** Index of the journal row it began and ended in. */
  readonly startedIn: number
  endedIn: number | null
  /** Variables of its own scope. */
  variables: Variables | undefined
  /** User tasks: who had it last, and who completed it (undefined = nobody did). */
  assignee: UserId | null
  doneBy: UserId | null | undefined
  outcome: string | null
  /** Life-cycle event it emitted when it completed. */
  lifecycleEvent: string | null
}

export interface Arrival {
  readonly flow: string
  /** Stay the token came from. */
  readonly from: number
}

/** Everywhere the tokens of one instance have been, and what came of what. */
export interface Walk {
  readonly stays: ReadonlyMap<number, Stay>
  /** Stays that came of a stay, those inside a scope included. */
  readonly children: ReadonlyMap<number, readonly number[]>
}

/** The stays that came of these ones, themselves included. */
export function descendants(walk: Walk, roots: readonly number[]): Set<number> {
  const found = new Set<number>(roots)
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const child of walk.children.get(id) ?? []) {
      if (found.has(child)) continue
      found.add(child)
      open.push(child)
    }
  }
  return found
}
