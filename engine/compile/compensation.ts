import { CANCEL_BOUNDARY } from '#engine/kernel/run/cancel_transaction'
import { COMPENSATE_BOUNDARY } from '#engine/kernel/elements/compensate_boundary_event'
import type { CompensateThrowSettings } from '#engine/kernel/elements/compensate_throw_event'
import { definedBy, definitionsOf, type Node } from '#engine/kernel/graph'
import type { SourceElement } from '#engine/model/source_element'
import type { DraftNode } from './build_graph.js'
import type { ProcessTools } from './model_tools.js'

/** What links an activity to its handler: nodes in document order, with the elements they were read from. */
export interface CompensationParts {
  readonly process: SourceElement
  readonly nodes: readonly DraftNode[]
  readonly bySource: ReadonlyMap<SourceElement, DraftNode>
  readonly tools: ProcessTools
}

interface Found {
  readonly handlers: ReadonlyMap<Node, Node>
  readonly eventSubProcesses: ReadonlyMap<Node, Node>
  /** Containers (null = the process) from which what completed in them can be undone directly. */
  readonly triggered: ReadonlySet<Node | null>
  readonly children: ReadonlyMap<Node | null, readonly Node[]>
}

/**
 * Says of each activity how it is undone, if anything in the model can ever ask for it. Answers whether there is such an activity, or a
 * transaction that can be cancelled.
 * BPMN 2.0.2, 10.7 and 13.5.5.
 */
export function linkCompensation(parts: CompensationParts): boolean {
  if (!parts.nodes.some((node) => node.isForCompensation || definitionsOf(node as Node).some(({ kind }) => /:(compensate|cancel)$/.test(kind)))) return false
  const found: Found = {
    handlers: readHandlers(parts),
    eventSubProcesses: new Map(parts.nodes.flatMap((node) => (isCompensationSubProcess(node) && node.parent !== null ? [[node.parent, node as Node] as const] : []))),
    triggered: triggeredContainers(parts),
    children: childrenOf(parts.nodes as readonly Node[]),
  }
  let any = definedBy(parts.nodes as readonly Node[], 'endEvent:cancel') !== undefined
  for (const node of parts.nodes) {
    if (node.isForCompensation || isCompensationSubProcess(node) || !isUndoable(node as Node, found) || !isInReach(node.parent, found)) continue
    node.compensation = {
      handler: found.handlers.get(node as Node) ?? null,
      eventSubProcess: found.eventSubProcesses.get(node as Node) ?? null,
      leadsTo: leadsTo(node as Node, parts.nodes.length),
    }
    any = true
  }
  return any
}

function childrenOf(nodes: readonly Node[]): Map<Node | null, Node[]> {
  const children = new Map<Node | null, Node[]>()
  for (const node of nodes) {
    const siblings = children.get(node.parent)
    if (siblings === undefined) children.set(node.parent, [node])
    else siblings.push(node)
  }
  return children
}

function readHandlers({ process, nodes, bySource, tools }: CompensationParts): Map<Node, Node> {
  const handlers = new Map<Node, Node>()
  const sourceOf = new Map([...bySource].map(([source, node]) => [node, source]))
  const associations = [process, ...bySource.keys()].flatMap((container) => ((container.artifacts as SourceElement[] | undefined) ?? []).filter(({ $type }) => $type === 'bpmn:Association'))
  for (const event of nodes) {
    if (event.kind !== COMPENSATE_BOUNDARY || event.attachedTo === null) continue
    const source = sourceOf.get(event)
    const ends = associations.flatMap(({ sourceRef, targetRef }) => (sourceRef === source ? [targetRef] : targetRef === source ? [sourceRef] : []))
    const activities = ends.flatMap((end) => bySource.get(end as SourceElement) ?? [])
    const [handler, second] = activities.filter(({ isForCompensation, parent }) => isForCompensation && parent === event.parent)
    if (handler !== undefined && second === undefined) handlers.set(event.attachedTo, handler as Node)
    else tools.forElement(event.id).report('error', 'COMPENSATION_HANDLER', handlerMessage(event, activities))
  }
  for (const node of nodes) {
    if (node.isForCompensation && ![...handlers.values()].includes(node as Node)) {
      tools.forElement(node.id).report('warning', 'COMPENSATION_HANDLER_UNUSED', `补偿活动“${node.id}”没有与任何补偿边界事件关联，不会执行。请用关联线连接，或删去。`)
    }
    if (node.isForCompensation && node.incoming.length + node.outgoing.length > 0) {
      tools.forElement(node.id).report('error', 'COMPENSATION_HANDLER_FLOW', `补偿活动“${node.id}”不能连接顺序流，它只由补偿触发。请删去顺序流。`)
    }
  }
  return handlers
}

