import type { CompiledTimer } from '../graph.js'
import { defineElement } from './element.js'
import { definitionOf } from './event_source.js'
import { prepareTimer } from './timer_wait.js'

export interface TimerBoundarySettings {
  readonly timer: CompiledTimer | null
}

/** Timer boundary event: armed while its activity rests; a cycle may fire again when it does not interrupt. BPMN 2.0.2, 10.5.4. */
export const timerBoundaryEvent = defineElement<TimerBoundarySettings>({
  kind: 'boundaryEvent:timer',
  rests: false,
  compile: (source, tools) => ({ timer: tools.timer(definitionOf(source), source) }),
  enter: () => 'done',
  watch: (run, host, node, { timer }) => (timer === null ? () => undefined : prepareTimer(run, host, node, timer)),
})
