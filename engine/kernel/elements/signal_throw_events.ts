import { isChainTooLong } from '../run/chain.js'
import { evaluateMappings, STOPPED } from '../run/evaluate.js'
import { emit, idOf, type Run } from '../run/run.js'
import { visibleVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import type { Node } from '../graph.js'
import { defineElement, type ElementDefinition, type Progress, type VariableMappings } from './element.js'
import { definitionOf } from './event_source.js'
import { signalName, type SignalSettings } from './signal_wait.js'

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

/** Tells everybody: what listens in this instance hears it before the step ends, others by a command. Content: own input parameters and `camunda:in`. */
function throwSignal(run: Run, record: Activation, node: Node, { signal, content }: SignalThrowSettings): Progress {
  if (signal === null) return 'done'
  if (isChainTooLong(run, record, node, 'SIGNAL_CHAIN')) return 'stopped'
  const name = signalName(run, record, signal)
  if (name === STOPPED) return 'stopped'
  const mapped = evaluateMappings(run, record, content.mappings, '信号内容', 'enter')
  if (mapped === STOPPED) return 'stopped'
  const { tasks: _ownAnswers, ...variables } = { ...(content.all ? visibleVariables(run, record) : record.variables), ...mapped }
  emit(run, { type: 'SignalThrown', elementId: record.element, elementInstanceId: idOf(run, record.id), name })
  const until = run.draft.tokens.counter
  const chain = run.chain + 1
  run.signals.push({ name, variables, until, chain, after: 0 })
  if (!signal.isInstanceOnly) run.effects.push({ type: 'BroadcastSignal', name, variables, thrower: { instanceId: run.instanceId, until, hasHeard: true }, chain })
  return 'done'
}

/** Signal intermediate throw event. BPMN 2.0.2, 10.5.4. */
export const signalIntermediateThrowEvent = signalThrow('intermediateThrowEvent:signal')

/** Signal end event. BPMN 2.0.2, 10.5.3. */
export const signalEndEvent = signalThrow('endEvent:signal')
