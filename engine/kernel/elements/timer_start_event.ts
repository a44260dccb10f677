import type { CompiledTimer } from '../graph.js'
import type { SourceElement } from '#engine/model/source_element'
import { defineElement } from './element.js'

export interface TimerStartSettings {
  readonly timer: CompiledTimer | null
}

/** Timer start event: the clock starts an instance; the shell arms it at deployment. */
export const timerStartEvent = defineElement<TimerStartSettings>({
  kind: 'startEvent:timer',
  rests: false,
  compile(source, tools) {
    const timer = tools.timer((source.eventDefinitions as SourceElement[])[0] as SourceElement)
    if (timer !== null && timer.body.names.length > 0) {
      tools.report('error', 'START_TIMER_VARIABLES', `定时开始事件的时间“${timer.body.source}”用到了变量，而启动前还没有变量。请写固定的时间。`)
    }
    return { timer }
  },
  enter: () => 'done',
})
