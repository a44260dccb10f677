import type { Flow, Graph, Node } from '#engine/kernel/graph'

/** How many elements a token has yet to come to; absent = it never gets there. */
export interface Distances {
  /** From the moment a token enters the element. */
  entering(node: Node): number
  /** From the moment the element is done. */
  leaving(node: Node): number
}

/** A place on the way: an element being entered or being left. */
type Place = string

const entry = (node: Node): Place => node.id
const exit = (node: Node): Place => `${node.id} done`

/** The ways tokens can go in one graph, read backwards from a goal. */
export interface ControlWays {
  to(goal: Flow): Distances
  toEnd(): Distances
}

/** Reads the ways of a graph once; each goal is then one search. */
export function readControlWays(graph: Graph): ControlWays {
  const before = new Map<Place, Place[]>()
  const add = (from: Place, to: Place) => before.set(to, [...(before.get(to) ?? []), from])
  for (const node of graph.nodes) {
    for (const flow of node.outgoing) add(exit(node), entry(flow.target))
    for (const boundary of node.boundaries) add(entry(node), entry(boundary))
    if (node.linkedTo !== null) add(exit(node), entry(node.linkedTo))
    for (const start of node.starts) add(entry(node), entry(start))
    if (node.starts.length === 0) add(entry(node), exit(node))
    const thrown = /^(?:endEvent|intermediateThrowEvent):(error|escalation)$/.exec(node.kind)?.[1] as 'error' | 'escalation' | undefined
    const catchers = thrown === undefined ? [] : errorCatchers(node, graph.eventSubProcesses, thrown)
    for (const catcher of catchers) add(exit(node), entry(catcher))
    if (node.outgoing.length === 0 && node.parent !== null && catchers.length === 0) add(exit(node), exit(node.parent))
  }
  const ends = graph.nodes.filter((node) => node.parent === null && node.outgoing.length === 0)
  const known = new Map<Flow | null, Distances>()
  const remember = (goal: Flow | null, goals: readonly Place[]): Distances => {
    const found = known.get(goal) ?? distances(before, goals)
    known.set(goal, found)
    return found
  }
  return { to: (goal) => remember(goal, [exit(goal.source)]), toEnd: () => remember(null, ends.map(exit)) }
}

/** Error or escalation events around an element that may catch what it throws, nearest first; `listeners` are the event sub-processes of the process itself. */
export function errorCatchers(thrower: Node, listeners: readonly Node[], thrown: 'error' | 'escalation' = 'error'): Node[] {
  const found: Node[] = []
  for (let host: Node | null = thrower, at: Node = thrower; host !== null; at = host, host = host.parent) {
    if (host !== thrower) found.push(...startsOf(host.eventSubProcesses, at))
    found.push(...host.boundaries)
    if (host.parent === null) found.push(...startsOf(listeners, host))
  }
  return found.filter(({ kind }) => kind === `boundaryEvent:${thrown}` || kind === `startEvent:${thrown}`)
}

/** An event sub-process does not catch what is thrown inside itself. */
const startsOf = (listeners: readonly Node[], inside: Node): Node[] => listeners.filter((listener) => listener !== inside).flatMap(({ starts }) => starts)

function distances(before: ReadonlyMap<Place, readonly Place[]>, goals: readonly Place[]): Distances {
  const known = new Map<Place, number>(goals.map((goal) => [goal, 0]))
  const queue = [...goals]
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    for (const previous of before.get(place) ?? []) {
      if (known.has(previous)) continue
      known.set(previous, (known.get(place) as number) + 1)
      queue.push(previous)
    }
  }
  const of = (place: Place) => known.get(place) ?? Number.POSITIVE_INFINITY
  return { entering: (node) => of(entry(node)), leaving: (node) => of(exit(node)) }
}
