import { STOPPED } from '../run/evaluate.js'
import { defineElement, type ElementDefinition } from './element.js'
import { definitionOf, isInEventSubProcess } from './event_source.js'
import { prepareSignal, type SignalSettings } from './signal_wait.js'

export interface SignalStartSettings extends SignalSettings {
  readonly formKey: string | null
}

const signalOf: ElementDefinition['compile'] = (source, tools): SignalSettings => ({ signal: tools.signal(definitionOf(source)) })
const listen: NonNullable<ElementDefinition['watch']> = (run, host, node, settings) => prepareSignal(run, host, node, settings as SignalSettings)

/** Signal intermediate catch event: the token rests until the signal is thrown anywhere. BPMN 2.0.2, 10.5.4. */
export const signalCatchEvent = defineElement<unknown>({
  kind: 'intermediateCatchEvent:signal',
  rests: true,
  compile: signalOf,
  enter(run, record, node, settings) {
    const open = prepareSignal(run, record, node, settings as SignalSettings)
    if (open === STOPPED) return 'stopped'
    open()
    return 'waiting'
  },
  watch: listen,
})

/** Signal boundary event: listens while its activity rests; stays so when it does not interrupt. BPMN 2.0.2, 10.5.4. */
export const signalBoundaryEvent = defineElement<unknown>({ kind: 'boundaryEvent:signal', rests: false, compile: signalOf, enter: () => 'done', watch: listen })

/** Signal start event: starts an instance in every process in force that has one for the signal, or an event sub-process. BPMN 2.0.2, 10.5.2. */
export const signalStartEvent = defineElement<SignalStartSettings>({
  kind: 'startEvent:signal',
  rests: false,
  compile(source, tools) {
    const signal = tools.signal(definitionOf(source))
    if (!isInEventSubProcess(source) && signal !== null && signal.name.dialect !== 'literal') {
      tools.report('error', 'START_SIGNAL_NAME', '信号开始事件的信号名应为固定文本，实际是表达式。部署时还没有变量，请改为固定的名称。')
    }
    return { signal, formKey: tools.attribute(source, 'formKey') ?? null }
  },
  enter: () => 'done',
  watch: listen,
})
