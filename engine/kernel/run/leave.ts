import type { Flow, MultiInstance, Node } from '../graph.js'
import { closeAdHoc, judgeAdHoc } from './ad_hoc.js'
import { finishCompensated, isRevived, keptBy } from './completed_activities.js'
import type { Activation, MovedToken, MultiInstanceState } from '../state.js'
import { fireConditions } from './conditions.js'
import { evaluateMappings, evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { decideVote } from './countersign.js'
import { throwInstanceEvents } from './instance_events.js'
import { elementText } from './incidents.js'
import { collect, handOut, pushInstance } from './multi_instance.js'
import { conditionalFlows } from './routes.js'
import { candidatesOf } from './candidates.js'
import { sendCopies } from './send_copies.js'
import { placeToken } from './place_token.js'
import { elementOf, emit, findActivation, idOf, nodeById, nodeOf, touch, type Run } from './run.js'
import { setVariables } from './variables.js'
import { terminateInside } from './terminate.js'
import { releaseWaits } from './waits.js'

/** The work of an activation is done: its results are mapped outwards and its token goes on, or stands still with an incident. Work that was skipped has no results. */
export function leave(run: Run, activation: Activation, work: 'done' | 'skipped' = 'done'): void {
  if (run.conditions !== null && isTakenAway(run, activation)) return
  const record = findActivation(run, activation.id) ?? activation
  const node = nodeOf(run, record)
  if (isRevived(record, node)) {
    finishCompensated(run, record, node)
    return
  }
  if (node.parts.length > 0 && elementOf(run, node).goOn?.(run, record, node) === 'stays') return
  if (node.outputs.length > 0 && record.multi === undefined && work === 'done') {
    const values = evaluateMappings(run, record, node.outputs, '输出参数', 'leave')
    if (values === STOPPED) return
    setVariables(run, record.scope, values)
    if (run.conditions !== null && isTakenAway(run, record)) return
  }
  if (record.loop !== undefined) {
    finishInstance(run, record, node)
    return
  }
  const copies = node.copyTo === null ? null : candidatesOf(run, record, node.copyTo, 'leave')
  if (copies === STOPPED) return
  if (copies !== null) sendCopies(run, copies.flatMap((principal) => run.context.directory.membersOf(principal)), { taskId: null, elementId: node.id, by: null, opinion: null })
  if (record.moved?.backTo !== undefined) {
    goBack(run, record, node, record.moved.backTo)
    return
  }
  const verdict = node.parent?.type === 'adHocSubProcess' ? judgeAdHoc(run, record, node) : 'open'
  if (verdict === STOPPED) return
  const flows = verdict === 'open' ? chooseFlows(run, record, node) : NO_FLOWS
  if (flows === STOPPED) return
  complete(run, record, node)
  if (verdict !== 'open') {
    const scope = findActivation(run, record.scope) as Activation
    if (closeAdHoc(run, scope, verdict)) leave(run, scope)
    return
  }
  const taken = node.completionQuantity === 1 ? flows : eachOften(run, flows, node.completionQuantity)
  for (const flow of taken) emit(run, { type: 'SequenceFlowTaken', flowId: flow.id, scopeId: idOf(run, record.scope) })
  sendOn(run, record, taken)
}

/** Several tokens on each flow (`completionQuantity`); those beyond the usual one count against the step's budget, so that no loop breeds without end. */
function eachOften(run: Run, flows: readonly Flow[], quantity: number): readonly Flow[] {
  run.activations += flows.length * (quantity - 1)
  return flows.flatMap((flow) => Array.from({ length: quantity }, () => flow))
}

const NO_FLOWS: readonly Flow[] = []

/** 退回后直接回到我: the token does not take the flows but goes where it was returned from. */
function goBack(run: Run, record: Activation, node: Node, { path: [first, ...path], assignee, comesFrom }: NonNullable<MovedToken['backTo']>): void {
  complete(run, record, node)
  const moved: MovedToken = { ...(assignee !== null && { assignee }), ...(path.length > 0 && { path }) }
  placeToken(run, { node: nodeById(run, first as string), scope: record.scope, comesFrom, lastOutcome: record.lastOutcome, moved })
}

/** Whether what an activation has written lets a condition end it, or the scope around it, before it can leave. A join writes nothing. */
function isTakenAway(run: Run, record: Activation): boolean {
  return record.arrived === undefined && fireConditions(run, record.id) && findActivation(run, record.id) === undefined
}

/** Closes what the activation still holds and notes that it has completed. */
export function complete(run: Run, record: Activation, node: Node): void {
  releaseWaits(run, record.id, '活动已完成')
  const { nowMs } = run.context
  const scopeId = idOf(run, record.scope)
  const compensation = node.compensation === null ? undefined : keptBy(run, record, node)
  emit(run, { type: 'ElementCompleted', elementInstanceId: idOf(run, record.id), elementId: node.id, elementType: node.type, scopeId, compensation })
  if (record.loop !== undefined) return
  if (node.lifecycleEvent !== null) emit(run, { type: 'LifecycleEventEmitted', elementId: node.id, name: node.lifecycleEvent, atMs: nowMs })
  if (node.document !== null) emit(run, { type: 'DocumentRequested', elementId: node.id, template: node.document.template, register: node.document.register, atMs: nowMs })
}

function chooseFlows(run: Run, record: Activation, node: Node): readonly Flow[] | Stopped {
  const { route } = elementOf(run, node)
  if (route !== undefined) return route(run, record, node)
  return node.hasConditions || node.defaultFlow !== null ? conditionalFlows(run, record, node) : node.outgoing
}

/** One token per flow; the first in document order moves first. Without a flow the token dies. */
export function sendOn(run: Run, record: Activation, flows: readonly Flow[]): void {
  const { scope, lastOutcome } = record
  if (flows.length === 0) touch(run, scope)
  for (let i = flows.length - 1; i >= 0; i--) {
    const flow = flows[i] as Flow
    run.stack.push({ node: flow.target, scope, flow, loop: undefined, variables: undefined, lastOutcome })
  }
}

/** One instance of a body is done: the body ends, goes on with the next one, or waits for the others. */
function finishInstance(run: Run, record: Activation, node: Node): void {
  const multi = node.multiInstance as MultiInstance
  if (collect(run, record, node, multi) === STOPPED) return
  complete(run, record, node)
  continueBody(run, findActivation(run, record.scope) as Activation, node, multi)
}

/** Looks at a body after one of its instances has ended; also what a retry does after its condition could not be evaluated. */
export function continueBody(run: Run, body: Activation, node: Node, multi: MultiInstance): void {
  if (multi.events.length > 0 && !throwInstanceEvents(run, body, node, multi)) return
  const counters = body.multi as MultiInstanceState
  const isOver = isBodyOver(run, body, node, multi)
  if (isOver === STOPPED) return
  if (isOver) {
    terminateInside(run, body.id, '会签已有结果，无需再办')
    handOut(run, body, multi)
    leave(run, body)
  } else if (multi.isSequential && counters.created === counters.completed + (counters.removed ?? 0)) pushInstance(run, body, node, multi, counters.created, counters.items?.[0])
}

/** Looks again at a body whose events have been heard. True = there was one. */
export function goOnWithBody(run: Run): boolean {
  const id = run.bodies.shift()
  if (id === undefined) return false
  const body = findActivation(run, id)
  const node = body === undefined ? undefined : nodeOf(run, body)
  if (body !== undefined && node?.multiInstance) continueBody(run, body, node, node.multiInstance)
  return true
}

function isBodyOver(run: Run, body: Activation, node: Node, { completionCondition, countersign, loop }: MultiInstance): boolean | Stopped {
  const { completed, total, removed = 0 } = body.multi as MultiInstanceState
  if (completionCondition !== null) {
    const isDone = evaluateTruth(run, body, completionCondition, `${elementText(node)}的完成条件`)
    if (isDone !== false) return isDone
  }
  if (countersign !== null) return decideVote(run, body, node, countersign)
  if (completed === total - removed) return true
  if (loop === null || loop.condition === null) return false
  const goesOn = evaluateTruth(run, body, loop.condition, `${elementText(node)}的循环条件`)
  return goesOn === STOPPED ? STOPPED : !goesOn
}
