import type { CompiledTimer } from '../graph.js'
import type { SourceElement } from '#engine/model/source_element'
import { STOPPED } from '../run/evaluate.js'
import { defineElement } from './element.js'
import { prepareTimer } from './timer_wait.js'

export interface TimerCatchSettings {
  readonly timer: CompiledTimer | null
}

/** Timer intermediate catch event: the token rests until the instant. BPMN 2.0.2, 10.5.4. */
export const timerCatchEvent = defineElement<TimerCatchSettings>({
  kind: 'intermediateCatchEvent:timer',
  rests: true,
  compile: (source, tools) => ({ timer: tools.timer((source.eventDefinitions as SourceElement[])[0] as SourceElement) }),
  enter(run, record, node, { timer }) {
    if (timer === null) return 'done'
    const arm = prepareTimer(run, record, node.id, timer)
    if (arm === STOPPED) return 'stopped'
    arm()
    return 'waiting'
  },
})
