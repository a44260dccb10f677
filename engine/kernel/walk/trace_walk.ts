import type { ComplexGatewayStarted, ElementActivated, ElementCompleted, Event, TokenArrived, TokensGathered } from '../events.js'
import type { Graph, Node } from '../graph.js'
import { idNumber } from '../ids.js'
import type { Journal } from './journal.js'
import type { Arrival, Stay, Walk } from './stay.js'

interface Tracer {
  readonly graph: Graph
  readonly instanceId: string
  readonly stays: Map<number, Stay>
  readonly children: Map<number, number[]>
  /** Tokens on their way, by scope and flow: the stays they left. */
  readonly onTheWay: Map<string, number[]>
  /** Last stay begun, last one completed and last one ended before its end, by scope and element. */
  readonly begun: Map<string, number>
  readonly completed: Map<string, number>
  readonly terminated: Map<string, number>
  /** Tokens a join kept when it fired, by scope and element. */
  readonly left: Map<string, readonly Arrival[]>
  row: number
  lastCompleted: number
  /** Element and flow ids of the row being read, as the present definition calls them. */
  named: (id: string) => string
}

const place = (scope: number, element: string): string => `${scope} ${element}`

/**
 * The ways the tokens of an instance have gone, read off its journal. Nothing of this is kept in the state: the few commands that move
 * tokens back pay for it, a completion does not (decisions/005).
 */
export function traceWalk(graph: Graph, instanceId: string, journal: Journal): Walk {
  const tracer: Tracer = {
    graph, instanceId, stays: new Map(), children: new Map(), onTheWay: new Map(), begun: new Map(), completed: new Map(), terminated: new Map(), left: new Map(), row: 0, lastCompleted: 0, named: (id) => id,
  }
  const migrations = journal.map((events) => events.flatMap((event) => (event.type === 'InstanceMigrated' ? [event.renamed] : [])))
  const isMigrated = migrations.some((renamed) => renamed.length > 0)
  for (const events of journal) {
    if (isMigrated) tracer.named = renamer(migrations.slice(tracer.row).flat())
    for (const event of events) follow(tracer, event)
    tracer.row++
  }
  return tracer
}

/** Ids before some migrations as they are called after them. */
function renamer(migrations: readonly Readonly<Record<string, string>>[]): (id: string) => string {
  return (id) => migrations.reduce((name, renamed) => (Object.hasOwn(renamed, name) ? (renamed[name] as string) : name), id)
}

function follow(tracer: Tracer, event: Event): void {
  const number = (id: string) => idNumber(tracer.instanceId, id)
  switch (event.type) {
    case 'ElementActivated':
      return begin(tracer, event)
    case 'TokenArrived':
      return arrive(tracer, event)
    case 'ElementCompleted':
      return complete(tracer, event)
    case 'ComplexGatewayStarted':
      return startComplex(tracer, event)
    case 'TokensGathered':
      return gather(tracer, event)
    case 'ElementTerminated':
      return end(tracer, tracer.stays.get(number(event.elementInstanceId)), 'terminated')
    case 'LifecycleEventEmitted': {
      const stay = tracer.stays.get(tracer.lastCompleted)
      if (stay !== undefined) stay.lifecycleEvent = event.name
      return
    }
    case 'SequenceFlowTaken':
      return depart(tracer, number(event.scopeId), tracer.named(event.flowId))
    case 'TaskCreated':
    case 'TaskAssigned': {
      const stay = tracer.stays.get(number(event.taskId))
      if (stay !== undefined) stay.assignee = event.assignee
      return
    }
    case 'TaskClosed': {
      const stay = tracer.stays.get(number(event.taskId))
      if (stay !== undefined && event.cause === 'completed') Object.assign(stay, { doneBy: event.by, outcome: event.outcome })
      return
    }
    case 'VariablesMerged': {
      const stay = tracer.stays.get(number(event.scopeId))
      if (stay !== undefined) stay.variables = { ...stay.variables, ...event.values }
      return
    }
    case 'TaskReturned':
    case 'TaskWithdrawn':
    case 'TokenMoved':
      for (const id of event.undone) undo(tracer, number(id))
  }
}

function begin(tracer: Tracer, event: ElementActivated): void {
  const { instanceId, graph, stays } = tracer
  const id = idNumber(instanceId, event.elementInstanceId)
  const scope = idNumber(instanceId, event.scopeId)
  const element = tracer.named(event.elementId)
  const node = graph.nodesById.get(element)
  const key = place(scope, element)
  const comesFrom = event.comesFrom?.map((from) => idNumber(instanceId, from))
  const isJoin = node !== undefined && node.join !== 'none' && event.flowId === null && comesFrom === undefined && event.loopIndex === undefined
  const again = comesFrom !== undefined && node?.join === 'quantity' ? gatheredFrom(tracer, scope, element, comesFrom) : undefined
  const stay: Stay = {
    id, element, scope, loop: event.loopIndex,
    ...(again === undefined ? { isJoin } : { isJoin: true, hasGathered: true }),
    from: isJoin ? [] : (comesFrom ?? cameFrom(tracer, event, scope, node)),
    arrivals: again?.arrivals ?? (event.arrived === undefined ? [] : (event.arrivedFrom?.map(({ flowId, from }) => ({ flow: tracer.named(flowId), from: idNumber(instanceId, from) })) ?? tracer.left.get(key) ?? [])),
    state: 'open', isUndone: false, startedIn: tracer.row, endedIn: null, variables: event.variables, assignee: null, doneBy: undefined, outcome: null, lifecycleEvent: null,
  }
  stays.set(id, stay)
  tracer.begun.set(key, id)
  for (const from of stay.from) addChild(tracer, from, id)
}

