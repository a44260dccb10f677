import type { CompiledExpression } from '#engine/expressions/expression'
import type { Variables } from '../commands.js'
import { evaluateMappings, evaluateText, STOPPED, type Stopped } from '../run/evaluate.js'
import { elementText, raiseIncident } from '../run/incidents.js'
import { calledId } from '../ids.js'
import { emit, idOf, nextNumber, type Run } from '../run/run.js'
import { mergeInto, setVariables, visibleVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import type { Binding } from '#engine/model/binding'
import { bindingText, compileBinding } from './binding.js'
import { defineElement, type Progress, type VariableMappings } from './element.js'
import type { Node } from '../graph.js'

/** Deepest chain of calls: an endless recursion ends here as an incident of the caller. */
export const MAX_CALL_DEPTH = 100

export interface CallActivitySettings {
  readonly calledElement: CompiledExpression | null
  readonly binding: Binding
  readonly into: VariableMappings
  readonly outOf: VariableMappings
}

const BINDING = { binding: 'calledElementBinding', version: 'calledElementVersion', versionTag: 'calledElementVersionTag', child: 'calledElement' }

/** Call activity: another process runs as an instance of its own; nothing is handed over but what is mapped. BPMN 2.0.2, 13.3.4. */
export const callActivity = defineElement<CallActivitySettings>({
  kind: 'callActivity',
  rests: true,
  compile(source, tools) {
    const text = (source.calledElement as string | undefined) ?? (tools.extensions(source, 'calledElement')[0]?.processId as string | undefined)
    if (text === undefined || text === '') tools.report('error', 'CALL_WITHOUT_TARGET', '调用活动没有写明调用哪个流程。请填写 calledElement。')
    const calledElement = text === undefined || text === '' ? null : tools.value(text, '被调用流程')
    if (calledElement?.dialect === 'literal') tools.needsCalledElement(calledElement.source)
    return {
      calledElement,
      binding: compileBinding(source, BINDING, tools),
      into: tools.variableMappings(source, 'in'),
      outOf: tools.variableMappings(source, 'out'),
    }
  },
  enter: call,
})

function call(run: Run, record: Activation, node: Node, settings: CallActivitySettings): Progress {
  if (settings.calledElement === null) return 'done'
  const calledElement = evaluateText(run, record, settings.calledElement, '被调用流程')
  if (calledElement === STOPPED) return 'stopped'
  const { state } = run.draft
  const depth = (state.caller?.depth ?? 0) + 1
  if (depth > MAX_CALL_DEPTH) {
    return stop(run, record, 'CALL_DEPTH', `${elementText(node)}的调用层数超过 ${MAX_CALL_DEPTH}，多半是流程无止境地调用自己。请检查模型，或终止此流程。`)
  }
  const found = run.context.definitions.resolve(calledElement ?? '', state.definitionId, settings.binding)
  if (found === undefined) {
    run.lookups.push({ kind: 'definition', calledElement: calledElement ?? '', callerDefinitionId: state.definitionId, binding: settings.binding })
    return 'waiting'
  }
  if (found === null) return stop(run, record, 'CALLED_ELEMENT_NOT_FOUND', `${elementText(node)}要调用的流程“${calledElement ?? ''}”（${bindingText(settings.binding)}）不存在。请先部署该流程，再重试。`)
  const handed = handedOver(run, record, settings.into)
  if (handed === STOPPED) return 'stopped'
  const callNumber = nextNumber(run)
  const calledInstanceId = calledId(run.instanceId, callNumber)
  emit(run, {
    type: 'CallRequested',
    elementInstanceId: idOf(run, record.id),
    elementId: node.id,
    calledInstanceId,
    calledDefinitionId: found.definitionId,
    callNumber,
  })
  run.effects.push({
    type: 'SendCommand',
    instanceId: calledInstanceId,
    command: {
      type: 'StartInstance',
      instanceId: calledInstanceId,
      definitionId: found.definitionId,
      startElementId: null,
      variables: handed.variables,
      businessKey: handed.businessKey,
      title: state.title,
      starter: state.starter,
      caller: { instanceId: run.instanceId, elementInstanceId: idOf(run, record.id), depth },
    },
  })
  return 'waiting'
}

function stop(run: Run, record: Activation, code: string, message: string): Progress {
  raiseIncident(run, record, code, message, 'enter')
  return 'stopped'
}

function handedOver(run: Run, record: Activation, into: VariableMappings): { variables: Variables; businessKey: string | null } | Stopped {
  const mapped = evaluateMappings(run, record, into.mappings, '传入变量', 'enter')
  if (mapped === STOPPED) return STOPPED
  const businessKey = into.businessKey === null ? null : evaluateText(run, record, into.businessKey, '业务键')
  if (businessKey === STOPPED) return STOPPED
  const variables: Variables = into.all ? { ...visibleVariables(run, record), ...mapped } : mapped
  // what was answered here stays here: the called instance keeps its own record of answers
  delete variables.tasks
  return { variables, businessKey }
}

/** Takes over what the called instance has left, seen from the call's own scope. False: a mapping failed, and an incident says so. */
export function takeResult(run: Run, record: Activation, node: Node, result: Variables): boolean {
  const values = mapResult(run, node, result)
  if ('failed' in values) {
    raiseIncident(run, record, 'EXPRESSION_ERROR', values.failed, 'work')
    return false
  }
  keepResult(run, record, node, values.values)
  return true
}

/** Takes over what a called instance has so far, while it goes on: what cannot be mapped yet is left for its end. */
export function takeInterimResult(run: Run, record: Activation, node: Node, result: Variables): void {
  const values = mapResult(run, node, result)
  if ('values' in values) keepResult(run, record, node, values.values)
}

function keepResult(run: Run, record: Activation, node: Node, values: Variables): void {
  if (record.variables === undefined && node.outputs.length > 0) mergeInto(run, record.id, values)
  else setVariables(run, record.id, values)
}

/** The source of each mapping is a variable of the called instance. */
function mapResult(run: Run, node: Node, result: Variables): { values: Variables } | { failed: string } {
  const { outOf } = node.settings as CallActivitySettings
  const values: Variables = outOf.all ? { ...result } : {}
  const inside = { lookup: (name: string) => (Object.hasOwn(result, name) ? result[name] : undefined), nowMs: run.context.nowMs }
  for (const mapping of outOf.mappings) {
    const evaluated = mapping.value.evaluate(inside)
    if (!evaluated.ok) return { failed: `传出变量“${mapping.name}”无法计算：${evaluated.error.message}请更正后重试。` }
    values[mapping.name] = evaluated.value
  }
  delete values.tasks
  return { values }
}
