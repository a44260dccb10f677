import type { CompiledTimer } from '../graph.js'
import type { SourceElement } from '#engine/model/source_element'
import { defineElement } from './element.js'
import { prepareTimer } from './timer_wait.js'

export interface TimerBoundarySettings {
  readonly timer: CompiledTimer | null
}

/** Timer boundary event: armed while its activity rests; a cycle may fire again when it does not interrupt. BPMN 2.0.2, 10.5.4. */
export const timerBoundaryEvent = defineElement<TimerBoundarySettings>({
  kind: 'boundaryEvent:timer',
  rests: false,
  compile: (source, tools) => ({ timer: tools.timer((source.eventDefinitions as SourceElement[])[0] as SourceElement) }),
  enter: () => 'done',
  watch: (run, host, node, { timer }) => (timer === null ? () => undefined : prepareTimer(run, host, node.id, timer)),
})
