import type { CompiledExpression, EvaluationContext } from '#engine/expressions/expression'
import type { Flow, Node } from '../graph.js'
import type { Activation, ArrivedTokens } from '../state.js'
import { evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { elementText } from './incidents.js'
import { complete, sendOn } from './leave.js'
import { noFlowTrue } from './routes.js'
import { emit, findActivation, idOf, touch, type Run } from './run.js'

export interface ComplexGatewaySettings {
  /** null = the first token is enough. */
  readonly activationCondition: CompiledExpression | null
}

/** Whether a complex gateway has begun and waits for the rest of its tokens. */
export const waitsForReset = (record: Activation): boolean => record.consumed !== undefined

/**
 * A gateway that waits for its start looks at its activation condition; when it holds, one token of each filled flow is consumed and the
 * outgoing conditions say where tokens go. BPMN 2.0.2, 13.4.5. True = something moved.
 */
export function startComplexJoin(run: Run, record: Activation, node: Node): boolean {
  const { activationCondition } = node.settings as ComplexGatewaySettings
  const context = contextOf(run, record, node)
  const holds = activationCondition === null || evaluateTruth(run, record, activationCondition, `${elementText(node)}的启动条件`, 'enter', context)
  if (holds === STOPPED || !holds) return false
  const flows = flowsAtStart(run, record, node, context)
  if (flows === STOPPED) return false
  run.activations++
  const consumed = (record.arrived ?? []).map(({ flow }) => flow)
  emit(run, { type: 'ComplexGatewayStarted', elementInstanceId: idOf(run, record.id), elementId: node.id, consumed })
  takeFlows(run, record, flows)
  return true
}

/**
 * Consumes what has come since on the other flows; conditions decide again, seen with `waitingForStart` false. A flow without condition got
 * its token at the start. Answers the tokens left over for the next start, or stopped.
 */
export function resetComplexJoin(run: Run, record: Activation, node: Node): ArrivedTokens[] | Stopped {
  const context = contextOf(run, record, node)
  const flows = conditionalTrue(run, record, node, context)
  if (flows === STOPPED) return STOPPED
  run.activations++
  const { consumed = [], arrived = [] } = record
  const left = arrived.map(({ flow, count }) => ({ flow, count: consumed.includes(flow) ? count : count - 1 })).filter(({ count }) => count > 0)
  complete(run, record, node)
  takeFlows(run, record, flows.length === 0 && node.defaultFlow !== null && node.hasConditions ? [node.defaultFlow] : flows)
  return left
}

function flowsAtStart(run: Run, record: Activation, node: Node, context: EvaluationContext): readonly Flow[] | Stopped {
  const chosen = conditionalTrue(run, record, node, context)
  if (chosen === STOPPED) return STOPPED
  const flows = node.outgoing.filter((flow) => chosen.includes(flow) || (flow.condition === null && flow !== node.defaultFlow))
  if (chosen.length === 0 && node.defaultFlow !== null) flows.push(node.defaultFlow)
  return flows.length > 0 || node.outgoing.length === 0 ? flows : noFlowTrue(run, record, node, 'enter')
}

function conditionalTrue(run: Run, record: Activation, node: Node, context: EvaluationContext): Flow[] | Stopped {
  const chosen: Flow[] = []
  for (const flow of node.outgoing) {
    if (flow.condition === null || flow === node.defaultFlow) continue
    const holds = evaluateTruth(run, record, flow.condition, `顺序流“${flow.id}”`, 'enter', context)
    if (holds === STOPPED) return STOPPED
    if (holds) chosen.push(flow)
  }
  return chosen
}

function takeFlows(run: Run, record: Activation, flows: readonly Flow[]): void {
  const scopeId = idOf(run, record.scope)
  for (const flow of flows) emit(run, { type: 'SequenceFlowTaken', flowId: flow.id, scopeId })
  sendOn(run, findActivation(run, record.id) ?? record, flows)
  touch(run, record.scope)
}

/**
 * What conditions of the gateway can ask: `waitingForStart`, `activationCount` (tokens that have come and are not consumed), the same for
 * each incoming flow under the flow's id and in `activationCounts`, and all variables.
 */
function contextOf(run: Run, record: Activation, node: Node): EvaluationContext {
  const counts = Object.fromEntries(node.incoming.map(({ id }) => [id, record.arrived?.find(({ flow }) => flow === id)?.count ?? 0]))
  return contextWith(run, counts, !waitsForReset(record))
}

/** Whether a gateway that waits for its start could begin with so many tokens on its flows, as the data stand. */
export function couldStart(run: Run, scope: number, node: Node, counts: Readonly<Record<string, number>>): boolean {
  const { activationCondition } = node.settings as ComplexGatewaySettings
  if (activationCondition === null) return Object.values(counts).some((count) => count > 0)
  run.viewpoint = scope
  const result = activationCondition.evaluate(contextWith(run, counts, true))
  return result.ok && result.value === true
}

function contextWith(run: Run, counts: Readonly<Record<string, number>>, waitingForStart: boolean): EvaluationContext {
  const names: Record<string, unknown> = {
    ...counts,
    activationCounts: counts,
    activationCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
    waitingForStart,
  }
  const { evaluation } = run
  return { lookup: (name) => (Object.hasOwn(names, name) ? names[name] : evaluation.lookup(name)), nowMs: evaluation.nowMs }
}
