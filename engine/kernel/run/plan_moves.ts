import { isDefinedAlike, type Flow, type Graph, type Node } from '../graph.js'
import type { MigrationProblem } from '../migration.js'
import type { Activation, InstanceState } from '../state.js'
import { elementText } from './incidents.js'

/** Where each living element goes on, or why it cannot. */
export interface PlannedMoves {
  /** Target of each element that something rests at or waits for, by its present id. */
  readonly nodes: ReadonlyMap<string, Node>
  /** Ids of elements and flows that change, by the present one. */
  readonly renamed: Readonly<Record<string, string>>
  readonly problems: readonly MigrationProblem[]
}

interface Planning {
  readonly from: Graph
  readonly to: Graph
  readonly mapping: Readonly<Record<string, string>>
  readonly nodes: Map<string, Node>
  readonly renamed: Record<string, string>
  readonly problems: MigrationProblem[]
}

/** Plans the move of a state from one graph to another: every place that is alive needs one of the same kind in the same surroundings. */
export function planMoves(state: InstanceState, from: Graph, to: Graph, mapping: Readonly<Record<string, string>>): PlannedMoves {
  const planning: Planning = { from, to, mapping, nodes: new Map(), renamed: {}, problems: [] }
  const { active, parked } = state.tokens
  for (const elementId of new Set([...active, ...parked].map(({ element }) => element))) moveElement(planning, elementId)
  for (const record of active) for (const { flow } of record.arrived ?? []) moveFlow(planning, record, flow)
  for (const { flow } of parked) if (flow !== null) renameFlow(planning, flow)
  return planning
}

const targetId = (mapping: Readonly<Record<string, string>>, id: string): string => (Object.hasOwn(mapping, id) ? (mapping[id] as string) : id)

function moveElement(planning: Planning, elementId: string): void {
  const { from, to, mapping, nodes, renamed } = planning
  const source = from.nodesById.get(elementId)
  if (source === undefined || nodes.has(elementId)) return
  const target = to.nodesById.get(targetId(mapping, elementId))
  const problem = target === undefined ? noTarget(source) : (otherKind(source, target) ?? otherScope(planning, source, target))
  if (problem !== null || target === undefined) {
    if (problem !== null) planning.problems.push(problem)
    return
  }
  nodes.set(elementId, target)
  if (target.id !== elementId) renamed[elementId] = target.id
}

const noTarget = (source: Node): MigrationProblem => ({
  elementId: source.id, code: 'NO_TARGET', message: `${elementText(source)}在新版本中没有对应的环节。请在对应关系中指定一个。`,
})

function otherKind(source: Node, target: Node): MigrationProblem | null {
  if (isDefinedAlike(source, target) && (source.join === 'quantity') !== (target.join === 'quantity')) {
    return { elementId: source.id, code: 'OTHER_KIND', message: `${elementText(source)}要 ${source.startQuantity} 个令牌才开始，新版本的${elementText(target)}要 ${target.startQuantity} 个，不能对应。请另选环节，或等其办完。` }
  }
  if (!isDefinedAlike(source, target) || source.join !== target.join) {
    return { elementId: source.id, code: 'OTHER_KIND', message: `${elementText(source)}是 ${source.kind}，新版本的${elementText(target)}是 ${target.kind}，不能对应。请另选环节。` }
  }
  const loops = [source, target].map(({ multiInstance }) => (multiInstance === null ? '单人' : multiInstance.isSequential ? '依次' : '并行'))
  if (loops[0] === loops[1]) return null
  return { elementId: source.id, code: 'OTHER_LOOP', message: `${elementText(source)}是${loops[0]}办理，新版本的${elementText(target)}是${loops[1]}办理，不能对应。请另选环节，或等其办完。` }
}

/** A scope that holds something alive has to hold it in the target, too. */
function otherScope(planning: Planning, source: Node, target: Node): MigrationProblem | null {
  const { parent } = source
  if (parent !== null) moveElement(planning, parent.id)
  const expected = parent === null ? null : (planning.nodes.get(parent.id) ?? null)
  if (expected === target.parent && (parent === null) === (target.parent === null)) return null
  const where = (node: Node | null) => (node === null ? '流程本身' : `子流程${elementText(node)}`)
  return { elementId: source.id, code: 'OTHER_SCOPE', message: `${elementText(source)}在${where(parent)}之内，新版本的${elementText(target)}在${where(target.parent)}之内，不能对应。请另选环节。` }
}

/** A token that waits at a join has come by a flow: the target's join needs that flow. */
function moveFlow(planning: Planning, record: Activation, flowId: string): void {
  const join = planning.nodes.get(record.element)
  if (join === undefined) return
  const id = targetId(planning.mapping, flowId)
  if (join.incoming.some((flow: Flow) => flow.id === id)) {
    if (id !== flowId) planning.renamed[flowId] = id
    return
  }
  planning.problems.push({
    elementId: record.element, code: 'NO_TARGET_FLOW',
    message: `汇合处${elementText(join)}已有从“${flowId}”到达的分支，新版本中它没有这条入口。请在对应关系中为该顺序流指定一条。`,
  })
}

function renameFlow({ to, mapping, renamed }: Planning, flowId: string): void {
  const id = targetId(mapping, flowId)
  if (id !== flowId && to.flowsById.has(id)) renamed[flowId] = id
}
