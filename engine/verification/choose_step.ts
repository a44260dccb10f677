import type { Flow, Graph, Node } from '#engine/kernel/graph'
import type { ControlWays, Distances } from './control_distances.js'
import type { NeutralModel } from './neutral_model.js'
import type { Decisions, Stimulus } from './walker.js'

/** How a scenario walks when several ways are open. */
export interface Manner {
  /** `one`: of several conditions only one holds. `all`: every condition of an inclusive choice holds, bodies end early. */
  readonly conditions: 'one' | 'all'
  /** Who moves first among equals. */
  readonly order: 'first' | 'last'
}

/** What a chooser needs to know of the model. */
export interface Ground {
  readonly graph: Graph
  /** Graphs of called processes too. */
  readonly allGraphs: readonly Graph[]
  readonly ways: ControlWays
  readonly neutral: Pick<NeutralModel, 'flowDecisions' | 'bodyDecisions'>
}

/** A boundary event or the start of an event sub-process is the way only when there is no plainer one. */
const BOUNDARY_DETOUR = 4

/** The push that brings a token nearest to the goal; towards the end when the goal is out of reach. undefined = nothing waits. */
export function chooseStimulus(stimuli: readonly Stimulus[], ground: Ground, goal: Flow | null, manner: Manner): Stimulus | undefined {
  const ordered = manner.order === 'first' ? stimuli : [...stimuli].reverse()
  const distances = goal === null ? ground.ways.toEnd() : ground.ways.to(goal)
  return nearest(ordered, ground, distances) ?? nearest(ordered, ground, ground.ways.toEnd()) ?? ordered[0]
}

/** Whether some push can still bring a token to the goal. */
export function isInReach(stimuli: readonly Stimulus[], ground: Ground, goal: Flow): boolean {
  return nearest(stimuli, ground, ground.ways.to(goal)) !== undefined
}

function nearest(stimuli: readonly Stimulus[], ground: Ground, distances: Distances): Stimulus | undefined {
  let best: Stimulus | undefined
  let shortest = Number.POSITIVE_INFINITY
  for (const stimulus of stimuli) {
    const node = ground.graph.nodesById.get(stimulus.kind === 'error' ? stimulus.catcher : stimulus.element)
    const distance = node === undefined ? Number.POSITIVE_INFINITY : distances.leaving(node) + (node.type === 'boundaryEvent' || node.type === 'startEvent' ? BOUNDARY_DETOUR : 0)
    if (distance < shortest) {
      best = stimulus
      shortest = distance
    }
  }
  return best
}

/** What every condition answers while tokens head for the goal: at each element only the way there, or to the end, is open. */
export function decideTowards(ground: Ground, goal: Flow | null, manner: Manner): Decisions {
  const { flowDecisions, bodyDecisions } = ground.neutral
  const decisions = new Map<string, boolean>()
  const goalDistances = goal === null ? null : ground.ways.to(goal)
  for (const graph of ground.allGraphs) {
    for (const node of graph.nodes) {
      if (!node.hasConditions) continue
      const way = graph === ground.graph ? wayFrom(node, goal, goalDistances, ground.ways.toEnd()) : node.outgoing[0]
      const isAllOpen = manner.conditions === 'all' && node.kind !== 'exclusiveGateway'
      for (const flow of node.outgoing) {
        const name = flowDecisions.get(flow.id)
        if (name !== undefined) decisions.set(name, isAllOpen || flow === way)
      }
    }
  }
  for (const name of bodyDecisions.values()) decisions.set(name, manner.conditions === 'all')
  return decisions
}

function wayFrom(node: Node, goal: Flow | null, goalDistances: Distances | null, end: Distances): Flow | undefined {
  if (goal !== null && goal.source === node) return goal
  const towards = (distances: Distances) => {
    const reachable = node.outgoing.filter((flow) => distances.entering(flow.target) < Number.POSITIVE_INFINITY)
    return reachable.sort((a, b) => distances.entering(a.target) - distances.entering(b.target))[0]
  }
  return (goalDistances === null ? undefined : towards(goalDistances)) ?? towards(end) ?? node.outgoing[0]
}
