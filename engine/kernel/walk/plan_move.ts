import type { UserId } from '#engine/model/principal'
import type { Node } from '../graph.js'
import { nodeOf, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import { chainOf, heldIn } from './live.js'
import { reachFrom } from './reach.js'
import { descendants, type Stay, type Walk } from './stay.js'
import { planTakeBack, type TakeBack } from './take_back.js'

/** Where a jump ends: the scope instance that lives, and the node entered in it. */
export interface Stop {
  readonly scope: number
  readonly node: Node
}

/**
 * The innermost scope around the token that contains the target too, and what is entered there: the target itself, or the scope around
 * it that is not running, at its start.
 */
export function stopOf(run: Run, mover: number, target: Node): Stop {
  const path: Node[] = []
  for (let at: Node | null = target; at !== null; at = at.parent) path.unshift(at)
  const around = chainOf(run.draft, mover).slice(1)
  let scope = 0
  for (let depth = 0; depth < path.length - 1; depth++) {
    const inner = around.find((record) => record.scope === scope && record.element === (path[depth] as Node).id)
    // a multi-instance sub-process: the body, then the instance inside it
    const instance = inner?.multi === undefined ? inner : around.find((record) => record.scope === inner.id)
    if (instance === undefined) return { scope, node: path[depth] as Node }
    scope = instance.id
  }
  return { scope, node: target }
}

export interface MovePlan {
  readonly takeBack: TakeBack
  /** What the token goes on from at its new place. */
  readonly comesFrom: readonly number[]
  /** Who did the target when the token had been there. */
  readonly assignee: UserId | null
  /** The token had been at the target. */
  readonly isWalked: boolean
}

/**
 * Which tokens go. A target that the token has walked: everything that came of it there, as with a return. Any other: the token alone
 * while the target lies on its own branch, else all tokens of each fork around it that the target does not lie in.
 */
export function planMove(run: Run, walk: Walk, mover: number, { scope, node }: Stop): MovePlan {
  const held = heldIn(run.draft, mover, scope) as Activation
  const walked = lastStayAt(walk, held.id, scope, node.id)
  if (walked !== undefined) {
    return { takeBack: planTakeBack(run, walk, scope, [walked.id]), comesFrom: walked.from, assignee: walked.doneBy ?? null, isWalked: true }
  }
  let roots: readonly number[] = [held.id]
  for (const fork of forksAround(walk, held.id, scope)) {
    if (!goesBeyond(run, walk, scope, fork, roots, node)) continue
    roots = walk.children.get(fork.id)?.filter((id) => walk.stays.get(id)?.scope === scope && walk.stays.get(id)?.isUndone === false) ?? roots
  }
  const from = walk.stays.get(held.id)
  return { takeBack: planTakeBack(run, walk, scope, roots), comesFrom: arrivalsOrFrom(from), assignee: null, isWalked: false }
}

const arrivalsOrFrom = (stay: Stay | undefined): readonly number[] => (stay === undefined ? [] : stay.isJoin ? stay.arrivals.map(({ from }) => from) : stay.from)

/** The last time the token's own way led through an element of the scope. */
function lastStayAt(walk: Walk, id: number, scope: number, element: string): Stay | undefined {
  return ancestorsIn(walk, id, scope).find((stay) => stay.element === element && stay.loop === undefined && stay.id !== id)
}

/** Stays of the scope on the way to one, the latest first. */
function ancestorsIn(walk: Walk, id: number, scope: number): Stay[] {
  const found = new Set<number>([id])
  const open = [id]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const from of arrivalsOrFrom(walk.stays.get(at))) {
      const stay = walk.stays.get(from)
      if (stay === undefined || stay.scope !== scope || found.has(from)) continue
      found.add(from)
      open.push(from)
    }
  }
  return [...found].toSorted((a, b) => b - a).map((number) => walk.stays.get(number) as Stay)
}

/** Stays on the way that more than one token came of, the innermost first. */
function forksAround(walk: Walk, id: number, scope: number): Stay[] {
  return ancestorsIn(walk, id, scope).filter((stay) => stay.id !== id && (walk.children.get(stay.id)?.length ?? 0) > 1)
}

/**
 * Whether the target lies before the fork, after its join, or on another way altogether: the tokens beside ours can come to it, meet ours
 * where nothing joins them, or it leads into the fork again.
 */
function goesBeyond(run: Run, walk: Walk, scope: number, fork: Stay, roots: readonly number[], target: Node): boolean {
  const beside = besides(run, walk, scope, fork, roots)
  if (beside.length === 0) return false
  const entry = run.graph.nodesById.get(fork.element)
  const avoided = new Set<Node>(entry === undefined ? [] : [entry])
  const theirs = new Set(beside.flatMap((node) => [...reachFrom(node, avoided)]))
  return theirs.has(target) || meetsWithoutJoin(reachFrom(target, avoided), theirs) || (entry !== undefined && reachFrom(target, theirs).has(entry))
}

/** Whether two ways come together where nothing joins them: then the tokens on them do not belong to one fork any more. */
function meetsWithoutJoin(ours: ReadonlySet<Node>, theirs: ReadonlySet<Node>): boolean {
  return [...ours].some((node) => node.join === 'none' && theirs.has(node) && node.incoming.some(({ source }) => ours.has(source) && !theirs.has(source)))
}

/** Where tokens of the fork stand that do not go with ours already. */
function besides(run: Run, walk: Walk, scope: number, fork: Stay, roots: readonly number[]): Node[] {
  const ours = descendants(walk, roots)
  const ofFork = descendants(walk, [fork.id])
  const isTheirs = (id: number) => ofFork.has(id) && !ours.has(id)
  return run.draft.tokens.active
    .filter((record) => record.scope === scope && record.id !== fork.id)
    .filter((record) => (record.arrived === undefined ? isTheirs(record.id) : (walk.stays.get(record.id)?.arrivals ?? []).some(({ from }) => isTheirs(from))))
    .map((record) => nodeOf(run, record))
}