function handlerMessage(event: DraftNode, activities: readonly DraftNode[]): string {
  if (activities.length === 0) return `补偿边界事件“${event.id}”没有关联补偿活动。请用关联线连到一个标为补偿（isForCompensation）的活动。`
  if (activities.length > 1) return `补偿边界事件“${event.id}”关联了多个活动，无法决定用哪一个撤销。请只留一条关联线。`
  return `补偿边界事件“${event.id}”关联的“${activities[0]?.id ?? ''}”应是同一层中标为补偿（isForCompensation）的活动，实际不是。请更正。`
}

const isCompensationSubProcess = (node: DraftNode): boolean => node.kind === 'eventSubProcess' && node.starts.some(({ kind }) => kind === 'startEvent:compensate')

/** A throw event sees its own container, from inside an event sub-process the one around it too; a cancel end event undoes its transaction. */
function triggeredContainers({ nodes, tools }: CompensationParts): Set<Node | null> {
  const byId = new Map(nodes.map((node) => [node.id, node as Node]))
  const triggered = new Set<Node | null>()
  for (const node of (nodes as readonly Node[]).flatMap(definitionsOf)) {
    if (node.kind === 'intermediateThrowEvent:compensate' || node.kind === 'endEvent:compensate') {
      const inSight = containersInSight(node)
      for (const container of inSight) triggered.add(container)
      checkActivity(node, byId, inSight, tools)
    } else if (node.kind === 'endEvent:cancel') {
      let at = node.parent
      while (at !== null && at.type !== 'transaction') at = at.parent
      if (at !== null && definedBy(at.boundaries, CANCEL_BOUNDARY) !== undefined) triggered.add(at)
    }
  }
  return triggered
}

function containersInSight(node: Node): (Node | null)[] {
  const { activityId } = node.settings as CompensateThrowSettings
  const around: (Node | null)[] = []
  let isDirect = true
  for (let at = node.parent; ; at = at.parent) {
    if (isDirect || at?.id === activityId) around.push(at)
    if (at === null) return around
    isDirect &&= at.kind === 'eventSubProcess'
  }
}

function checkActivity(thrower: Node, byId: ReadonlyMap<string, Node>, inSight: readonly (Node | null)[], tools: ProcessTools): void {
  const { activityId } = thrower.settings as CompensateThrowSettings
  const activity = activityId === null ? null : byId.get(activityId)
  if (activity === null) return
  const { report } = tools.forElement(thrower.id)
  if (activity === undefined) {
    report('error', 'COMPENSATION_ACTIVITY', `补偿事件“${thrower.id}”要撤销的活动“${activityId ?? ''}”不在本流程中。请重新选择。`)
  } else if (!inSight.includes(activity.parent) && !inSight.includes(activity)) {
    report('error', 'COMPENSATION_ACTIVITY', `补偿事件“${thrower.id}”看不到要撤销的活动“${activity.id}”：它应在同一层，或在补偿事件所处事件子流程的外一层。请移动补偿事件，或改为撤销其外层子流程。`)
  }
}

function isUndoable(node: Node, found: Found): boolean {
  if (found.handlers.has(node) || found.eventSubProcesses.has(node)) return true
  return !isCompensationSubProcess(node as DraftNode) && (found.children.get(node) ?? []).some((child) => !child.isForCompensation && isUndoable(child, found))
}

/** Whether anything can ask for what completed in this container: an event in sight of it, or its own compensation as a whole. */
function isInReach(container: Node | null, found: Found): boolean {
  if (found.triggered.has(container)) return true
  if (container === null || isCompensationSubProcess(container as DraftNode) || found.handlers.has(container) || found.eventSubProcesses.has(container)) return false
  return isInReach(container.parent, found)
}

function leadsTo(from: Node, size: number): Uint8Array {
  const reached = new Uint8Array(size)
  const open = [from]
  while (open.length > 0) {
    const node = open.pop() as Node
    for (const next of [...node.outgoing.map(({ target }) => target), ...node.boundaries, ...(node.linkedTo === null ? [] : [node.linkedTo])]) {
      if (reached[next.index] === 1) continue
      reached[next.index] = 1
      open.push(next)
    }
  }
  return reached
}
