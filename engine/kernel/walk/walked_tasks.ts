import type { UserId } from '#engine/model/principal'
import type { Graph, Node } from '../graph.js'
import type { Run } from '../run/run.js'
import { chainOf } from './live.js'
import type { Stay, Walk } from './stay.js'

/** A user task that a token has walked, and where it would go on when it is returned there. */
export interface WalkedTask {
  readonly elementId: string
  /** Who did it the last time. */
  readonly assignee: UserId | null
  /** What is undone with it: its own stay, or that of the scope around it which has ended since and begins anew. */
  readonly stay: Stay
  /** No other walked task lies between; several behind a join. */
  readonly isNearest: boolean
}

/**
 * User tasks walked on the way of the token at `id`, the nearest first; each element once, as it was walked last. BPMN knows no return:
 * the rule is the token's lineage, not the drawing.
 */
export function walkedTasks(run: Run, walk: Walk, id: number): WalkedTask[] {
  const around = new Set(chainOf(run.draft, id).map((record) => record.id))
  const found = new Map<string, WalkedTask>()
  const seen = new Set<number>([id])
  let level: { stay: Stay; isNear: boolean }[] = [{ stay: walk.stays.get(id) as Stay, isNear: true }]
  while (level.length > 0) {
    const next: typeof level = []
    for (const { stay, isNear } of level) {
      const tasks = around.has(stay.id) ? [] : tasksOf(run.graph, walk, stay)
      for (const task of tasks) note(found, { ...task, isNearest: isNear })
      for (const from of stay.from) {
        const before = walk.stays.get(from)
        if (before === undefined || seen.has(from) || before.isUndone) continue
        seen.add(from)
        next.push({ stay: before, isNear: isNear && tasks.length === 0 })
      }
    }
    level = next
  }
  return [...found.values()]
}

function note(found: Map<string, WalkedTask>, task: WalkedTask): void {
  const known = found.get(task.elementId)
  if (known === undefined) found.set(task.elementId, task)
  else if (task.stay.id > known.stay.id) found.set(task.elementId, { ...task, isNearest: known.isNearest })
}

/** The tasks that going back to this stay stands for: its own, or those done inside a scope that has ended. */
function tasksOf(graph: Graph, walk: Walk, stay: Stay): Omit<WalkedTask, 'isNearest'>[] {
  const node = graph.nodesById.get(stay.element)
  if (node === undefined || stay.state !== 'completed' || stay.loop !== undefined) return []
  if (node.type === 'userTask' && stay.doneBy !== undefined) return [{ elementId: node.id, assignee: stay.doneBy, stay }]
  const inside = [...walk.stays.values()].filter((inner) => inner.doneBy !== undefined && !inner.isUndone && liesIn(walk, inner, stay.id))
  const byElement = new Map<string, Omit<WalkedTask, 'isNearest'>>()
  for (const { element, doneBy } of inside.toReversed()) {
    if (!byElement.has(element)) byElement.set(element, { elementId: element, assignee: element === stay.element ? null : (doneBy as UserId | null), stay })
  }
  return [...byElement.values()]
}

function liesIn(walk: Walk, inner: Stay, scope: number): boolean {
  for (let at = inner.scope; at !== 0; at = walk.stays.get(at)?.scope ?? 0) if (at === scope) return true
  return false
}

/** The task nearest to the beginning: where the starter's own work was. */
export function firstWalked(tasks: readonly WalkedTask[]): WalkedTask | undefined {
  return tasks.reduce<WalkedTask | undefined>((first, task) => (first === undefined || task.stay.id < first.stay.id ? task : first), undefined)
}

/** The node a token enters to go back to a stay. */
export const nodeOfStay = (graph: Graph, stay: Stay): Node => graph.nodesById.get(stay.element) as Node
