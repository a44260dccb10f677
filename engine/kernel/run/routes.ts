import type { Flow, Node } from '../graph.js'
import type { Activation, IncidentStage } from '../state.js'
import { evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { elementText, raiseIncident } from './incidents.js'
import type { Run } from './run.js'

/** Every flow without condition, every one whose condition holds; the default only when no condition holds. */
export function conditionalFlows(run: Run, record: Activation, node: Node): readonly Flow[] | Stopped {
  const taken: Flow[] = []
  for (const flow of node.outgoing) {
    if (flow === node.defaultFlow) continue
    const holds = flow.condition === null || evaluateTruth(run, record, flow.condition, flowText(flow))
    if (holds === STOPPED) return STOPPED
    if (holds) taken.push(flow)
  }
  if (node.defaultFlow !== null && !taken.some((flow) => flow.condition !== null)) taken.push(node.defaultFlow)
  return taken.length > 0 || node.outgoing.length === 0 ? taken : noFlowTrue(run, record, node)
}

/** The first flow in document order without condition or whose condition holds, else the default. */
export function firstTrueFlow(run: Run, record: Activation, node: Node): readonly Flow[] | Stopped {
  for (const flow of node.outgoing) {
    if (flow === node.defaultFlow) continue
    const holds = flow.condition === null || evaluateTruth(run, record, flow.condition, flowText(flow))
    if (holds === STOPPED) return STOPPED
    if (holds) return [flow]
  }
  if (node.defaultFlow !== null) return [node.defaultFlow]
  return node.outgoing.length === 0 ? node.outgoing : noFlowTrue(run, record, node)
}

function flowText(flow: Flow): string {
  return `顺序流“${flow.id}”`
}

/** Prints each condition and the names that nobody had set. */
export function noFlowTrue(run: Run, record: Activation, node: Node, stage: IncidentStage = 'leave'): Stopped {
  const unset = new Set<string>()
  const conditions = node.outgoing.flatMap((flow) => {
    if (flow.condition === null) return []
    run.viewpoint = record.id
    for (const name of flow.condition.evaluate(run.evaluation).unsetNames) unset.add(name)
    return [`${flow.id}：${flow.condition.source}`]
  })
  const names = unset.size === 0 ? '' : `未赋值的变量：${[...unset].join('、')}。`
  const message = `${elementText(node)}没有一条出路的条件成立，也没有默认流（${conditions.join('；')}）。${names}请更正数据后重试，或在模型中设置默认流。`
  raiseIncident(run, record, 'NO_FLOW_TRUE', message, stage)
  return STOPPED
}