/** The stay that one put back by a move repeats: it has begun with the same tokens. */
const gatheredFrom = ({ stays }: Tracer, scope: number, element: string, comesFrom: readonly number[]): Stay | undefined =>
  [...stays.values()].findLast((stay) => stay.hasGathered === true && stay.scope === scope && stay.element === element && stay.from.length === comesFrom.length && stay.from.every((from, i) => from === comesFrom[i]))

/** Where the token of an activation came from: along its flow, from the activity a boundary event sits at, from the scope it begins in. */
function cameFrom(tracer: Tracer, event: ElementActivated, scope: number, node: Node | undefined): number[] {
  if (event.flowId !== null) return present(takeFromWay(tracer, scope, tracer.named(event.flowId)))
  if (node?.attachedTo) return present((node.isInterrupting ? tracer.terminated : tracer.begun).get(place(scope, node.attachedTo.id)))
  const linking = node?.kind.endsWith(':link') ? graphLinks(tracer, scope, node) : undefined
  if (linking !== undefined) return [linking]
  if (event.loopIndex !== undefined) {
    const before = node?.multiInstance?.isSequential === true ? tracer.completed.get(place(scope, node.id)) : undefined
    return [before ?? scope]
  }
  return scope === 0 ? [] : [scope]
}

/** The link throw event that was passed last. */
function graphLinks({ graph, completed }: Tracer, scope: number, target: Node): number | undefined {
  const passed = graph.nodes.flatMap((node) => (node.linkedTo === target ? present(completed.get(place(scope, node.id))) : []))
  return passed.length === 0 ? undefined : Math.max(...passed)
}

const present = (id: number | undefined): number[] => (id === undefined ? [] : [id])

function addChild({ children }: Tracer, from: number, id: number): void {
  const found = children.get(from)
  if (found === undefined) children.set(from, [id])
  else found.push(id)
}

function depart(tracer: Tracer, scope: number, flowId: string): void {
  const flow = tracer.graph.flowsById.get(flowId)
  const from = flow === undefined ? undefined : tracer.completed.get(place(scope, flow.source.id))
  if (from === undefined) return
  const key = place(scope, flowId)
  const waiting = tracer.onTheWay.get(key)
  if (waiting === undefined) tracer.onTheWay.set(key, [from])
  else waiting.push(from)
}

/** The kernel moves the token that set out last first. */
function takeFromWay(tracer: Tracer, scope: number, flowId: string): number | undefined {
  const flow = tracer.graph.flowsById.get(flowId)
  return tracer.onTheWay.get(place(scope, flowId))?.pop() ?? (flow === undefined ? undefined : tracer.completed.get(place(scope, flow.source.id)))
}

function arrive(tracer: Tracer, event: TokenArrived): void {
  const stay = tracer.stays.get(idNumber(tracer.instanceId, event.elementInstanceId))
  if (stay === undefined) return
  const flow = tracer.named(event.flowId)
  const from = event.comesFrom === undefined ? takeFromWay(tracer, stay.scope, flow) : idNumber(tracer.instanceId, event.comesFrom)
  if (from !== undefined) stay.arrivals = [...stay.arrivals, { flow, from }]
}

function complete(tracer: Tracer, event: ElementCompleted): void {
  const stay = tracer.stays.get(idNumber(tracer.instanceId, event.elementInstanceId))
  if (stay === undefined) return
  if (stay.isJoin && stay.hasGathered === undefined) fire(tracer, stay)
  end(tracer, stay, 'completed')
  tracer.completed.set(place(stay.scope, stay.element), stay.id)
  tracer.lastCompleted = stay.id
}

/** A complex gateway that begins lets tokens go before it has taken in the rest. */
function startComplex(tracer: Tracer, event: ComplexGatewayStarted): void {
  const stay = tracer.stays.get(idNumber(tracer.instanceId, event.elementInstanceId))
  if (stay === undefined) return
  const flows = new Set(event.consumed.map((id) => tracer.named(id)))
  const taken = stay.arrivals.filter(({ flow }, index) => flows.has(flow) && stay.arrivals.findIndex((other) => other.flow === flow) === index)
  stay.from = taken.map(({ from }) => from)
  for (const from of stay.from) addChild(tracer, from, stay.id)
  tracer.completed.set(place(stay.scope, stay.element), stay.id)
}

/** An activity begins with all the tokens that have come to it. */
function gather(tracer: Tracer, event: TokensGathered): void {
  const stay = tracer.stays.get(idNumber(tracer.instanceId, event.elementInstanceId))
  if (stay === undefined) return
  stay.hasGathered = true
  stay.from = stay.arrivals.map(({ from }) => from)
  for (const from of new Set(stay.from)) addChild(tracer, from, stay.id)
}

/** A join takes the first token of each flow and leaves the rest for its next wait. */
function fire(tracer: Tracer, join: Stay): void {
  const taken: Arrival[] = []
  const left: Arrival[] = []
  for (const arrival of join.arrivals) (taken.some(({ flow }) => flow === arrival.flow) ? left : taken).push(arrival)
  join.arrivals = taken
  join.from = taken.map(({ from }) => from)
  for (const from of join.from) addChild(tracer, from, join.id)
  tracer.left.set(place(join.scope, join.element), left)
}

function end(tracer: Tracer, stay: Stay | undefined, state: 'completed' | 'terminated'): void {
  if (stay === undefined) return
  stay.state = state
  if (state === 'terminated') tracer.terminated.set(place(stay.scope, stay.element), stay.id)
  stay.endedIn = tracer.row
}

function undo(tracer: Tracer, root: number): void {
  const open = [root]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const stay = tracer.stays.get(id)
    if (stay === undefined || stay.isUndone) continue
    stay.isUndone = true
    open.push(...(tracer.children.get(id) ?? []))
  }
}
