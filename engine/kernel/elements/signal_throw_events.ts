import { evaluateMappings, STOPPED } from '../run/evaluate.js'
import { elementText, raiseIncident } from '../run/incidents.js'
import { emit, idOf, type Run } from '../run/run.js'
import { visibleVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import type { Node } from '../graph.js'
import { defineElement, type ElementDefinition, type Progress, type VariableMappings } from './element.js'
import { definitionOf } from './event_source.js'
import { signalName, type SignalSettings } from './signal_wait.js'

/** Longest chain of signals, each thrown because of the one before: processes that call each other up without end stop here, as an incident. */
const MAX_SIGNAL_CHAIN = 100

interface SignalThrowSettings extends SignalSettings {
  /** `camunda:in` of the event definition. */
  readonly content: VariableMappings
}

const signalThrow = (kind: string): ElementDefinition =>
  defineElement<SignalThrowSettings>({
    kind,
    rests: false,
    compile(source, tools) {
      const definition = definitionOf(source)
      return { signal: tools.signal(definition), content: tools.variableMappings(definition, 'in') }
    },
    enter: throwSignal,
  })

/** Tells everybody: what waits for it in this instance is reached by a command of its own, like any other. Content: own input parameters and `camunda:in`. */
function throwSignal(run: Run, record: Activation, node: Node, { signal, content }: SignalThrowSettings): Progress {
  if (signal === null) return 'done'
  const chain = run.chain + 1
  if (chain > MAX_SIGNAL_CHAIN) return stopChain(run, record, node)
  const name = signalName(run, record, signal)
  if (name === STOPPED) return 'stopped'
  const mapped = evaluateMappings(run, record, content.mappings, '信号内容', 'enter')
  if (mapped === STOPPED) return 'stopped'
  const { tasks: _ownAnswers, ...variables } = { ...(content.all ? visibleVariables(run, record) : record.variables), ...mapped }
  emit(run, { type: 'SignalThrown', elementId: record.element, elementInstanceId: idOf(run, record.id), name })
  const { instanceId } = run
  const until = run.draft.tokens.counter
  if (signal.isInstanceOnly) run.effects.push({ type: 'SendCommand', instanceId, command: { type: 'DeliverSignal', name, variables, until, chain } })
  else run.effects.push({ type: 'BroadcastSignal', name, variables, thrower: { instanceId, until }, chain })
  return 'done'
}

function stopChain(run: Run, record: Activation, node: Node): Progress {
  const message = `${elementText(node)}要发的信号已是一连串信号中的第 ${run.chain + 1} 个，多半是流程之间无止境地互相触发。请检查模型，改正后重试，或终止此流程。`
  raiseIncident(run, record, 'SIGNAL_CHAIN', message, 'enter')
  return 'stopped'
}

/** Signal intermediate throw event. BPMN 2.0.2, 10.5.4. */
export const signalIntermediateThrowEvent = signalThrow('intermediateThrowEvent:signal')

/** Signal end event. BPMN 2.0.2, 10.5.3. */
export const signalEndEvent = signalThrow('endEvent:signal')
