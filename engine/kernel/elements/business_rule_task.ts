import type { CompiledExpression } from '#engine/expressions/expression'
import type { SourceElement } from '#engine/model/source_element'
import type { Node } from '../graph.js'
import { evaluateText, STOPPED } from '../run/evaluate.js'
import { elementText, raiseIncident } from '../run/incidents.js'
import { emit, idOf, type Run } from '../run/run.js'
import { mergeInto, setVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import type { Binding } from '#engine/model/binding'
import { bindingText, compileBinding } from './binding.js'
import { isResultMapping, mapResult, type ResultMapping } from './decision_result.js'
import { defineElement, type CompileTools, type Progress, type Work } from './element.js'
import { createJob } from './job.js'

export interface BusinessRuleTaskSettings {
  /** Work for a worker instead of a decision. */
  readonly work: Work | null
  readonly decision: DecisionCall | null
}

export interface DecisionCall {
  readonly decisionId: CompiledExpression
  readonly binding: Binding
  readonly mapping: ResultMapping
  /** null: each output becomes a variable (`outputs`), or the result is for the output parameters alone. */
  readonly resultVariable: string | null
}

/** Where the result stands for output parameters when no variable takes it (as in Camunda 7). */
export const DECISION_RESULT = 'decisionResult'

/** Business rule task: a DMN decision of the package, or a job like a service task. BPMN 2.0.2, 13.3.3. */
export const businessRuleTask = defineElement<BusinessRuleTaskSettings>({
  kind: 'businessRuleTask',
  rests: true,
  compile(source, tools) {
    const decision = compileCall(source, tools)
    const work = tools.work(source, decision === null)
    if (decision !== null && work !== null) tools.report('error', 'WORK_TWICE', '同时写了决策和工作主题。请只保留一个。')
    if (decision === null && work === null) {
      tools.report('error', 'DECISION_MISSING', '业务规则任务没有说明用哪个决策。请填写 camunda:decisionRef（决策编号），或用 camunda:topic 交给外部工作者。')
    }
    return { work, decision }
  },
  check(node, { decision }, tools) {
    if (decision === null || decision.resultVariable !== null || decision.mapping === 'outputs' || node.outputs.length > 0) return
    tools.report('warning', 'DECISION_RESULT_UNUSED', '决策结果没有去处。请填写 camunda:resultVariable，或加输出参数。')
  },
  enter(run, record, node, { work, decision }) {
    if (decision !== null) return decide(run, record, node, decision)
    return work === null ? 'done' : createJob(run, record, work)
  },
})

function compileCall(source: SourceElement, tools: CompileTools): DecisionCall | null {
  const zeebe = tools.extensions(source, 'calledDecision')[0] as Record<string, string | undefined> | undefined
  const flowable = flowableTable(source, tools)
  const id = (tools.attribute(source, 'decisionRef') ?? zeebe?.decisionId ?? flowable)?.trim()
  if (id === undefined || id === '') return null
  const decisionId = tools.value(id, '决策编号')
  if (decisionId === null) return null
  const binding = compileBinding(source, { binding: 'decisionRefBinding', version: 'decisionRefVersion', versionTag: 'decisionRefVersionTag', child: 'calledDecision' }, tools)
  if (decisionId.dialect === 'literal') tools.needsDecision(id)
  const written = tools.attribute(source, 'mapDecisionResult')
  if (written !== undefined && !isResultMapping(written)) {
    tools.report('error', 'DECISION_MAPPING', `决策结果的取法“${written}”不受支持。请用 singleEntry、singleResult、collectEntries 或 resultList。`)
  }
  const usual: ResultMapping = zeebe !== undefined ? 'value' : flowable !== undefined ? 'outputs' : 'resultList'
  const resultVariable = tools.attribute(source, 'resultVariable') ?? zeebe?.resultVariable ?? null
  const mapping = written !== undefined && isResultMapping(written) ? written : usual
  return { decisionId, binding, resultVariable, mapping: mapping === 'outputs' && resultVariable !== null ? 'value' : mapping }
}

/** Flowable writes the table's key as an injected field. */
function flowableTable(source: SourceElement, tools: CompileTools): string | undefined {
  const field = tools.extensions(source, 'field').find(({ name }) => name === 'decisionTableReferenceKey')
  const child = field?.$children?.find(({ $type }) => /:(string|expression)$/.test($type))
  return child?.$body ?? (field?.stringValue as string | undefined) ?? (field?.expression as string | undefined) ?? tools.attribute(source, 'decisionTableReferenceKey')
}

function decide(run: Run, record: Activation, node: Node, call: DecisionCall): Progress {
  const decisionId = evaluateText(run, record, call.decisionId, '决策编号')
  if (decisionId === STOPPED) return 'stopped'
  const { definitionId } = run.draft.state
  const decision = run.context.decisions.resolve(decisionId ?? '', definitionId, call.binding)
  if (decision === undefined) {
    run.lookups.push({ kind: 'decision', decisionId: decisionId ?? '', callerDefinitionId: definitionId, binding: call.binding })
    return 'waiting'
  }
  if (decision === null) {
    return stop(run, record, 'DECISION_NOT_FOUND', `${elementText(node)}要用的决策“${decisionId ?? ''}”（${bindingText(call.binding)}）不存在。请先发布该决策，再重试。`)
  }
  run.viewpoint = record.id
  const outcome = decision.evaluate(run.evaluation.lookup, run.context.nowMs)
  if (!outcome.ok) return stop(run, record, 'DECISION_FAILED', `${elementText(node)}无法决策：${outcome.error.message}`)
  const mapped = mapResult(outcome, call.mapping)
  if (!mapped.ok) return stop(run, record, 'DECISION_FAILED', `${elementText(node)}无法取决策结果：${mapped.message}`)
  const values = call.mapping === 'outputs' ? (mapped.value as Record<string, unknown>) : { [call.resultVariable ?? DECISION_RESULT]: mapped.value }
  emit(run, {
    type: 'DecisionEvaluated',
    elementInstanceId: idOf(run, record.id),
    elementId: node.id,
    decisionId: decisionId ?? '',
    decisionName: decision.name,
    packageId: decision.packageId,
    values,
    steps: outcome.steps,
    atMs: run.context.nowMs,
  })
  if (call.resultVariable !== null || call.mapping === 'outputs') setVariables(run, record.id, values)
  else if (node.outputs.length > 0) mergeInto(run, record.id, values)
  return 'done'
}

function stop(run: Run, record: Activation, code: string, message: string): Progress {
  raiseIncident(run, record, code, message, 'enter')
  return 'stopped'
}
