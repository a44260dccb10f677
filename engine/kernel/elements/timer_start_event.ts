import type { CompiledTimer } from '../graph.js'
import { defineElement } from './element.js'
import { definitionOf, isInEventSubProcess } from './event_source.js'
import { prepareTimer } from './timer_wait.js'

export interface TimerStartSettings {
  readonly timer: CompiledTimer | null
}

/**
 * Timer start event: the clock starts an instance, or an event sub-process while its scope lives. For a process it is
 * armed when its version comes into force (runtime/packages/arm_start_timers.ts). BPMN 2.0.2, 10.5.2.
 */
export const timerStartEvent = defineElement<TimerStartSettings>({
  kind: 'startEvent:timer',
  rests: false,
  compile(source, tools) {
    const timer = tools.timer(definitionOf(source))
    if (!isInEventSubProcess(source) && timer !== null && timer.body.names.length > 0) {
      tools.report('error', 'START_TIMER_VARIABLES', `定时开始事件的时间“${timer.body.source}”用到了变量，而启动前还没有变量。请写固定的时间。`)
    }
    return { timer }
  },
  enter: () => 'done',
  watch: (run, scope, node, { timer }) => (timer === null ? () => undefined : prepareTimer(run, scope, node, timer)),
})
